import { isPadded, MAX_DIGITS } from "./host-range.ts";

/** A name taken apart: texts, and the numbers between them. */
interface Shape {
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
}

/** Names that differ in their numbers only: for each number the values that it may have, as their text. */
type Box = readonly string[];

const NUMBERS = new RegExp(`(?<!\\d)\\d{1,${MAX_DIGITS}}(?!\\d)`, "g");

/**
 * Host names as one short text: `node[01-18,20],web1`. Canonical: the same names in any order make the same text, and
 * expanding it gives the same names, each once. No names make an empty text.
 */
export function foldHosts(names: Iterable<string>): string {
  const byShape = new Map<string, { readonly texts: readonly string[]; readonly boxes: Box[] }>();
  for (const name of new Set(names)) {
    const { texts, numbers } = takeApart(name);
    const key = texts.join("\0");
    const same = byShape.get(key) ?? { texts, boxes: [] };
    byShape.set(key, same);
    same.boxes.push(numbers);
  }
  const shapes = [...byShape].sort(([a], [b]) => (a < b ? -1 : 1));
  return shapes.flatMap(([, { texts, boxes }]) => foldBoxes(boxes, texts.length - 1).map((box) => write(texts, box))).join(",");
}

function takeApart(name: string): Shape {
  return { texts: name.split(NUMBERS), numbers: name.match(NUMBERS) ?? [] };
}

/** Joins along the last number first, then along the one before it what has become equal in all the others. */
function foldBoxes(boxes: readonly Box[], dimensions: number): readonly Box[] {
  let folded = [...boxes].sort(byNumbers);
  for (let at = dimensions - 1; at >= 0; at--) folded = foldAlong(folded, at);
  return folded;
}

function foldAlong(boxes: readonly Box[], at: number): Box[] {
  const rows = new Map<string, { readonly box: Box; readonly values: string[] }>();
  for (const box of boxes) {
    const others = box.with(at, "").join(" ");
    const row = rows.get(others) ?? { box, values: [] };
    rows.set(others, row);
    row.values.push(box[at] as string);
  }
  return [...rows.values()].map(({ box, values }) => box.with(at, writeValues(values)));
}

/** `[01-18,20]`; a single one without brackets. */
function writeValues(values: readonly string[]): string {
  const runs: [first: string, last: string][] = [];
  for (const value of [...values].sort(byNumber)) {
    const run = runs.at(-1);
    if (run !== undefined && continues(run, value)) run[1] = value;
    else runs.push([value, value]);
  }
  const text = runs.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(",");
  return values.length === 1 ? text : `[${text}]`;
}

/** 10 goes on after 8-9, and after 08-09; 010 after neither. */
function continues([first, last]: readonly [string, string], next: string): boolean {
  if (Number(next) !== Number(last) + 1) return false;
  return last.length === next.length ? isPadded(first) || !isPadded(next) : !isPadded(first) && !isPadded(next);
}

/** Shorter ones first, so that 9 and 09 stay apart. */
const byNumber = (a: string, b: string): number => a.length - b.length || Number(a) - Number(b);

function byNumbers(a: Box, b: Box): number {
  for (const [at, value] of a.entries()) {
    const order = byNumber(value, b[at] as string);
    if (order !== 0) return order;
  }
  return 0;
}

const write = (texts: readonly string[], box: Box): string => texts.map((text, at) => text + (box[at] ?? "")).join("");
