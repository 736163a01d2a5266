import { displayWidth } from "./display-width.ts";
import type { Colour, Paint } from "./paint.ts";

/** What stands in one place of a table. It must be harmless already. */
export interface Cell {
  readonly text: string;
  readonly colour?: Colour;
}

/** One column: its head and what it shows of a row. */
export interface Column<Row> {
  readonly head: string;
  readonly align: "left" | "right";
  /** Where the table is too wide, columns are left out, the highest number first; without a number it stays. */
  readonly expendable?: number;
  cell(row: Row): Cell;
}

export interface TableOptions {
  /** Width that the table should fit into; null: any. */
  readonly width: number | null;
  readonly paint: Paint;
  /** Without a head the rows stand alone. */
  readonly head: boolean;
}

const GAP = "  ";

/** The rows in aligned columns, without spaces at the ends of lines. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: TableOptions,
): readonly string[] {
  const laid = fitInto(
    columns.map((column) => layOut(column, rows, options.head)),
    options.width,
  );
  const line = (at: number) =>
    laid
      .map((column) => place(column, at, options))
      .join(GAP)
      .trimEnd();
  return Array.from({ length: rows.length + (options.head ? 1 : 0) }, (_, at) => line(at));
}

interface LaidColumn {
  readonly cells: readonly Cell[];
  readonly width: number;
  readonly align: "left" | "right";
  readonly expendable: number;
}

function layOut<Row>(column: Column<Row>, rows: readonly Row[], head: boolean): LaidColumn {
  const cells = [...(head ? [{ text: column.head }] : []), ...rows.map((row) => column.cell(row))];
  const width = cells.reduce((most, cell) => Math.max(most, displayWidth(cell.text)), 0);
  return { cells, width, align: column.align, expendable: column.expendable ?? 0 };
}

function fitInto(columns: readonly LaidColumn[], width: number | null): readonly LaidColumn[] {
  const total = columns.reduce((sum, column) => sum + column.width, GAP.length * (columns.length - 1));
  const most = Math.max(...columns.map((column) => column.expendable));
  if (width === null || total <= width || most === 0) return columns;
  return fitInto(
    columns.filter((column) => column.expendable < most),
    width,
  );
}

function place(column: LaidColumn, at: number, { head, paint }: TableOptions): string {
  const cell = column.cells[at] ?? { text: "" };
  const colour = head && at === 0 ? "bold" : cell.colour;
  const shown = colour === undefined ? cell.text : paint(colour, cell.text);
  const space = " ".repeat(Math.max(0, column.width - displayWidth(cell.text))); // outside the colour, so that line ends can be trimmed
  return column.align === "left" ? shown + space : space + shown;
}
