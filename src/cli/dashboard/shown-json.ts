import { harmlessLines } from "../../core/harmless-text.ts";

/**
 * A value as JSON for the page. Every text in it is harmless, wherever it comes from: controls and marks of writing direction are made
 * visible, line ends stay. Markup is no matter here: the page makes text of it and nothing else.
 */
export const shownJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? harmlessLines(part) : part));
