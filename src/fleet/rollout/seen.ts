import type { MonoMs } from "../../core/duration.ts";
import type { HostLook } from "./host-look.ts";

/** How far a rollout is with a host. `due`: its turn has not come. The last four are terminal. */
export type HostStage = "due" | "in-flight" | "done" | "failed" | "unreachable" | "unknown";

/** One host of the target. */
export interface SeenHost {
  readonly name: string;
  /** Its value of the label that batches spread over; null: it has none. */
  readonly spread: string | null;
  readonly stage: HostStage;
  readonly look: HostLook;
  /** Whether it was in a batch that was cut short before it was sent anything: such a batch is completed before a new one. */
  readonly recalled: boolean;
}

/** All that a decision needs. Moments are those of one clock. */
export interface Seen {
  /** In the order in which they are to be taken. */
  readonly hosts: readonly SeenHost[];
  readonly now: MonoMs;
  /** When those in flight have ended at the latest. */
  readonly flightsEndBy: MonoMs;
  /** When the last batch ended; null: there was none. */
  readonly lastBatchEnd: MonoMs | null;
  /** Whether somebody has said go since the last batch ended. */
  readonly goAhead: boolean;
  /** Since when nothing is possible; null: something was, the last time. */
  readonly stuckSince: MonoMs | null;
}
