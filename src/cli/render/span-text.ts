import { humanBytes } from "../../core/bytes.ts";
import { humanDuration, ms, seconds } from "../../core/duration.ts";
import type { Span } from "../../fleet/span.ts";

const TIMES = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
] as const;

/** From the shortest time to the longest, each with one unit: `3d–4d`, `40m–2d`; one of them alone as precisely as elsewhere. */
export function durationSpan({ least, most }: Span): string {
  if (least === most) return humanDuration(seconds(least));
  return joined(coarse(least), coarse(most));
}

function coarse(length: number): string {
  const [unit, size] = TIMES.find(([, each]) => length >= each) ?? ["s", 1];
  return `${Math.floor(length / size)}${unit}`;
}

/** From the shortest time an operation took to the longest, in milliseconds: `1.2–3.4s`. */
export function tookSpan({ least, most }: Span): string {
  const [short, long] = [humanDuration(ms(least)), humanDuration(ms(most))];
  const [, figure, unit] = /^([\d.]+)([a-z]+)$/.exec(short) ?? [];
  return short !== long && unit !== undefined && long.replace(/[\d.]+/, "") === unit ? `${figure}–${long}` : joined(short, long);
}

const SIZES = [
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
] as const;

/** From the smallest size to the largest, both in the unit of the larger: `0.9–1.1 GB`. */
export function bytesSpan({ least, most }: Span): string {
  if (least === most) return humanBytes(least);
  const [unit, size] = SIZES.find(([, each]) => most >= each) ?? ["B", 1];
  const digits = most / size < 10 && size > 1 ? 1 : 0;
  return `${joined((least / size).toFixed(digits), (most / size).toFixed(digits))} ${unit}`;
}

/** `2–5%` */
export const percentSpan = ({ least, most }: Span): string => `${joined(least.toFixed(0), most.toFixed(0))}%`;

/** `0–3` */
export const countSpan = ({ least, most }: Span): string => joined(String(least), String(most));

const joined = (least: string, most: string): string => (least === most ? most : `${least}–${most}`);
