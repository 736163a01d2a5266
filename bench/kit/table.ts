import { judge, type Verdict } from "./judge.ts";
import type { Bar, Row, Unit } from "./row.ts";
import { ratiosOf, spreadOf } from "./statistics.ts";

/** The rows for people: each contender's median with least and most, its ratio to ours, then what became of the bars. */
export function tableOf(rows: readonly Row[]): string {
  return rows.map(rowText).join("\n\n");
}

function rowText(row: Row): string {
  const lines = [
    ["", "median", "least", "most", "runs", "ours is"],
    ours(row),
    ...Object.keys(row.peers).map((name) => peer(row, name)),
  ];
  const missing = Object.entries(row.missing).map(([name, why]) => `  ${name} not available: ${why}`);
  return [
    `${row.name}: ${row.what} [${row.unit}]`,
    ...columns(lines),
    ...missing,
    ...judge(row).map((each) => verdictText(each, row.unit)),
  ].join("\n");
}

const ours = ({ ours: figures, unit }: Row): readonly string[] => ["ours", ...spreadCells(figures, unit), ""];

function peer({ ours: own, peers, unit }: Row, name: string): readonly string[] {
  const theirs = peers[name] ?? [];
  const [mine, other, runByRun] = [spreadOf(own), spreadOf(theirs), spreadOf(ratiosOf(own, theirs))];
  const ratio = mine === null || other === null || other.median === 0 ? null : mine.median / other.median;
  const range = runByRun === null ? "" : ` (${figure(runByRun.least)} to ${figure(runByRun.most)})`;
  return [name, ...spreadCells(theirs, unit), ratio === null ? "" : `× ${figure(ratio)}${range}`];
}

function spreadCells(figures: readonly number[], unit: Unit): readonly string[] {
  const spread = spreadOf(figures);
  if (spread === null) return ["-", "-", "-", "0"];
  return [`${figure(spread.median)} ${unit}`, figure(spread.least), figure(spread.most), String(spread.count)];
}

/** What became of a bar, in a line. */
export function verdictText(verdict: Verdict, unit: Unit): string {
  const bar = barText(verdict.bar, unit);
  if (verdict.t === "unknown") return `  unknown ${bar}: ${verdict.why}`;
  const sign = verdict.bar.how === "times" ? "× " : "";
  const own = verdict.bar.how === "times" ? "" : ` ${unit}`;
  return `  ${verdict.t.padEnd(7)} ${bar}: ${sign}${figure(verdict.value)}${own}`;
}

/** `≤ 2.5 × node -e 0`, `≤ 100 ms more than by hand`, `≤ 140 MiB`. */
export function barText(bar: Bar, unit: Unit): string {
  const sign = bar.how !== "plus" && bar.side === "least" ? "≥" : "≤";
  if (bar.how === "alone") return `${sign} ${figure(bar.limit)} ${unit}`;
  return bar.how === "plus"
    ? `${sign} ${figure(bar.limit)} ${unit} more than ${bar.to}`
    : `${sign} ${figure(bar.limit)} × ${bar.to}`;
}

/** Three digits that mean something: 1,234 · 12.3 · 0.0123. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return "?";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (value === 0) return "0";
  const digits = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(Math.abs(value)))));
  const [whole = "", fraction] = Number(value.toPrecision(Math.abs(value) >= 1_000 ? 15 : 3))
    .toFixed(digits)
    .split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`.replace(/\.?0+$/, "");
}

function columns(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => (line[at] ?? "").length)));
  const cell = (text: string, at: number) =>
    at === 0 ? text.padEnd(widths[at] ?? 0) : at === 5 ? text : text.padStart(widths[at] ?? 0);
  return lines.map((line) => `  ${line.map(cell).join("  ")}`.trimEnd());
}
