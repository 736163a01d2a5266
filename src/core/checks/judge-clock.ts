import { humanDuration, ms } from "../duration.ts";
import { error, ok, type Verdict, warning } from "./findings.ts";

/** What can be seen of a clock without a program. */
export interface ClockFacts {
  readonly now: Date;
  /** What systemd-timesyncd notes; null: it does not run here, and nobody can tell. */
  readonly synchronized: boolean | null;
  /** By how much the wall clock was set since this process began, in milliseconds; null: not known. */
  readonly stepMs: number | null;
}

/** Another clock, as it was read over the network. */
export interface ClockReading {
  /** Half way between asking and being answered, by the own clock. */
  readonly own: Date;
  readonly other: Date;
  /** From asking to being answered. */
  readonly roundTripMs: number;
}

/** No clock that is right says less. */
const EARLIEST = new Date("2025-01-01T00:00:00Z");
export const OFFSET_WARNING_MS = 2_000;
export const OFFSET_ERROR_MS = 30_000;

const SET_IT = "see that a time service runs: timedatectl status";

/** A machine's own clock. */
export function judgeClock({ now, synchronized, stepMs }: ClockFacts): readonly Verdict[] {
  if (now < EARLIEST)
    return [error(`the clock says ${now.toISOString()}, which is long ago: certificates will not be valid`, SET_IT)];
  const found = [
    ...(synchronized === false ? [warning("systemd-timesyncd runs and has not synchronized the clock", SET_IT)] : []),
    ...(stepMs !== null && Math.abs(stepMs) >= OFFSET_WARNING_MS
      ? [
          warning(
            `the clock was set ${stepMs > 0 ? "forward" : "back"} by ${span(stepMs)} since the agent began: times before it are off by as much`,
            SET_IT,
          ),
        ]
      : []),
  ];
  return found.length > 0
    ? found
    : [ok(synchronized === true ? "synchronized" : "nothing speaks against it; whether it is synchronized cannot be seen")];
}

/** How far a clock is off, at the least: what the way may account for is taken off. Positive: it is ahead. */
export function clockOffset({ own, other, roundTripMs }: ClockReading): number {
  const apart = other.getTime() - own.getTime();
  return Math.sign(apart) * Math.max(0, Math.abs(apart) - roundTripMs / 2);
}

/** A host's clock against that of the machine that asks. */
export function judgeOffset(reading: ClockReading): Verdict {
  const offset = clockOffset(reading);
  const off = `the clock of this host is ${span(offset)} ${offset > 0 ? "ahead of" : "behind"} the one of this command`;
  if (Math.abs(offset) > OFFSET_ERROR_MS)
    return error(`${off}: times do not compare, and new certificates may not be valid yet`, SET_IT);
  if (Math.abs(offset) > OFFSET_WARNING_MS) return warning(off, SET_IT);
  return ok("the same time as here");
}

const span = (length: number): string => humanDuration(ms(Math.abs(length)));
