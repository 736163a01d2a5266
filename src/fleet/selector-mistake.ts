import { FaultError } from "../core/fault.ts";

/** Something in a text that cannot be read, and where: an offset, from 0. */
export class SelectorMistake extends Error {
  override readonly name = "SelectorMistake";
  readonly offset: number;

  constructor(offset: number, problem: string) {
    super(problem);
    this.offset = offset;
  }
}

/** What `read` makes of the text; a mistake in it is thrown as INVALID_SELECTOR. */
export function readingSelector<T>(text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SelectorMistake)) throw error;
    throw new FaultError({ code: "INVALID_SELECTOR", selector: text, column: error.offset + 1, problem: error.message });
  }
}
