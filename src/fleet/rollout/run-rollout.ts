import { setMaxListeners } from "node:events";
import { EventQueue } from "./event-queue.ts";
import type { RolloutEvent } from "./rollout-event.ts";
import type { RolloutParts } from "./rollout-parts.ts";
import { RolloutRun } from "./rollout-run.ts";

/**
 * Runs a rollout, or goes on with it: hosts that were in flight are asked first what became of them. Yields what happens, and
 * ends for certain. It does not wait for its reader; leaving the loop is as `leaving`: waits for no host, and ends nothing on any.
 */
export async function* runRollout(parts: RolloutParts): AsyncGenerator<RolloutEvent> {
  const gone = new AbortController();
  const events = new EventQueue<RolloutEvent>();
  const leaving = AbortSignal.any([parts.leaving, gone.signal]);
  setMaxListeners(0, leaving); // one for each host in flight is no leak, and no reason for a warning
  const run = new RolloutRun(parts, leaving, (happening) => events.push({ at: parts.clock.wall(), ...happening }));
  const running = run.go().finally(() => events.close());
  running.catch(() => {}); // whoever reads to the end gets the error below
  try {
    yield* events;
    await running;
  } finally {
    gone.abort();
    await running.catch(() => {});
  }
}
