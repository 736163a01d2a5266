import type { Bar, Row } from "./row.ts";
import { medianOf, ratiosOf, type Spread, spreadOf } from "./statistics.ts";

/** What became of a bar. `unknown`: ours or the peer has no figure, and `why` says why. */
export type Verdict =
  | { readonly t: "holds" | "misses"; readonly bar: Bar; readonly value: number; readonly runByRun: Spread | null }
  | { readonly t: "unknown"; readonly bar: Bar; readonly why: string };

/** One verdict for each bar of the row, by the medians; a bar that is met exactly holds. */
export const judge = (row: Row): readonly Verdict[] => row.bars.map((bar) => judgeBar(row, bar));

function judgeBar(row: Row, bar: Bar): Verdict {
  const { ours } = row;
  if (ours.length === 0) return { t: "unknown", bar, why: row.missing["ours"] ?? "not measured" };
  if (bar.how === "alone") return verdict(bar, medianOf(ours), spreadOf(ours));
  const peer = row.peers[bar.to] ?? [];
  if (peer.length === 0) return { t: "unknown", bar, why: `${bar.to} not available: ${row.missing[bar.to] ?? "not measured"}` };
  if (bar.how === "plus") return verdict(bar, medianOf(ours) - medianOf(peer), null);
  return verdict(bar, medianOf(ours) / medianOf(peer), spreadOf(ratiosOf(ours, peer)));
}

function verdict(bar: Bar, value: number, runByRun: Spread | null): Verdict {
  const holds = bar.how !== "plus" && bar.side === "least" ? value >= bar.limit : value <= bar.limit;
  return { t: holds ? "holds" : "misses", bar, value, runByRun };
}
