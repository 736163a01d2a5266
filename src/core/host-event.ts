import type { ComponentState } from "./component-state.ts";
import type { ComponentName, OperationId } from "./names.ts";
import type { OperationKind } from "./operation.ts";
import type { ExitRecord } from "./status.ts";

/**
 * What an agent remembers to have happened.
 * `state`: a component went from one state to another, or its process crashed and was started again at once, in the same
 * state. `health`: it became ready or not, its liveness complains or does no more, it is late to be ready or outlives a
 * SIGKILL, in the same state. `supervisor`: the Server Supervisor began (also anew) or ended. `operation-begun`: also where
 * an operation goes on under a new agent.
 */
export const HOST_EVENT_KINDS = [
  "agent-started",
  "agent-ended",
  "configuration",
  "supervisor",
  "state",
  "health",
  "operation-begun",
  "operation-ended",
] as const;
export type HostEventKind = (typeof HOST_EVENT_KINDS)[number];

/** One thing that happened on a host, as its agent saw it. */
export interface HostEvent {
  /**
   * Grows with every event of this host, from 1, and goes on across restarts of its agent. By one; after an agent that was
   * killed by up to some 1,000 more, so that no number is ever told twice: a gap says nothing of lost events.
   */
  readonly sequence: number;
  /** By the clock of the host. */
  readonly at: Date;
  readonly kind: HostEventKind;
  /** Null: about the host, its agent or the Server Supervisor. */
  readonly component: ComponentName | null;
  /** One sentence for people, which does not repeat the component: `crashed: SIGKILL, possibly the kernel's …`. */
  readonly message: string;
  /** Since this event, and before it; null where it is about no component. */
  readonly state: ComponentState | null;
  readonly previousState: ComponentState | null;
  readonly ready: boolean;
  /** The leader that it is about, of a process that ended the one that it had; null: none, or not known. */
  readonly pid: number | null;
  /** Who asked for it: whoever has an operation in progress on that component. Null for a crash and for `health`, whoever is at work. */
  readonly by: string | null;
  readonly operationId: OperationId | null;
  /** What the operation that began or ended does; null where it is about none. */
  readonly operationKind: OperationKind | null;
  /** What that operation was asked for; empty: everything, or it is about none. */
  readonly requested: readonly ComponentName[];
  /** How a process ended, where one did and it was not told before. */
  readonly exit: ExitRecord | null;
  /** What was seen beside it that speaks for a cause, each one sentence. */
  readonly evidence: readonly string[];
  /** The last lines of the component's log at that moment, where something went wrong: at most 10 of 500 characters. */
  readonly tail: readonly string[];
}

/** Which events are asked for. */
export interface EventsQuery {
  /** Empty: of all, and of the host itself. */
  readonly components: readonly string[];
  /** Not older than this, by the clock of the host; null: as far back as is kept. */
  readonly since: Date | null;
  /** Later than this one; 0: all. */
  readonly afterSequence: number;
  /** The newest of those that are kept, 0 to 10,000; those that are followed are not counted. */
  readonly limit: number;
  /** Whether to go on with what happens from now on. */
  readonly follow: boolean;
  readonly expectedHost: string;
}

/** The most events that a query may ask for. */
export const MOST_EVENTS = 10_000;

/** Some events, the oldest first. The first batch always comes, and may be empty. */
export interface EventBatch {
  readonly events: readonly HostEvent[];
  /**
   * Of what was asked for, events up to this moment are kept no more; null: nothing is missing. In the first batch only. Each
   * component has its own bounds, so events of others from before may be there; it is told too early rather than too late.
   */
  readonly forgottenUntil: Date | null;
  /** So many events before these were lost because this reader was too slow. */
  readonly dropped: number;
  /** The clock of the host when this was sent. */
  readonly now: Date;
}
