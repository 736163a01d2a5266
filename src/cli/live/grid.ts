import { cutTo, displayWidth } from "../render/display-width.ts";
import type { Part } from "../render/painted-parts.ts";

/** One line of the screen, in pieces that are harmless. */
export type Line = readonly Part[];

/** One column of a grid. */
export interface GridColumn<Row> {
  readonly head: string;
  readonly align: "left" | "right";
  /** It has that many columns at least, so that the next ones do not dance as figures change. */
  readonly least?: number;
  readonly most?: number;
  /** Where the grid is too wide, columns are left out, the highest number first; without a number it stays. */
  readonly expendable?: number;
  cell(row: Row): Line;
}

/** Below this every column counts. */
const NARROW = 30;

export const widthOf = (line: Line): number => line.reduce((sum, { text }) => sum + displayWidth(text), 0);

/** The head and the rows, each one line. What is still too wide is cut by whoever paints it. */
export function grid<Row>(columns: readonly GridColumn<Row>[], rows: readonly Row[], width: number): readonly Line[] {
  const gap = width < NARROW ? 1 : 2;
  const laid = columns.map((column) => {
    const cells = [[{ text: column.head, colour: "bold" as const }], ...rows.map((row) => column.cell(row))];
    const widest = cells.reduce((most, cell) => Math.max(most, widthOf(cell)), width < NARROW ? 0 : (column.least ?? 0));
    return { column, cells, width: Math.min(widest, column.most ?? widest) };
  });
  const shown = fitting(laid, gap, width);
  return Array.from({ length: rows.length + 1 }, (_, at) =>
    shown.flatMap(({ column, cells, width: own }, place) => [
      ...(place === 0 ? [] : [{ text: " ".repeat(gap) }]),
      ...placed(cells[at] ?? [], own, column.align),
    ]),
  );
}

function fitting<Laid extends { readonly width: number; readonly column: { readonly expendable?: number } }>(
  laid: readonly Laid[],
  gap: number,
  width: number,
): readonly Laid[] {
  const total = laid.reduce((sum, column) => sum + column.width, gap * (laid.length - 1));
  const most = Math.max(...laid.map(({ column }) => column.expendable ?? 0));
  if (total <= width || most === 0) return laid;
  return fitting(
    laid.filter(({ column }) => (column.expendable ?? 0) < most),
    gap,
    width,
  );
}

function placed(cell: Line, width: number, align: "left" | "right"): Line {
  const space = width - widthOf(cell);
  if (space < 0) return cutLine(cell, width);
  const pad = space === 0 ? [] : [{ text: " ".repeat(space) }];
  return align === "left" ? [...cell, ...pad] : [...pad, ...cell];
}

/** The line cut to `width` columns, with `…` where something is missing. */
export function cutLine(line: Line, width: number): Line {
  if (widthOf(line) <= width) return line;
  const kept: Part[] = [];
  let room = width;
  for (const part of line) {
    const own = displayWidth(part.text);
    if (own < room) kept.push(part);
    else {
      if (room > 0) kept.push({ ...part, text: cutTo(room, `${part.text} `) }); // something is missing, also where this part fits
      break;
    }
    room -= own;
  }
  return kept;
}
