import { type Ms, ms } from "../../core/duration.ts";

const FIRST = 1_000;
const MOST = 60_000;

/**
 * How long to wait after an attempt that failed: about 1 s, 2 s, 4 s and so on, a minute at the most, and up to a half less, so that
 * many hosts do not come back at the same moment. @param failed how many attempts have failed, from 1. @param chance 0 to 1
 */
export const retryDelay = (failed: number, chance: number): Ms =>
  ms(Math.round(Math.min(MOST, FIRST * 2 ** (failed - 1)) * (1 - chance / 2)));
