import type { RestartSpec } from "../core/component-spec.ts";
import type { MonoMs, Ms } from "../core/duration.ts";
import type { ComponentState } from "../core/status.ts";

/**
 * Where a component stands. Deadlines are data here; a timer is only a hint to look (`due`).
 * A phase with a process is one of starting, running, stopping.
 */
export type Phase =
  /** No process. Wanted and still here only where the restart policy says that it is done. */
  | { readonly at: "stopped" }
  /** Wanted; what it needs is not ready. */
  | { readonly at: "waiting" }
  /** The launch was asked for; its answer is on the way. */
  | { readonly at: "launching" }
  /** `settleAt`: without a probe, ready then. `overdueAt`: with one, said to be late then, and never killed for it. */
  | { readonly at: "starting"; readonly settleAt: MonoMs | null; readonly overdueAt: MonoMs | null; readonly overdue: boolean }
  /** Has been ready. `steadyAt`: its crashes are forgotten then. */
  | { readonly at: "running"; readonly ready: boolean; readonly steadyAt: MonoMs | null }
  /** Asked to end: `term`, then `dump` where configured, then `kill`; `stuck` once it outlived a kill. `crashed`: relaunch as after a crash. */
  | {
      readonly at: "stopping";
      readonly stage: "term" | "dump" | "kill";
      readonly due: MonoMs;
      readonly leaderGone: boolean;
      readonly stuck: boolean;
      readonly crashed: boolean;
    }
  | { readonly at: "backoff"; readonly until: MonoMs }
  /** `retryAt` null: not tried again. */
  | { readonly at: "failed"; readonly retryAt: MonoMs | null };

/** The phase with this name. */
export type In<A extends Phase["at"]> = Extract<Phase, { readonly at: A }>;

/** All that the table knows of a component. */
export interface Slot<P extends Phase = Phase> {
  /** What is asked, apart from what is. */
  readonly wantUp: boolean;
  /** Crashes in a row since the last steady run or operator's start. */
  readonly fails: number;
  /** When those crashes were, as far back as the crash-loop window. */
  readonly crashes: readonly MonoMs[];
  /** Judged a crash loop and not steady since: one more crash is enough. */
  readonly looping: boolean;
  /** The last end that nobody asked for was exit code 0. */
  readonly cleanExit: boolean;
  /** Restarts after crashes, for status. */
  readonly restarts: number;
  readonly phase: P;
}

export type LifecycleEvent =
  /** The operator wants it up (a fresh start: earlier crashes are forgotten) or down. */
  | { readonly t: "want"; readonly up: boolean }
  /** What it needs is ready. */
  | { readonly t: "clear" }
  | { readonly t: "spawned" }
  | { readonly t: "unspawned" }
  /** A living process of an earlier agent was recognised; `leader` false: only members of its group are left. */
  | { readonly t: "adopted"; readonly leader: boolean }
  | { readonly t: "ready" }
  | { readonly t: "unready" }
  /** The leader ended. `clean`: exit code 0. `empty`: nothing of its group is left. */
  | { readonly t: "exited"; readonly clean: boolean; readonly empty: boolean }
  /** Nothing of the group is left, some time after the leader ended. */
  | { readonly t: "emptied" }
  /** Liveness or memory says that it must be restarted; counts as a crash. */
  | { readonly t: "sick" }
  /** Time has passed. */
  | { readonly t: "due" };

export type Effect =
  | { readonly do: "launch" }
  | { readonly do: "signal"; readonly to: "leader" | "group"; readonly what: "stop" | "dump" | "kill" };

/** The parts of a component's specification that the table needs. */
export interface LifecycleRules {
  readonly stopTimeout: Ms;
  readonly hasDump: boolean;
  /** Null: no probe. */
  readonly readyTimeout: Ms | null;
  readonly restart: RestartSpec;
}

/** What a step needs from outside: the time, and a number in [0, 1) for jitter. */
export interface Now {
  readonly now: MonoMs;
  readonly chance: number;
}

/** A component that was never started. */
export const initialSlot: Slot = {
  wantUp: false,
  fails: 0,
  crashes: [],
  looping: false,
  cleanExit: false,
  restarts: 0,
  phase: { at: "stopped" },
};

/** When to look again; null: nothing is due. */
export function dueAt({ phase }: Slot): MonoMs | null {
  switch (phase.at) {
    case "starting":
      return phase.settleAt ?? phase.overdueAt;
    case "running":
      return phase.steadyAt;
    case "stopping":
      return phase.due;
    case "backoff":
      return phase.until;
    case "failed":
      return phase.retryAt;
    default:
      return null;
  }
}

const STATE = {
  stopped: "stopped",
  waiting: "starting",
  launching: "starting",
  starting: "starting",
  running: "running",
  stopping: "stopping",
  backoff: "backoff",
  failed: "failed",
} as const satisfies Record<Phase["at"], ComponentState>;

/** The state as reports name it. */
export const stateOf = ({ phase }: Slot): ComponentState => STATE[phase.at];

/** Whether its probe holds, or it has none and runs. */
export const isReady = ({ phase }: Slot): boolean => phase.at === "running" && phase.ready;
