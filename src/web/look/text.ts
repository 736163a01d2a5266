import { humanBytes } from "../../core/bytes.ts";
import { humanDuration, ms } from "../../core/duration.ts";
import type { OperationKind } from "../../core/operation.ts";

/** How long ago, or for how long: `3d 4h`, `12s`; without figures that only flicker. */
export function age(since: number, now: number): string {
  const length = Math.max(0, now - since);
  return length < 60_000 ? `${Math.floor(length / 1_000)}s` : humanDuration(ms(length));
}

/** The same in its largest unit alone: `3d`, `12s`. */
export const shortAge = (since: number, now: number): string => age(since, now).split(" ")[0] ?? "";

/** `913 MB`; a dash where it is not known. */
export const size = (bytes: number | null): string => (bytes === null ? "–" : humanBytes(bytes));

/** `12.5 %`; a dash where it is not known. */
export const percent = (value: number | null): string =>
  value === null ? "–" : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} %`;

/** `restart is`, `stop everything` */
export const what = (kind: OperationKind | null, components: readonly string[]): string =>
  `${kind ?? "?"} ${components.length === 0 ? "everything" : components.join(" ")}`;

/** `1 host`, `12 hosts` */
export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? "" : "s"}`;

/** The time of day where it is today, else with the date. */
export function moment(at: number, now: number): string {
  const [date, today] = [new Date(at), new Date(now)];
  const time = date.toLocaleTimeString("en-GB");
  return date.toDateString() === today.toDateString() ? time : `${date.toLocaleDateString("en-CA")} ${time}`;
}
