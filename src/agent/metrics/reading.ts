import type { ComponentStatus, SupervisorStatus } from "../../core/status.ts";
import type { AuditStanding } from "../audit/audit-log.ts";
import type { SenderFigures } from "../notify/sender.ts";

/** One component, as it is at a scrape. */
export interface ComponentReading {
  readonly status: ComponentStatus;
  /** Whether the configuration still knows it. */
  readonly configured: boolean;
  /** Whether it has done its work and need not run any more. */
  readonly done: boolean;
  /** What liveness complains of; null: of nothing, or nobody asks. */
  readonly complaint: string | null;
  /** `memory.warn` and `memory.restart`, in bytes; null: none. */
  readonly warnBytes: number | null;
  readonly restartBytes: number | null;
}

/** Everything that a scrape tells beside what is counted as it happens. */
export interface Reading {
  readonly host: string;
  readonly supervisor: SupervisorStatus;
  readonly components: readonly ComponentReading[];
  readonly audit: AuditStanding;
  /** Changes that readers of the watch stream lost, in this life of the agent. */
  readonly changesDropped: number;
  readonly notifications: readonly SenderFigures[];
  /** When certificates of this host expire, by what they are for. */
  readonly certificates: readonly CertificateReading[];
  /** Of the agent's own process. */
  readonly process: ProcessReading;
}

/** When a certificate expires. */
export interface CertificateReading {
  readonly use: "listen" | "metrics";
  readonly expires: Date;
}

/** The agent's own process. */
export interface ProcessReading {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly heapUsedBytes: number;
  readonly openFiles: number;
  /** Seconds since 1970. */
  readonly startedAt: number;
}
