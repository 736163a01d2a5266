import { type Clock, sleep } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import type { ProbeResult } from "./probe.ts";

/** One try; ends early when the signal aborts. */
export type Try = (signal: AbortSignal) => Promise<ProbeResult>;

/**
 * Tries at once and again and again, one at a time, until the signal aborts; nothing is judged after that.
 * @param judge takes the result and says how long to wait from now on until the next try.
 */
export async function tryRepeatedly(
  clock: Clock,
  tryOnce: Try,
  judge: (result: ProbeResult) => Ms,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const result = await resultOf(tryOnce, signal);
    if (signal.aborted) return;
    await sleep(clock, judge(result), signal).catch(() => {}); // aborted: the loop ends
  }
}

/** A try that throws must not end the watch unseen: it is one that failed. */
async function resultOf(tryOnce: Try, signal: AbortSignal): Promise<ProbeResult> {
  try {
    return await tryOnce(signal);
  } catch (error) {
    return { ok: false, why: messageOf(error) };
  }
}
