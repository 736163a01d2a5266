import { humanDuration, ms, seconds } from "../../core/duration.ts";

/** Up to here a difference may be the way of the message; nobody is bothered with it. */
const TOLERATED = seconds(2);

/**
 * By how many milliseconds the clock of a host is ahead of this one (negative: behind); 0 where they agree as far as that can
 * be told. @param theirs the clock of the host when it answered. @param ours this clock when the answer came.
 */
export function clockOffset(theirs: Date, ours: Date): number {
  if (theirs.getTime() === 0) return 0; // it did not say
  const offset = theirs.getTime() - ours.getTime();
  return Math.abs(offset) > TOLERATED ? offset : 0;
}

/** `the clock of node3 is 1h 2m behind this one` */
export const offsetWords = (host: string, offset: number): string =>
  `the clock of ${host} is ${humanDuration(ms(Math.abs(offset)))} ${offset > 0 ? "ahead of" : "behind"} this one`;
