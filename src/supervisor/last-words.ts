import { harmlessText } from "../core/harmless-text.ts";
import { oneLine } from "./probe/one-line.ts";

const MOST_LINES = 3;
const MOST_CHARACTERS = 200;

/** The last lines of a foreign text as one that can stand in a table: `cannot connect | gave up`. Empty lines do not count. */
export function lastWords(text: string): string {
  const lines = text.split(/\r?\n|\r/).map((line) => harmlessText(oneLine(line)));
  const last = lines.filter((line) => line !== "").slice(-MOST_LINES);
  return last.map((line) => (line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line)).join(" | ");
}
