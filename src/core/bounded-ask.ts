import type { Clock } from "./clock.ts";
import type { Ms } from "./duration.ts";

/** A question that is being asked and can be given up. */
export interface BoundedAsk<T> {
  /** The answer; rejects at once where the question is given up, also when nobody heeds its signal. */
  readonly result: Promise<T>;
  /** Aborts the question's signal, and rejects `result` unless it has settled, both with this reason. */
  giveUp(reason: unknown): void;
}

/** When a question gives itself up. */
export interface AskLimit {
  readonly clock: Clock;
  /** From now on; null: never. */
  readonly within: Ms | null;
  /** Why it was given up then. */
  readonly late: () => Error;
}

/** Begins to ask, now. What comes after the question was given up is passed over. Leaves no timer behind. */
export function boundedAsk<T>(ask: (signal: AbortSignal) => Promise<T>, { clock, within, late }: AskLimit): BoundedAsk<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const given = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const asked = (async () => ask(signal))(); // what it throws before its first await is a rejection too
  const cancelTimer = within === null ? () => {} : clock.after(within, () => controller.abort(late()));
  const result = Promise.race([asked, given]).finally(cancelTimer);
  return { result, giveUp: (reason) => controller.abort(reason) };
}
