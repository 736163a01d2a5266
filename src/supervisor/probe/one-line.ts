import { stripVTControlCharacters } from "node:util";

/** A foreign text as one line that does a terminal no harm: without colours, control characters and runs of blanks. */
export const oneLine = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
