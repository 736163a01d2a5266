import { readFileSync } from "node:fs";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";
import type { LeaseId } from "../../core/names.ts";
import { journalFile } from "./journal-lock.ts";
import { parseRecord } from "./journal-record.ts";
import { RolloutState } from "./rollout-state.ts";

/** What a journal says. */
export interface JournalReading {
  readonly state: RolloutState;
  /** How many bytes of it are whole lines; what comes after them was torn by a crash and announced nothing. */
  readonly wholeBytes: number;
}

/** Reads the journal of a rollout. Changes nothing. Throws BAD_FILE where there is none or it cannot be understood. */
export function readJournal(dir: string, id: LeaseId): JournalReading {
  const path = journalFile(dir, id);
  try {
    const reading = foldJournal(readFileSync(path));
    if (reading.state.header.id !== id) throw new Error(`it is that of rollout ${reading.state.header.id}`);
    return reading;
  } catch (error) {
    const absent = errnoOf(error) === "ENOENT";
    const cause = absent ? "there is no such rollout" : messageOf(error);
    const remedy = absent
      ? "see those that there are with: ImageServing rollout list"
      : "look at the hosts themselves: ImageServing status";
    throw new FaultError({ code: "BAD_FILE", path, cause, remedy });
  }
}

const LINE_END = 0x0a;

/**
 * Takes the whole lines of a journal together; a last one without its end is passed over, whatever is in it: its writing
 * was not reported as done. Throws an Error that says what is wrong, and in which line.
 */
export function foldJournal(bytes: Buffer): JournalReading {
  const wholeBytes = bytes.lastIndexOf(LINE_END) + 1;
  const [first, ...rest] = bytes
    .subarray(0, Math.max(0, wholeBytes - 1))
    .toString("utf8")
    .split("\n");
  if (wholeBytes === 0 || first === undefined) throw new Error("it has no whole line: the rollout was cut short before it began");
  const begin = inLine(1, () => parseRecord(first));
  if (begin.t !== "rollout") throw new Error("line 1: it does not begin with the rollout");
  const state = new RolloutState(begin.header, begin.at);
  for (const [at, line] of rest.entries()) inLine(at + 2, () => state.apply(parseRecord(line)));
  return { state, wholeBytes };
}

function inLine<T>(number: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new Error(`line ${number}: ${messageOf(error)}`);
  }
}
