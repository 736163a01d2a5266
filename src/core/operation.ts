import type { ComponentState } from "./component-state.ts";
import type { Ms } from "./duration.ts";
import type { ComponentName, OperationId } from "./names.ts";

export type OperationKind = "start" | "stop" | "restart";

/** `running` until it ends in exactly one of the others. */
export type OperationResult = "running" | "done" | "failed" | "cancelled";

/** What an operation did to a component. */
export type ComponentAction = "started" | "stopped" | "restarted" | "unchanged" | "failed";

/** What is asked of an agent. The same id again is the same operation and never acts twice. */
export interface OperationRequest {
  readonly id: OperationId;
  readonly kind: OperationKind;
  /** Empty: everything, the Server Supervisor included. */
  readonly components: readonly ComponentName[];
  /** Null: as long as the components' own time-outs allow. */
  readonly timeout: Ms | null;
  readonly reason: string;
  /** Who asks, for the record: a user's name as the caller gives it, or a certificate's. */
  readonly by: string;
}

/** What became of one component. */
export interface ComponentOutcome {
  readonly name: ComponentName;
  readonly action: ComponentAction;
  readonly previousPid: number | null;
  readonly pid: number | null;
  readonly durationMs: number;
  /** One sentence, where `action` is failed. */
  readonly error: string | null;
  readonly logFile: string;
  /** The last lines of its log, where `action` is failed. */
  readonly logTail: readonly string[];
}

/** One operation, as the agent keeps it. */
export interface Operation {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly requested: readonly ComponentName[];
  readonly result: OperationResult;
  readonly by: string;
  readonly reason: string;
  readonly startedAt: Date;
  readonly deadline: Date | null;
  readonly finishedAt: Date | null;
  readonly durationMs: number;
  readonly components: readonly ComponentOutcome[];
  /** One sentence for people: "already running", why it failed, who cancelled it. */
  readonly message: string;
  /** Whether the agent itself ends with this operation: one that was started in the background ends after a stop of everything. */
  readonly agentEnds: boolean;
}

/** A step on the way: how a component stands while an operation runs. */
export interface Progress {
  readonly component: ComponentName;
  readonly state: ComponentState;
  readonly ready: boolean;
  readonly pid: number | null;
  /** How long it has been in that state. */
  readonly forMs: number;
  /** What it waits for or why it is as it is; empty where there is nothing to say. */
  readonly detail: string;
}
