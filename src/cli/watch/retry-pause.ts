import { type Ms, ms } from "../../core/duration.ts";
import { seededRandom } from "../../fleet/rollout/seeded-random.ts";

const FIRST = 250;

/** The longest pause where a source says nothing of it. */
export const LONGEST_PAUSE = ms(10_000);

/**
 * How long to wait after that many attempts in a row have failed (from 1): 250 ms, then about twice as long each time. Up to
 * half of it is left to chance, so that hosts that were lost together do not come back together.
 * @param chance a number in [0, 1).
 */
export function retryPause(attempts: number, chance: number, longest: Ms): Ms {
  const full = Math.min(longest, FIRST * 2 ** Math.min(attempts - 1, 20));
  return ms(Math.max(Math.min(FIRST, longest), full * (0.5 + chance / 2)));
}

/** Numbers in [0, 1) that differ from name to name. */
export function chanceOf(name: string): () => number {
  let seed = 0x811c9dc5; // FNV-1a
  for (const char of name) seed = Math.imul(seed ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return seededRandom(seed);
}
