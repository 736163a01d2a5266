import type { ListenTls } from "../agent-config.ts";
import type { ComponentSpec, Probe } from "../component-spec.ts";
import type { AuditFacts } from "./judge-agent.ts";
import type { CertificateFacts } from "./judge-certificate.ts";
import type { DiskFacts } from "./judge-disk.ts";
import type { PathFacts } from "./judge-file.ts";
import type { LimitFacts, MemoryFacts, ServiceFacts } from "./judge-machine.ts";
import type { ListenerFacts } from "./judge-port.ts";

/** An address and a port. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** How the facts of a machine are read. Each rejects where it cannot tell, with one sentence. Tests have machines of their own. */
export interface MachineReaders {
  /** @param tried whether it is tried if this process may read and write there. */
  path(path: string, tried: boolean): Promise<PathFacts>;
  /** @returns beside its facts a number that tells file systems apart. */
  disk(path: string): Promise<DiskFacts & { readonly device: number }>;
  /** In bytes. */
  logGrowth(logDir: string, specs: readonly Pick<ComponentSpec, "name" | "log">[]): Promise<number>;
  /** Whether a time service has set the clock; null: nobody can tell. */
  synchronized(): Promise<boolean | null>;
  memory(): Promise<MemoryFacts>;
  limits(pid: number): Promise<LimitFacts>;
  /** Null: the process is no service. */
  service(pid: number): Promise<ServiceFacts | null>;
  /** Null: it is no address of this machine. */
  listener(address: ListenAddress, leader: number | null): Promise<ListenerFacts | null>;
  /** Null: it asks no address. */
  askedAt(probe: Probe): ListenAddress | null;
  /** Null: there is none. */
  auditEnd(stateDir: string): Promise<AuditFacts | null>;
  /** @param asAgent whether this process is the one that would run it, or its user's. */
  programProblem(spec: ComponentSpec, path: string | undefined, asAgent: boolean): string | null;
}

/** Certificates, which are in files too. */
export interface CertificateReaders {
  /** The certificate of an agent and its authorities, by file. Rejects with what is wrong with the first file that cannot be used. */
  certificates(tls: ListenTls, host: string): Promise<readonly (readonly [file: string, facts: CertificateFacts])[]>;
}

/** All that is read of a host. */
export type HostReaders = MachineReaders & CertificateReaders;
