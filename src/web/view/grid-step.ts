/** A place in a grid, counted from 0. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

/** How large a grid is. `page`: how many rows are seen at once. */
export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  readonly page: number;
}

/** Pure. Where a key leads to, as in every grid (WAI-ARIA, "Grid Pattern"); null: it is none of these keys, or leads nowhere. */
export function gridStep(
  { key, ctrlKey }: Pick<KeyboardEvent, "key" | "ctrlKey">,
  { row, column }: GridPlace,
  { rows, columns, page }: GridSize,
): GridPlace | null {
  const [last, end] = [rows - 1, columns - 1];
  const to = (toRow: number, toColumn: number): GridPlace => ({
    row: Math.min(last, Math.max(0, toRow)),
    column: Math.min(end, Math.max(0, toColumn)),
  });
  switch (key) {
    case "ArrowDown":
      return to(row + 1, column);
    case "ArrowUp":
      return to(row - 1, column);
    case "ArrowRight":
      return to(row, column + 1);
    case "ArrowLeft":
      return to(row, column - 1);
    case "PageDown":
      return to(row + page, column);
    case "PageUp":
      return to(row - page, column);
    case "Home":
      return to(ctrlKey ? 0 : row, 0);
    case "End":
      return to(ctrlKey ? last : row, end);
    default:
      return null;
  }
}
