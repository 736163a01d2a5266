import { type Ms, ms } from "../core/duration.ts";
import type { Duration__Output } from "./gen/google/protobuf/Duration.ts";
import type { Timestamp__Output } from "./gen/google/protobuf/Timestamp.ts";

const NANOS_PER_SECOND = 1_000_000_000;
const NANOS_PER_MS = 1_000_000;

/** Milliseconds as a protobuf Duration, rounded to the nanosecond. */
export function msToWire(length: number): Duration__Output {
  const seconds = Math.trunc(length / 1000);
  return carry(seconds, Math.round((length - seconds * 1000) * NANOS_PER_MS));
}

/** A protobuf Duration in milliseconds. */
export const msFromWire = (wire: Duration__Output): Ms => ms(wire.seconds * 1000 + wire.nanos / NANOS_PER_MS);

/** Seconds as a protobuf Duration, rounded to the nanosecond. */
export function secondsToWire(length: number): Duration__Output {
  const seconds = Math.trunc(length);
  return carry(seconds, Math.round((length - seconds) * NANOS_PER_SECOND));
}

/** A protobuf Duration in seconds. */
export const secondsFromWire = (wire: Duration__Output): number => wire.seconds + wire.nanos / NANOS_PER_SECOND;

/** A moment as a protobuf Timestamp. */
export function dateToWire(date: Date): Timestamp__Output {
  const seconds = Math.floor(date.getTime() / 1000); // nanos count forward, before 1970 as well
  return { seconds, nanos: (date.getTime() - seconds * 1000) * NANOS_PER_MS };
}

/** A protobuf Timestamp, cut to the millisecond. */
export const dateFromWire = (wire: Timestamp__Output): Date =>
  new Date(wire.seconds * 1000 + Math.floor(wire.nanos / NANOS_PER_MS));

/** Rounding can fill a whole second: 0.9999999999 s are 1 s and 0 ns, not 0 s and 1,000,000,000 ns. */
function carry(seconds: number, nanos: number): Duration__Output {
  if (Math.abs(nanos) < NANOS_PER_SECOND) return { seconds: seconds + 0, nanos: nanos + 0 }; // + 0: no negative zero
  return { seconds: seconds + Math.sign(nanos), nanos: 0 };
}
