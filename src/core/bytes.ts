import type { Brand } from "./brand.ts";

/** A number of bytes. */
export type Bytes = Brand<number, "Bytes">;

/** Wraps a number of bytes. */
export const bytes = (value: number): Bytes => value as Bytes;

const UNIT = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const;

/** How sizes are written, as people read it in a message. */
export const BYTES_RULE = "a number with a unit (B, KB, MB, GB, KiB, MiB, GiB), as in 64MiB";

/**
 * Parses `64MiB`, `1.5GB`; null where the text is no size, or one too large to be counted exactly. A bare number is none:
 * its unit would be a guess.
 */
export function parseBytes(text: string): Bytes | null {
  const found = /^(\d+(?:\.\d+)?) ?([KMGT]i?B|B)$/.exec(text);
  if (found === null) return null;
  const size = Math.round(Number(found[1]) * UNIT[found[2] as keyof typeof UNIT]);
  return Number.isSafeInteger(size) ? bytes(size) : null;
}

/** Writes a size the way {@link parseBytes} reads it, exactly, in the largest binary unit that divides it. */
export function writeBytes(size: Bytes): string {
  for (const unit of ["TiB", "GiB", "MiB", "KiB"] as const) {
    if (size >= UNIT[unit] && size % UNIT[unit] === 0) return `${size / UNIT[unit]}${unit}`;
  }
  return `${size}B`;
}

/** Writes a size for people with three digits: `913 MB`, `1.02 GB`. Decimal units, as `du --si` and disk makers use. */
export function humanBytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  let value = size;
  let unit = "B";
  for (const next of ["kB", "MB", "GB", "TB"]) {
    if (value < 999.5) break;
    value /= 1_000;
    unit = next;
  }
  return `${value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}
