import { type Ms, ms } from "../../core/duration.ts";

/** What an estimate of the end is made from. */
export interface EstimateOf {
  /** How long hosts took that are done. */
  readonly took: readonly Ms[];
  /** For how long those in flight have been so. */
  readonly flying: readonly Ms[];
  /** How many batches are to be begun yet. */
  readonly batches: number;
  readonly pause: Ms | "ask";
}

/**
 * How long it will probably take yet: a batch takes as long as hosts did on average, the slower half counting, since a batch waits for
 * its slowest. Nobody knows how long a question takes: none. Null where no host is done.
 */
export function estimateLeft({ took, flying, batches, pause }: EstimateOf): Ms | null {
  if (took.length === 0) return null;
  const slower = [...took].sort((a, b) => b - a).slice(0, Math.ceil(took.length / 2));
  const each = slower.reduce((sum, length) => sum + length, 0) / slower.length;
  const now = flying.length === 0 ? 0 : Math.max(0, each - Math.min(...flying));
  const pauses = pause === "ask" ? 0 : batches * pause;
  return ms(now + batches * each + pauses);
}
