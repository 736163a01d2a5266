import type { CancelTimer, Clock } from "../core/clock.ts";
import { ms, seconds } from "../core/duration.ts";
import type { Sampler } from "../supervisor/sampler.ts";

/** How often memory and processor use are looked at: for the limits, and to be remembered. */
const SAMPLE_EVERY = seconds(10);
/** A sample that somebody else asked for serves as well where it is no older. */
const YOUNG_ENOUGH = seconds(1);

/**
 * Measures now, then in the middle of every 10 s of the wall clock, so that each of these steps has its sample however
 * late a timer is. Returns what ends it.
 */
export function watchMemory(sampler: Sampler, clock: Clock): CancelTimer {
  let cancel: CancelTimer = () => {};
  const look = () => {
    void sampler.refresh(YOUNG_ENOUGH, "resident");
    const sinceMiddle = (clock.wall().getTime() + SAMPLE_EVERY / 2) % SAMPLE_EVERY;
    cancel = clock.after(ms(SAMPLE_EVERY - sinceMiddle), look, { idle: true });
  };
  look();
  return () => cancel();
}
