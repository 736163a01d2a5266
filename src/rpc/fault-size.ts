import type { ConfigProblem, Fault } from "../core/fault.ts";

/** What ends a text that was cut. */
export const CUT = "…";

// Longest text and longest list, from a fault as it is to one that always fits.
const STEPS: readonly (readonly [chars: number, items: number])[] = [
  [2_000, 1_000],
  [1_000, 40],
  [300, 15],
  [120, 8],
  [60, 4],
];

/** The fault, or the first of its shortened forms for which `size` is at most `limit`. What was left out is told in the fault. */
export function fitFault(fault: Fault, limit: number, size: (fault: Fault) => number): Fault {
  let fitting = fault;
  for (const [chars, items] of STEPS) {
    if (size(fitting) <= limit) break;
    fitting = shorten(fault, chars, items) as Fault;
  }
  return fitting;
}

function shorten(value: unknown, chars: number, items: number): unknown {
  if (typeof value === "string") return cutText(value, chars);
  if (Array.isArray(value)) return shortenList(value, chars, items);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shorten(field, chars, items)]));
}

function shortenList(list: readonly unknown[], chars: number, items: number): readonly unknown[] {
  const kept = list.slice(0, items).map((item) => shorten(item, chars, items));
  const dropped = list.length - kept.length;
  return dropped === 0 ? kept : [...kept, ...restOf(list[0], dropped)];
}

/** What stands for the items that were left out, in a form that the list may have. */
function restOf(example: unknown, dropped: number): readonly unknown[] {
  if (typeof example === "string") return [`${CUT} ${dropped} more`];
  const { file, message } = example as Partial<ConfigProblem>;
  return message === undefined ? [] : [{ file, line: null, column: null, message: `${dropped} more problems` }];
}

/** The text, or its first characters and {@link CUT}, `chars` in all. */
export function cutText(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars - CUT.length).replace(/\p{Cs}$/u, "")}${CUT}`;
}

/** The text with what UTF-8 cannot carry, halves of surrogate pairs, replaced. */
export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, "\uFFFD");
