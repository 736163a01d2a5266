import type { ListenConfig } from "../agent-config.ts";
import type { ComponentSpec } from "../component-spec.ts";
import type { HomePaths } from "../home-paths.ts";
import type { ComponentName } from "../names.ts";

/** A component as far as it is known to who looks at its host. */
export interface SubjectComponent {
  readonly spec: ComponentSpec;
  /** The leader of its processes; null: it does not run, or nobody knows. */
  readonly leader: number | null;
  readonly broken: boolean;
  readonly reason: string | null;
}

/** A host that is looked at, by its agent or by the command on it. */
export interface HostSubject {
  readonly host: string;
  readonly paths: HomePaths;
  /** Null: nowhere, or no configuration is known. */
  readonly listen: ListenConfig | null;
  readonly components: ReadonlyMap<ComponentName, SubjectComponent>;
  /** The agent's process; null: none runs. */
  readonly agentPid: number | null;
  /** Who the agent runs as, or would; null: not known. */
  readonly uid: number | null;
  /** Whether who looks has the rights of the agent, so that what it may not read is a fault. */
  readonly asAgent: boolean;
  /** The PATH of the agent. */
  readonly searchPath: string | undefined;
  /** The wall clock, and by how much it was set; null: not known. */
  readonly now: Date;
  readonly stepMs: number | null;
}
