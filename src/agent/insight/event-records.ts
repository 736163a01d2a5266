import type { HostEvent } from "../../core/host-event.ts";
import { isSequence, readEvent } from "./event-line.ts";
import type { Forgotten } from "./event-ring.ts";

/** One line of `state/events.log`. */
export type EventRecord =
  | { readonly t: "event"; readonly event: HostEvent }
  /** Numbers up to this one may have been given out: an agent that is killed has told some that it has not written. */
  | { readonly t: "numbers"; readonly upTo: number }
  /** The agent ended in order: this is the next number. */
  | { readonly t: "closed"; readonly next: number }
  /** What was kept no more when the file was written anew, by name of the ring. */
  | { readonly t: "forgotten"; readonly name: string; readonly forgotten: Forgotten };

/** The line of a record that is no event. */
export function writeRecord(record: Exclude<EventRecord, { readonly t: "event" }>): string {
  if (record.t === "numbers") return JSON.stringify({ numbersUpTo: record.upTo });
  if (record.t === "closed") return JSON.stringify({ closedNext: record.next });
  const { at, sequence } = record.forgotten;
  return JSON.stringify({ forgotten: record.name, at, sequence });
}

/** No line is longer; see MOST_TAIL and what else an event may have. */
const MOST_LINE = 256 * 1024;

/** What a line says; null where it says nothing that is understood. */
export function readRecord(line: string): EventRecord | null {
  if (line.length > MOST_LINE) return null;
  const raw = parsed(line);
  if (typeof raw !== "object" || raw === null) return null;
  const { numbersUpTo, closedNext, forgotten, at, sequence } = raw as Readonly<Record<string, unknown>>;
  if (isSequence(numbersUpTo)) return { t: "numbers", upTo: numbersUpTo };
  if (isSequence(closedNext)) return { t: "closed", next: closedNext };
  if (typeof forgotten === "string")
    return Number.isSafeInteger(at) && isSequence(sequence)
      ? { t: "forgotten", name: forgotten, forgotten: { at: at as number, sequence } }
      : null;
  const event = readEvent(raw);
  return event === null ? null : { t: "event", event };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
