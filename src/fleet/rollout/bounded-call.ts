import { boundedAsk } from "../../core/bounded-ask.ts";
import type { Clock } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";

/** How long a call may take, and what else ends it. */
export interface CallBounds {
  readonly clock: Clock;
  readonly within: Ms;
  /** What is being done, for the fault where it takes too long. */
  readonly doing: string;
  /** Aborts where nobody waits any more. */
  readonly leaving: AbortSignal;
}

/** Calls, and waits for no longer than that: rejects with TIMED_OUT, or with the reason of `leaving`, also when nobody heeds the signal. */
export async function boundedCall<T>(call: (signal: AbortSignal) => Promise<T>, bounds: CallBounds): Promise<T> {
  const { clock, within, doing, leaving } = bounds;
  leaving.throwIfAborted();
  const late = () => new FaultError({ code: "TIMED_OUT", doing, afterMs: within });
  const asking = boundedAsk(call, { clock, within, late });
  const giveUp = () => asking.giveUp(leaving.reason);
  leaving.addEventListener("abort", giveUp, { once: true });
  try {
    return await asking.result;
  } finally {
    leaving.removeEventListener("abort", giveUp);
  }
}
