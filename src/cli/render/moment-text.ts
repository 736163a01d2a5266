import { humanDuration, ms } from "../../core/duration.ts";

const two = (figure: number): string => String(figure).padStart(2, "0");

/** A moment in the zone of this machine: `17:25:31`, and with the date where it is not of the same day: `2026-11-19 17:25:31`. */
export function momentText(at: Date, now: Date): string {
  if (Number.isNaN(at.getTime())) return "at a time not known";
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return at.toDateString() === now.toDateString() ? time : `${dateText(at)} ${time}`;
}

const dateText = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** `17:25:31 (12s ago)` */
export const momentAgo = (at: Date, now: Date): string => `${momentText(at, now)} (${agoText(at, now)})`;

/** `12s ago`; what a clock puts into the future is now. */
export function agoText(at: Date, now: Date): string {
  const length = now.getTime() - at.getTime();
  return length < 1_000 ? "just now" : `${humanDuration(ms(length))} ago`;
}
