import { judge } from "./judge.ts";
import type { Row } from "./row.ts";
import { spreadOf } from "./statistics.ts";
import { barText, figure } from "./table.ts";

/** The rows as a table of Markdown, for docs/performance.md: medians with least and most, ratios of ours to each peer, bars. */
export function markdownOf(rows: readonly Row[]): string {
  const head = ["what", "ours", "peers (ours is so many times that)", "bar"];
  const lines = rows.map((row) => [`\`${row.name}\`: ${row.what}`, cell(row.ours, row), peersCell(row), barsCell(row)]);
  return [head, head.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |\n`)
    .join("");
}

function cell(figures: readonly number[], { unit }: Row): string {
  const spread = spreadOf(figures);
  if (spread === null) return "not measured";
  return `${figure(spread.median)} ${unit} (${figure(spread.least)} to ${figure(spread.most)})`;
}

function peersCell(row: Row): string {
  const own = spreadOf(row.ours)?.median ?? Number.NaN;
  const peers = Object.entries(row.peers).map(([name, figures]) => {
    const ratio = own / (spreadOf(figures)?.median ?? Number.NaN);
    return `${name} ${cell(figures, row)}: × ${figure(ratio)}`;
  });
  return [...peers, ...Object.entries(row.missing).map(([name, why]) => `${name}: ${why}`)].join("<br>");
}

const barsCell = (row: Row): string =>
  judge(row)
    .map(
      (verdict) =>
        `${barText(verdict.bar, row.unit)}: ${verdict.t === "unknown" ? "unknown" : verdict.t === "holds" ? "holds" : "**missed**"}`,
    )
    .join("<br>");
