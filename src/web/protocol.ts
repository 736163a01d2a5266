import type { ComponentState } from "../core/component-state.ts";
import type { HostEventKind } from "../core/host-event.ts";
import type { ComponentAction, OperationKind, OperationResult } from "../core/operation.ts";

// What goes between `ImageServing dashboard` and its page, as JSON. Types only: both sides are built from this file.
// Every moment is in milliseconds since 1970 by the clock of the dashboard, whatever the clocks of hosts say.

/** How a component last ended. */
export interface ExitCard {
  /** `exit code 3`, `SIGKILL`. */
  readonly how: string;
  readonly at: number;
  readonly expected: boolean;
  /** One sentence: what this probably means; may be empty. */
  readonly hint: string;
}

/** One component of a host. */
export interface ComponentCard {
  readonly name: string;
  readonly title: string;
  readonly desired: "up" | "down";
  readonly state: ComponentState;
  readonly ready: boolean;
  readonly pid: number | null;
  /** When its process began. */
  readonly since: number | null;
  /** Resident memory of its process tree, in bytes. */
  readonly memory: number | null;
  /** 100 is one processor. */
  readonly cpu: number | null;
  /** After crashes. */
  readonly restarts: number;
  /** Why it is not running and ready; null where it is. */
  readonly reason: string | null;
  readonly waitingFor: readonly string[];
  /** When it is tried again. */
  readonly retryAt: number | null;
  readonly lastExit: ExitCard | null;
  readonly probeMs: number | null;
}

/** An operation in progress on a host, whoever asked for it. */
export interface OperationCard {
  readonly id: string;
  readonly kind: OperationKind;
  /** Empty: everything. */
  readonly components: readonly string[];
  readonly by: string;
  readonly reason: string;
  readonly since: number;
}

/** One host as far as it is known. */
export interface HostCard {
  readonly name: string;
  /** `lost`: what is known of it is stale; it is tried again by itself. */
  readonly link: "connecting" | "live" | "lost";
  /** Why it is lost, and since when. */
  readonly lost: { readonly why: string; readonly since: number } | null;
  /** When anything was heard of it last; null: never, or it is live. */
  readonly heardAt: number | null;
  /** Null: it was never heard. */
  readonly supervisor: {
    readonly state: "running" | "stopped" | "dead";
    readonly since: number | null;
    readonly pid: number | null;
    readonly memory: number | null;
    readonly version: string;
    readonly configHash: string;
  } | null;
  readonly components: readonly ComponentCard[];
  readonly operations: readonly OperationCard[];
  readonly warnings: readonly string[];
  /** Its clock minus the dashboard's. */
  readonly clockOffsetMs: number | null;
  /** Changes that were lost on the way from it, in all. */
  readonly dropped: number;
}

/** How a rollout stands. */
export type RolloutStanding = "running" | "finished" | "halted" | "interrupted" | "left" | "died" | "aborted" | "unreadable";

/** One rollout in a list. */
export interface RolloutCard {
  readonly id: string;
  readonly standing: RolloutStanding;
  readonly kind: OperationKind | null;
  readonly components: readonly string[];
  readonly by: string;
  readonly reason: string;
  readonly begunAt: number;
  readonly lastAt: number;
  readonly total: number;
  readonly counts: Readonly<Record<HostStage, number>>;
  /** Why it ended, or cannot be read; may be empty. */
  readonly why: string;
}

/** How far a rollout is with a host. */
export type HostStage = "due" | "in-flight" | "done" | "failed" | "unreachable" | "unknown";

/** One host of a rollout. */
export interface RolloutHostCard {
  readonly name: string;
  readonly stage: HostStage;
  /** Its operation is done; it only has to stay ready. */
  readonly operated: boolean;
  readonly batch: number | null;
  readonly tookMs: number | null;
  readonly message: string;
  /** What is clearly worse since its restart; empty: nothing. */
  readonly worse: string;
}

/** All that is known of one rollout. */
export interface RolloutDetail {
  readonly card: RolloutCard;
  readonly policy: readonly string[];
  /** In the order in which they are taken. */
  readonly hosts: readonly RolloutHostCard[];
  readonly batches: number;
  /** What to type to go on with it; empty where there is nothing to go on with. */
  readonly next: readonly string[];
}

/** What the page began on one host. */
export interface ActionCard {
  /** Of the operation. */
  readonly id: string;
  readonly host: string;
  readonly kind: OperationKind;
  readonly components: readonly string[];
  readonly begunAt: number;
  readonly endedAt: number | null;
  /** `unknown`: what became of it could not be learned. `refused`: the host did not begin it. */
  readonly result: OperationResult | "unknown" | "refused";
  readonly message: string;
  readonly outcomes: readonly {
    readonly name: string;
    readonly action: ComponentAction;
    readonly previousPid: number | null;
    readonly pid: number | null;
    readonly error: string | null;
    readonly logTail: readonly string[];
  }[];
}

/** What the page is told once. */
export interface Hello {
  readonly version: string;
  /** Where the hosts are named. */
  readonly source: string;
  /** Which of several fleets; null: there is no choice. */
  readonly context: string | null;
  readonly user: string;
  readonly allowActions: boolean;
  /** Names of the groups of the inventory, without `@`. */
  readonly groups: readonly string[];
}

/** What comes as server-sent events. The id of an event is what to resume after. */
export type LiveMessage =
  | {
      readonly t: "snapshot";
      readonly at: number;
      readonly hello: Hello;
      /** In the order of the inventory. */
      readonly hosts: readonly HostCard[];
      readonly rollouts: readonly RolloutCard[];
      readonly actions: readonly ActionCard[];
    }
  | {
      readonly t: "change";
      readonly at: number;
      /** Those that changed, whole. */
      readonly hosts: readonly HostCard[];
      /** All, where one changed. */
      readonly rollouts?: readonly RolloutCard[];
      readonly actions?: readonly ActionCard[];
      /** So many updates came together because this reader was slow: states between were not seen. */
      readonly merged: number;
    }
  /** The dashboard lives. */
  | { readonly t: "beat"; readonly at: number }
  /** The dashboard ends. */
  | { readonly t: "bye"; readonly at: number };

/** Lines of one component's log, or why there are no more. */
export type LogMessage =
  | { readonly t: "lines"; readonly component: string; readonly lines: readonly string[] }
  | { readonly t: "end"; readonly why: string };

/** Something that happened on a host. */
export interface EventCard {
  readonly sequence: number;
  readonly at: number;
  readonly kind: HostEventKind;
  readonly component: string | null;
  readonly message: string;
  readonly state: ComponentState | null;
  readonly previousState: ComponentState | null;
  readonly ready: boolean;
  readonly pid: number | null;
  readonly by: string | null;
  readonly evidence: readonly string[];
  readonly tail: readonly string[];
}

/** `GET /api/hosts/NAME/events` */
export interface EventsAnswer {
  /** The newest first. */
  readonly events: readonly EventCard[];
  readonly forgottenUntil: number | null;
}

/** Figures of one component; null: of the agent. Columns of equal length. */
export interface UsageColumns {
  readonly component: string | null;
  readonly stepMs: number;
  /** Ends of the steps, the oldest first. */
  readonly at: readonly number[];
  readonly memory: readonly number[];
  readonly peak: readonly number[];
  readonly cpu: readonly number[];
}

/** `GET /api/hosts/NAME/usage` */
export interface UsageAnswer {
  readonly series: readonly UsageColumns[];
}

/** `GET /api/select?hosts=…` */
export interface SelectAnswer {
  readonly names: readonly string[];
}

/** Body of `POST /api/plans`. */
export interface PlanWish {
  readonly kind: OperationKind;
  /** Empty: everything, the Server Supervisor included. */
  readonly components: readonly string[];
  readonly hosts: readonly string[];
  /** How many at once, as `--batch`: `3`, `25%`; empty: as the inventory says. Of many hosts only. */
  readonly batch: string;
  readonly reason: string;
}

/** What would be done. Its token carries it out, once. */
export interface PlanAnswer {
  readonly token: string;
  /** `rollout`: over several hosts, in batches. */
  readonly t: "operation" | "rollout";
  /** Of the operation or the rollout, which has it already. */
  readonly id: string;
  /** `restart is on node3` */
  readonly title: string;
  /** What would be done, a line each; of a rollout as `--plan` prints it. */
  readonly lines: readonly string[];
  /** What to type for the same. */
  readonly command: string;
  readonly expiresAt: number;
}

/** Answer to `POST /api/plans/TOKEN/carry-out`; the same again to every further one. */
export interface CarriedOut {
  readonly t: "operation" | "rollout";
  readonly id: string;
}

/** Every answer that is no success. */
export interface Refused {
  readonly error: { readonly code: string; readonly message: string };
}
