import type { Measured } from "./in-turn.ts";
import type { Row } from "./row.ts";

/** A row of what was measured in turn: `ours` is ours, the others are peers. @param figure what of a run the row is about. */
export function rowOf<T>(
  row: Pick<Row, "name" | "what" | "unit" | "bars">,
  { runs, failed }: Measured<T>,
  figure: (run: T) => number,
  missing: Readonly<Record<string, string>> = {},
): Row {
  const peers = Object.entries(runs).filter(([name]) => name !== "ours" && !(name in failed));
  return {
    ...row,
    ours: (runs["ours"] ?? []).map(figure),
    peers: Object.fromEntries(peers.map(([name, taken]) => [name, taken.map(figure)])),
    missing: { ...missing, ...failed },
  };
}
