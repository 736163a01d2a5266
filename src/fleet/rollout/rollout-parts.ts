import type { Clock } from "../../core/clock.ts";
import type { OperationId } from "../../core/names.ts";
import type { RolloutFleet } from "./rollout-fleet.ts";
import type { RolloutJournal } from "./rollout-journal.ts";
import type { RolloutState } from "./rollout-state.ts";

/** What a rollout is run with. */
export interface RolloutParts {
  /** A new one, or one that a journal told. */
  readonly state: RolloutState;
  /** Has the beginning of the rollout already, and where somebody goes on with it that. */
  readonly journal: RolloutJournal;
  readonly fleet: RolloutFleet;
  readonly clock: Clock;
  /** A new id with each call, never one that was used before. */
  newOperationId(): OperationId;
  /** Asks somebody whether to go on, for the pause `ask`; false: no new hosts. */
  confirm(question: { readonly done: number; readonly left: number }, signal: AbortSignal): Promise<boolean>;
  /** No new hosts; those in flight are waited for. */
  readonly stopping: AbortSignal;
  /** Those in flight are left running, and the rollout ends at once. */
  readonly leaving: AbortSignal;
}
