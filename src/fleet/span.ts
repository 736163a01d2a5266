/** From the least to the most of some figures, both included. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

/** The span of the figures that are there; null where none is. */
export function spanOf(figures: readonly (number | null)[]): Span | null {
  let span: Span | null = null;
  for (const figure of figures) {
    if (figure === null) continue;
    span =
      span === null
        ? { least: figure, most: figure }
        : { least: Math.min(span.least, figure), most: Math.max(span.most, figure) };
  }
  return span;
}
