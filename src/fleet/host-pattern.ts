import { type HostRange, parseRanges, rangeSize, rangeTexts } from "./host-range.ts";
import { SelectorMistake } from "./selector-mistake.ts";

/** A text with ranges in it: literal texts, and numbers of which one stands in each name. */
export type HostPattern = readonly (string | readonly HostRange[])[];

/** The most names that one pattern may stand for. Ten times the largest fleet, and still expanded in a moment. */
export const MAX_EXPANSION = 100_000;

/**
 * Reads `rack[1-4]node[01-10].ams`. `at` is where it stands in the whole text.
 * @param allowed the characters that literal texts may have; what it does not match is a mistake.
 */
export function parsePattern(text: string, at: number, allowed: RegExp): HostPattern {
  const pattern: (string | readonly HostRange[])[] = [];
  for (let offset = 0; offset < text.length; ) {
    const open = text.indexOf("[", offset);
    const end = open < 0 ? text.length : open;
    if (end > offset) pattern.push(literal(text.slice(offset, end), at + offset, allowed));
    if (open < 0) break;
    const close = text.indexOf("]", open);
    if (close < 0) throw new SelectorMistake(at + open, "this [ is not closed");
    pattern.push(parseRanges(text.slice(open + 1, close), at + open + 1));
    offset = close + 1;
  }
  checkSize(pattern, at);
  return pattern;
}

function literal(text: string, at: number, allowed: RegExp): string {
  const index = [...text].findIndex((char) => !allowed.test(char));
  if (index < 0) return text;
  const char = [...text][index] as string;
  throw new SelectorMistake(at + text.indexOf(char), char === "]" ? "this ] closes nothing" : strange(char));
}

const strange = (char: string): string =>
  char === "^"
    ? "^ is not used here; hosts in one of two and not in both are (a!b),(b!a)"
    : `${JSON.stringify(char)} cannot stand here`;

function checkSize(pattern: HostPattern, at: number): void {
  const size = patternSize(pattern);
  if (size > MAX_EXPANSION)
    throw new SelectorMistake(
      at,
      `this stands for ${size.toLocaleString("en")} names; ${MAX_EXPANSION.toLocaleString("en")} are the most`,
    );
}

/** How many names a pattern stands for, each as often as it is written. */
export const patternSize = (pattern: HostPattern): number =>
  pattern.reduce(
    (size, part) => size * (typeof part === "string" ? 1 : part.reduce((sum, range) => sum + rangeSize(range), 0)),
    1,
  );

/** The names that a pattern stands for, as written: the last range changes first. A name may come twice. */
export function expandPattern(pattern: HostPattern): readonly string[] {
  return pattern.reduce<readonly string[]>(
    (names, part) => {
      if (typeof part === "string") return names.map((name) => name + part);
      const numbers = part.flatMap((range) => [...rangeTexts(range)]);
      return names.flatMap((name) => numbers.map((number) => name + number));
    },
    [""],
  );
}
