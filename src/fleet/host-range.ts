import { SelectorMistake } from "./selector-mistake.ts";

/** The numbers between two brackets, one after the other as written. */
export interface HostRange {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** How many digits each number has at least; 0: as many as it needs. */
  readonly width: number;
}

/** Longer numbers could not be counted exactly. In a name they are a text like any other. */
export const MAX_DIGITS = 15;

const ITEM = /^(\d+)(?:-(\d+)(?:\/(\d+))?)?$/;
const RULE = "write numbers and ranges, as in [1,3,05-07] or [0-10/2]";

/** Reads what stands between brackets: `01-20`, `1,3,5-7`, `0-10/2`. `at` is where it stands. */
export function parseRanges(text: string, at: number): readonly HostRange[] {
  let offset = at;
  return text.split(",").map((item) => {
    const range = parseItem(item, offset);
    offset += item.length + 1;
    return range;
  });
}

function parseItem(item: string, at: number): HostRange {
  const found = ITEM.exec(item);
  if (found === null)
    throw new SelectorMistake(at, item === "" ? `a number is missing; ${RULE}` : `"${item}" is no range; ${RULE}`);
  const [, first = "", last = first, step = "1"] = found;
  if (Math.max(first.length, last.length) > MAX_DIGITS) throw new SelectorMistake(at, `${MAX_DIGITS} digits are the most`);
  const padded = isPadded(first) || isPadded(last);
  if (padded && first.length !== last.length)
    throw new SelectorMistake(at, `${first} and ${last} have to have the same number of digits, because one begins with 0`);
  if (Number(first) > Number(last)) throw new SelectorMistake(at, `${first}-${last} runs backwards; write ${last}-${first}`);
  if (Number(step) === 0) throw new SelectorMistake(at, "a step of 0 leads nowhere");
  return { from: Number(first), to: Number(last), step: Number(step), width: padded ? first.length : 0 };
}

/** Whether a number is written with zeros in front, so that its width counts. */
export const isPadded = (digits: string): boolean => digits.length > 1 && digits.startsWith("0");

/** How many numbers a range has. */
export const rangeSize = ({ from, to, step }: HostRange): number => Math.floor((to - from) / step) + 1;

/** The numbers as they stand in names. */
export function* rangeTexts({ from, to, step, width }: HostRange): Generator<string> {
  for (let number = from; number <= to; number += step) yield String(number).padStart(width, "0");
}
