/** Who takes part in a comparison: each call is one run, and yields what was measured. */
export type Contenders<T> = Readonly<Record<string, () => Promise<T>>>;

/** What each has measured, a result a run, and why those that failed did: they are left out from then on, with what they had. */
export interface Measured<T> {
  readonly runs: Readonly<Record<string, readonly T[]>>;
  readonly failed: Readonly<Record<string, string>>;
}

/**
 * Runs all contenders in turn, so that whatever else the machine does falls on all of them alike; every other round goes the
 * other way round, so that none is always the first. A round before the first warms up and does not count.
 * @param rounds how many runs of each, at least 1.
 */
export async function inTurn<T>(rounds: number, contenders: Contenders<T>, signal: AbortSignal): Promise<Measured<T>> {
  const runs: Record<string, T[]> = {};
  const failed: Record<string, string> = {};
  const names = Object.keys(contenders);
  for (const name of names) runs[name] = [];
  for (let round = -1; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      signal.throwIfAborted();
      if (name in failed) continue;
      try {
        const result = await contenders[name]?.();
        if (round >= 0 && result !== undefined) runs[name]?.push(result);
      } catch (error) {
        signal.throwIfAborted();
        failed[name] = `failed: ${error instanceof Error ? error.message : String(error)}`;
        runs[name] = [];
      }
    }
  }
  return { runs, failed };
}
