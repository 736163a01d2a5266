/** The middle, the least and the most of some figures. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

/** Of an even number of figures the middle is between the two in the middle. Null: there are none. */
export function spreadOf(figures: readonly number[]): Spread | null {
  const sorted = figures.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return null;
  const middle = (sorted.length - 1) / 2;
  const [below = least, above = most] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return { median: (below + above) / 2, least, most, count: sorted.length };
}

/** The middle of some figures. @throws RangeError where there are none. */
export function medianOf(figures: readonly number[]): number {
  const spread = spreadOf(figures);
  if (spread === null) throw new RangeError("there is no median of nothing");
  return spread.median;
}

/** One figure by another, run by run, as far as both have one. */
export const ratiosOf = (some: readonly number[], others: readonly number[]): readonly number[] =>
  some.slice(0, others.length).map((figure, run) => figure / (others[run] ?? Number.NaN));
