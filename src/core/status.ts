import type { ComponentState } from "./component-state.ts";
import type { ComponentName } from "./names.ts";
import type { Operation } from "./operation.ts";

/** What an operator asked of a component. */
export type Desired = "up" | "down";

export type { ComponentState };

/** `dead`: the agent that ran the Server Supervisor is gone and its components live on unattended. */
export type SupervisorState = "running" | "stopped" | "dead";

/** How a component's leader last ended. */
export interface ExitRecord {
  /** Exit code; null when a signal ended it, or when nobody could see how it ended. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly at: Date;
  /** True where it ended because we stopped it and in the way a stop ends. */
  readonly expected: boolean;
  /** One plain sentence: what this probably means. */
  readonly hint: string;
}

/** Memory and processor use of a whole process tree. */
export interface Usage {
  /** Resident memory, the sum over the tree (shared pages count once per process). */
  readonly memoryBytes: number;
  /** Proportional set size, where `/proc/PID/smaps_rollup` can be read for the whole tree: shared pages count once. */
  readonly pssBytes: number | null;
  /** 100 is one processor; over the time since the previous sample. */
  readonly cpuPercent: number;
  /** Processor time of what lives of the tree, and of those that it has waited for. Absent: it is not measured here. */
  readonly cpuSeconds?: number;
  readonly processes: number;
}

/** One component as it stands. */
export interface ComponentStatus {
  readonly name: ComponentName;
  readonly title: string;
  readonly desired: Desired;
  readonly state: ComponentState;
  readonly ready: boolean;
  /** The leader of the component's process group. */
  readonly pid: number | null;
  /** Since the start time that the kernel has of the leader. */
  readonly uptimeSeconds: number | null;
  readonly usage: Usage | null;
  /** Restarts by the Supervisor after crashes, since the component was first started. */
  readonly restarts: number;
  /** Grows by one with every process that is started for it, whoever asked; 0: none was, or it is not known. */
  readonly generation: number;
  readonly lastExit: ExitRecord | null;
  /** Why it is not running and ready, in one sentence; null where it is. */
  readonly reason: string | null;
  /** Components that must be ready first. */
  readonly waitingFor: readonly ComponentName[];
  /** Milliseconds until the next attempt to start it; null where none is due. */
  readonly retryInMs: number | null;
  readonly logFile: string;
  /** How long the last successful probe of this process took, readiness or liveness; null: none has succeeded, or none is asked. */
  readonly probeLatencyMs: number | null;
}

/** The Server Supervisor as it stands. */
export interface SupervisorStatus {
  readonly state: SupervisorState;
  /** The agent's process. */
  readonly pid: number | null;
  /** Since the Server Supervisor was started in this process. */
  readonly uptimeSeconds: number | null;
  readonly usage: Usage | null;
  readonly version: string;
  /** `sha256:` and 64 hex digits over the effective configuration of the components; empty where there is none. */
  readonly configHash: string;
}

/** All that a host says of itself. */
export interface HostStatus {
  readonly host: string;
  readonly supervisor: SupervisorStatus;
  readonly components: readonly ComponentStatus[];
  /** What an operator should know beside it, each one sentence. */
  readonly warnings: readonly string[];
  /** The operations in progress; absent: there are none, or the agent is older than this field. */
  readonly operations?: readonly Operation[];
}
