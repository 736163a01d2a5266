import { constants } from "node:os";
import { humanDuration, type Ms } from "../core/duration.ts";
import { MEMORY_GUESS } from "../core/memory-guess.ts";
import type { ExitRecord } from "../core/status.ts";
import type { Ended } from "./child-process.ts";

/** What we had done to the process before it ended. */
export type OurPart =
  | { readonly t: "nothing" }
  /** We sent the stop signal. */
  | { readonly t: "stopped"; readonly signal: NodeJS.Signals }
  /** It outlived its time-out and we killed it. */
  | { readonly t: "killed"; readonly signal: NodeJS.Signals; readonly after: Ms };

/** What is known of how a process ended. */
export interface EndFacts extends Ended {
  readonly at: Date;
  /** False where nobody could see the exit status, because another agent had started the process. */
  readonly seen: boolean;
  /** How many of its group lived on. */
  readonly leftovers: number;
  readonly ours: OurPart;
}

/** Writes down how a process ended and what that probably means. */
export function exitRecord(facts: EndFacts): ExitRecord {
  const expected = facts.ours.t === "stopped" && (!facts.seen || endsAsStopped(facts, facts.ours.signal));
  return { code: facts.code, signal: facts.signal, at: facts.at, expected, hint: hint(facts, expected) };
}

/** 128 + n is how shells and the JVM report an end by signal n: 143 for SIGTERM. Clean only where the signal was ours. */
function endsAsStopped({ code, signal }: Ended, sent: NodeJS.Signals): boolean {
  return code === 0 || signal === sent || code === 128 + constants.signals[sent];
}

function hint(facts: EndFacts, expected: boolean): string {
  if (facts.ours.t === "killed") {
    return `did not end within ${humanDuration(facts.ours.after)} of ${facts.ours.signal} ${KILLED_BY_US}`;
  }
  if (!facts.seen) return "exit status not known: it was started by an earlier agent";
  if (expected) return "stopped on request";
  if (facts.signal !== null) return BY_SIGNAL[facts.signal] ?? `ended by ${facts.signal}, not by us`;
  return byCode(facts.code ?? 0, facts.leftovers);
}

const KILLED_BY_US = "and was killed by the Supervisor";

/** Whether we killed it ourselves, because it outlived its time-out. */
export const isKilledByUs = ({ hint }: ExitRecord): boolean => hint.endsWith(KILLED_BY_US);

const BY_SIGNAL: Readonly<Record<string, string>> = {
  SIGKILL: `killed by SIGKILL, not by us${MEMORY_GUESS}`,
  SIGTERM: "ended by SIGTERM, not by us: somebody or something else stopped it",
  SIGSEGV: "crashed: invalid memory access (SIGSEGV), a defect of the program or of a native library",
  SIGBUS: "crashed: bus error (SIGBUS), often a file that was truncated while mapped, or a full disk",
  SIGABRT: "ended itself by abort (SIGABRT); its log usually says why",
  SIGILL: "crashed: illegal instruction (SIGILL), often a program built for another processor",
  SIGHUP: "ended by SIGHUP, not by us",
  SIGINT: "ended by SIGINT, not by us",
  SIGPIPE: "ended by SIGPIPE: it wrote to something that nobody reads any more",
  SIGXFSZ: "ended by SIGXFSZ: a file grew beyond its limit (see ulimit -f)",
};

const BY_CODE: Readonly<Record<number, string>> = {
  126: "exit code 126: a script found its program but could not execute it",
  127: "exit code 127: a script did not find its program",
  134: "exit code 134: aborted (SIGABRT) inside a script",
  137: `exit code 137: killed by SIGKILL inside a script, not by us${MEMORY_GUESS}`,
  139: "exit code 139: invalid memory access (SIGSEGV) inside a script",
  143: "exit code 143: ended by SIGTERM, not by us",
};

function byCode(code: number, leftovers: number): string {
  if (code === 0 && leftovers > 0) {
    return "ended with exit code 0 and left processes behind: it seems to put itself into the background; configure it to stay in the foreground";
  }
  if (code === 0) return "ended by itself with exit code 0, though it was meant to go on";
  return BY_CODE[code] ?? `ended by itself with exit code ${code}; its log usually says why`;
}
