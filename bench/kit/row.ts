/** What a figure is: `s` seconds, `ms` milliseconds, `MiB`, `%` of one processor, `/s` so many a second, `MB/s`, `×` a plain ratio. */
export type Unit = "s" | "ms" | "MiB" | "%" | "/s" | "MB/s" | "×";

/**
 * What is to hold between ours and a peer of the same run. `times`: ours / peer is at most, or at least, `limit`. `plus`: ours is
 * at most so much more than the peer, in the unit of the row. `alone`: ours itself; then there is no peer.
 */
export type Bar =
  | { readonly how: "times"; readonly to: string; readonly side: "most" | "least"; readonly limit: number }
  | { readonly how: "plus"; readonly to: string; readonly limit: number }
  | { readonly how: "alone"; readonly side: "most" | "least"; readonly limit: number };

/** One row of the table: one figure of ours, and of those that it is compared with. */
export interface Row {
  /** Short, unique among all rows. */
  readonly name: string;
  /** What was measured, in a sentence. */
  readonly what: string;
  readonly unit: Unit;
  /** One figure a run; none where it failed, which `missing` tells then under `ours`. */
  readonly ours: readonly number[];
  /** Those that could be had, a figure a run. */
  readonly peers: Readonly<Record<string, readonly number[]>>;
  /** Why the others could not be had, or failed. */
  readonly missing: Readonly<Record<string, string>>;
  readonly bars: readonly Bar[];
}

export const atMostTimes = (limit: number, to: string): Bar => ({ how: "times", side: "most", limit, to });
export const atLeastTimes = (limit: number, to: string): Bar => ({ how: "times", side: "least", limit, to });
export const atMostMoreThan = (limit: number, to: string): Bar => ({ how: "plus", limit, to });
export const atMost = (limit: number): Bar => ({ how: "alone", side: "most", limit });
export const atLeast = (limit: number): Bar => ({ how: "alone", side: "least", limit });
