import { type Ms, parseDuration } from "../../core/duration.ts";

/** From when on: so long ago, at a moment, or when the clock last showed that time of day. */
export type Since =
  | { readonly t: "ago"; readonly length: Ms }
  | { readonly t: "at"; readonly at: Date }
  | { readonly t: "daytime"; readonly hours: number; readonly minutes: number; readonly seconds: number };

/** How it is written, as people read it in a message. */
export const SINCE_RULE = "a duration (2h, 30m), a time of day (10:30) or a date (2026-11-20, 2026-11-20T10:00Z)";

const DAYTIME = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Reads `2h`, `10:30`, `2026-11-20`, `2026-11-20T10:00Z`; what has no zone is of this machine. Null where the text is none of them. */
export function parseSince(text: string): Since | null {
  const length = parseDuration(text);
  if (length !== null) return { t: "ago", length };
  const daytime = DAYTIME.exec(text)?.slice(1);
  if (daytime !== undefined) {
    const [hours = 0, minutes = 0, seconds = 0] = daytime.map((part) => Number(part ?? 0));
    return hours < 24 && minutes < 60 && seconds < 60 ? { t: "daytime", hours, minutes, seconds } : null;
  }
  const found = DATE.exec(text);
  return found === null ? null : moment(text, found.slice(1));
}

/** A day that no calendar has is refused: it would become another one without a word. */
function moment(text: string, [year, month, day, hours]: readonly (string | undefined)[]): Since | null {
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > days) return null;
  // A date alone would be read as one of UTC.
  const at = new Date(hours === undefined ? `${text}T00:00` : text.replace(" ", "T"));
  return Number.isNaN(at.getTime()) ? null : { t: "at", at };
}

/** The moment that is meant, now being `now`. A time of day that has not come yet was yesterday's. */
export function momentOf(since: Since, now: Date): Date {
  if (since.t === "at") return since.at;
  if (since.t === "ago") return new Date(Math.max(0, now.getTime() - since.length));
  const { hours, minutes, seconds } = since;
  const today = new Date(now);
  today.setHours(hours, minutes, seconds, 0);
  if (today <= now) return today;
  today.setDate(today.getDate() - 1);
  today.setHours(hours, minutes, seconds, 0);
  return today;
}
