import type { Brand } from "./brand.ts";

/** A length of time in milliseconds. */
export type Ms = Brand<number, "Ms">;

/** A reading of the monotonic clock, in milliseconds since an arbitrary origin. */
export type MonoMs = Brand<number, "MonoMs">;

/** Wraps a number of milliseconds. */
export const ms = (value: number): Ms => value as Ms;

/** Wraps a number of seconds. */
export const seconds = (value: number): Ms => (value * 1000) as Ms;

/** The moment `length` after `from`. */
export const after = (from: MonoMs, length: Ms): MonoMs => (from + length) as MonoMs;

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|s|min|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|min|m|h|d)/g;

/** How durations are written, as people read it in a message. */
export const DURATION_RULE = "a number with a unit (ms, s, m, h, d), as in 250ms, 1.5s or 1h30m";

/** Parses `250ms`, `1.5s`, `1h30m`; null where the text is no duration. A bare number is none: its unit would be a guess. */
export function parseDuration(text: string): Ms | null {
  if (!WHOLE.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(PART)) {
    total += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  }
  return Number.isFinite(total) ? ms(total) : null;
}

/** Writes a duration the way {@link parseDuration} reads it, exactly: `90s` → `1m30s`, `250` → `250ms`. */
export function writeDuration(length: Ms): string {
  if (length === 0) return "0s";
  let rest: number = length;
  let text = "";
  for (const unit of ["d", "h", "m", "s"] as const) {
    const count = Math.floor(rest / UNIT_MS[unit]);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * UNIT_MS[unit];
  }
  return rest > 0 ? `${text}${Math.round(rest * 1e6) / 1e6}ms` : text;
}

/** Writes a duration for people, with two units at the most: `3d 4h`, `12m 5s`, `1.3s`, `240ms`. */
export function humanDuration(length: Ms): string {
  if (length < 1_000) return `${Math.floor(length)}ms`;
  if (length < 10_000) return `${(Math.floor(length / 100) / 10).toFixed(1)}s`;
  const total = Math.floor(length / 1_000);
  const [d, h, m, s] = [Math.floor(total / 86_400), Math.floor(total / 3_600) % 24, Math.floor(total / 60) % 60, total % 60];
  if (d > 0) return `${d}d ${h}h`;
  if (h > 0) return `${h}h ${m}m`;
  return m > 0 ? `${m}m ${s}s` : `${s}s`;
}
