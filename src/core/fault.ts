import { humanDuration, ms } from "./duration.ts";
import { ExitCode } from "./exit-code.ts";

/** One thing wrong in a configuration file, with where it stands (1-based). */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

/** Everything that can foreseeably go wrong. Each case has a row in every table below, or the code does not compile. */
export type Fault =
  /** A request names components that are not configured. */
  | { readonly code: "UNKNOWN_COMPONENT"; readonly names: readonly string[]; readonly known: readonly string[] }
  /** A single component was to be started, stopped or restarted while the Server Supervisor is not running. */
  | { readonly code: "SUPERVISOR_NOT_RUNNING" }
  /** The agent died and left components behind. */
  | { readonly code: "SUPERVISOR_DEAD"; readonly unattended: readonly { readonly name: string; readonly pid: number }[] }
  /** Another operation on the same components is in progress. */
  | {
      readonly code: "OPERATION_CONFLICT";
      readonly id: string;
      readonly what: string;
      readonly by: string;
      readonly since: string;
    }
  /** The id was used before, for another request. */
  | { readonly code: "OPERATION_ID_REUSED"; readonly id: string; readonly was: string }
  | { readonly code: "OPERATION_NOT_FOUND"; readonly id: string }
  /** A field of a request is missing or out of range. */
  | { readonly code: "INVALID_REQUEST"; readonly problem: string }
  | { readonly code: "INVALID_CONFIG"; readonly problems: readonly ConfigProblem[] }
  /** There is no configuration file. */
  | { readonly code: "NOT_CONFIGURED"; readonly file: string }
  /** The request was meant for another host. */
  | { readonly code: "WRONG_HOST"; readonly expected: string; readonly actual: string }
  /** The host is not as the plan knew it. `component` empty: it is the configuration, and the other two are hashes, else generations. */
  | { readonly code: "MOVED_ON"; readonly component: string; readonly actual: string; readonly planned: string }
  /** Another rollout has the lease of this host. */
  | {
      readonly code: "LEASE_HELD";
      readonly id: string;
      readonly by: string;
      readonly reason: string;
      readonly since: string;
      readonly expiresInMs: number;
    }
  /** The lease has ended, was given back, or was broken. */
  | { readonly code: "LEASE_NOT_HELD"; readonly id: string }
  | { readonly code: "PERMISSION_DENIED"; readonly what: string; readonly who: string }
  /** The agent is ending; nothing was done. */
  | { readonly code: "SHUTTING_DOWN" }
  /** What must be on disk before acting could not be written; nothing was done. */
  | { readonly code: "NOT_DURABLE"; readonly path: string; readonly cause: string }
  | { readonly code: "TIMED_OUT"; readonly doing: string; readonly afterMs: number }
  | { readonly code: "CANCELLED"; readonly why: string }
  /** Another agent works on the same home. */
  | { readonly code: "AGENT_RUNNING"; readonly pid: number; readonly home: string }
  /** No agent could be reached; nothing was sent. */
  | { readonly code: "UNREACHABLE"; readonly target: string; readonly cause: string }
  /** The request was sent and not answered. */
  | { readonly code: "NOT_RESPONDING"; readonly target: string; readonly pid: number | null; readonly afterMs: number }
  /** The agent answered with an error that it has no better word for; what it was asked may or may not have been done. */
  | { readonly code: "AGENT_ERROR"; readonly cause: string }
  /** A background agent could not be started. */
  | { readonly code: "AGENT_START_FAILED"; readonly cause: string; readonly logFile: string }
  /** A file or folder of ours cannot be used. */
  | { readonly code: "BAD_FILE"; readonly path: string; readonly cause: string; readonly remedy: string }
  /** A selection of hosts cannot be read; the column is 1-based. Nothing was sent. */
  | { readonly code: "INVALID_SELECTOR"; readonly selector: string; readonly column: number; readonly problem: string }
  /** A selection names hosts, groups or labels that the inventory does not have. Nothing was sent. */
  | { readonly code: "UNKNOWN_HOST"; readonly source: string; readonly missing: readonly string[] }
  /** A selection is sound, and no host is in it. */
  | { readonly code: "NO_MATCH"; readonly source: string; readonly selector: string };

export type FaultCode = Fault["code"];

/** The fault with this code. */
export type FaultOf<C extends FaultCode> = Extract<Fault, { readonly code: C }>;

/** `agent.yaml:12:5: components.is.ready: …` */
export function describeProblem(p: ConfigProblem): string {
  const place = [p.file, p.line, p.column].filter((part) => part !== null).join(":");
  return `${place}: ${p.message}`;
}

/** How much of a long text is shown on either side of the place in it. */
const AROUND = 50;

/** The text around a column on a line of its own, and under it a mark at that column; empty where there is no text. */
function pointedOut(text: string, column: number): string {
  if (text === "") return "";
  const start = Math.max(0, column - 1 - AROUND);
  const shown = `${start > 0 ? "…" : ""}${text.slice(start, column - 1 + AROUND)}${text.length > column - 1 + AROUND ? "…" : ""}`;
  return `\n  ${shown}\n  ${" ".repeat(column - 1 - start + (start > 0 ? 1 : 0))}^`;
}

const moved = ({ component, actual, planned }: FaultOf<"MOVED_ON">): string =>
  component === ""
    ? `the configuration in use is not the one of the plan any more: it is ${actual}, the plan knows ${planned}`
    : `${component} has been restarted since the plan: generation ${actual}, the plan knows ${planned}`;

const MESSAGE: { readonly [C in FaultCode]: (f: FaultOf<C>) => string } = {
  UNKNOWN_COMPONENT: (f) =>
    `unknown component ${f.names.map((name) => `"${name}"`).join(", ")}; ${f.known.length > 0 ? `known: ${f.known.join(", ")}` : "none is configured"}`,
  SUPERVISOR_NOT_RUNNING: () => "Server Supervisor is not running; start it with: ImageServing start",
  SUPERVISOR_DEAD: (f) =>
    `Server Supervisor is dead, ${f.unattended.length} ${f.unattended.length === 1 ? "component is" : "components are"} running unattended: ${f.unattended.map((c) => `${c.name} (pid ${c.pid})`).join(", ")}; to take them over: ImageServing start; to stop them: ImageServing stop`,
  OPERATION_CONFLICT: (f) =>
    `refused: ${f.what} is in progress, asked for by ${f.by} since ${f.since} (operation ${f.id}); wait for it, or stop it with: ImageServing stop`,
  OPERATION_ID_REUSED: (f) => `operation id ${f.id} was used before, for: ${f.was}; use a new id for a new operation`,
  OPERATION_NOT_FOUND: (f) => `no operation ${f.id} is known here: it never arrived, or is older than what is kept`,
  INVALID_REQUEST: (f) => f.problem,
  INVALID_CONFIG: (f) => f.problems.map(describeProblem).join("\n"),
  NOT_CONFIGURED: (f) => `no configuration: ${f.file} does not exist; write one with: ImageServing init`,
  WRONG_HOST: (f) => `this is ${f.actual}, not ${f.expected}; nothing was done`,
  MOVED_ON: (f) => `refused: ${moved(f)}; nothing was done. See how things stand with: ImageServing status, then plan anew`,
  LEASE_HELD: (f) =>
    `refused: rollout ${f.id} of ${f.by} is at work here since ${f.since}${f.reason === "" ? "" : ` (${f.reason})`}; its lock ends in ${humanDuration(ms(f.expiresInMs))} unless it is renewed. See all with: ImageServing rollout locks; if nobody is behind it any more: ImageServing rollout break-lock`,
  LEASE_NOT_HELD: (f) =>
    `refused: rollout ${f.id} does not hold the lock of this host (any more): it ended, or was broken; see who does with: ImageServing rollout locks`,
  PERMISSION_DENIED: (f) => `${f.what} is not permitted; ${f.who}`,
  SHUTTING_DOWN: () => "the agent is ending; nothing was done",
  NOT_DURABLE: (f) => `cannot write ${f.path}: ${f.cause}; nothing was done. Make room or mend the permissions, then try again`,
  TIMED_OUT: (f) => `${f.doing} timed out after ${f.afterMs / 1000} s`,
  CANCELLED: (f) => `cancelled: ${f.why}`,
  AGENT_RUNNING: (f) => `an agent is running already for ${f.home}: pid ${f.pid}`,
  UNREACHABLE: (f) => `cannot reach ${f.target}: ${f.cause}`,
  NOT_RESPONDING: (f) =>
    `not responding: ${f.target}${f.pid === null ? "" : ` (agent pid ${f.pid})`} did not answer within ${f.afterMs / 1000} s`,
  AGENT_ERROR: (f) => `the agent cannot answer: ${f.cause}`,
  AGENT_START_FAILED: (f) => `the agent could not be started: ${f.cause}${f.logFile === "" ? "" : ` (log: ${f.logFile})`}`,
  BAD_FILE: (f) => `${f.path}: ${f.cause}; ${f.remedy}`,
  INVALID_SELECTOR: (f) => `not a selection of hosts: column ${f.column}: ${f.problem}${pointedOut(f.selector, f.column)}`,
  UNKNOWN_HOST: (f) => `${f.source} has no ${f.missing.join(", and no ")}; nothing was sent`,
  NO_MATCH: (f) => `no host of ${f.source} matches ${f.selector}`,
};

const EXIT = {
  UNKNOWN_COMPONENT: ExitCode.USAGE,
  SUPERVISOR_NOT_RUNNING: ExitCode.SUPERVISOR_NOT_RUNNING,
  SUPERVISOR_DEAD: ExitCode.FAILED,
  OPERATION_CONFLICT: ExitCode.FAILED,
  OPERATION_ID_REUSED: ExitCode.FAILED,
  OPERATION_NOT_FOUND: ExitCode.FAILED,
  INVALID_REQUEST: ExitCode.USAGE,
  INVALID_CONFIG: ExitCode.NOT_CONFIGURED,
  NOT_CONFIGURED: ExitCode.NOT_CONFIGURED,
  WRONG_HOST: ExitCode.UNKNOWN,
  MOVED_ON: ExitCode.FAILED,
  LEASE_HELD: ExitCode.FAILED,
  LEASE_NOT_HELD: ExitCode.FAILED,
  PERMISSION_DENIED: ExitCode.UNKNOWN,
  SHUTTING_DOWN: ExitCode.UNKNOWN,
  NOT_DURABLE: ExitCode.FAILED,
  TIMED_OUT: ExitCode.FAILED,
  CANCELLED: ExitCode.FAILED,
  AGENT_RUNNING: ExitCode.FAILED,
  UNREACHABLE: ExitCode.UNKNOWN,
  NOT_RESPONDING: ExitCode.UNKNOWN,
  AGENT_ERROR: ExitCode.FAILED,
  AGENT_START_FAILED: ExitCode.FAILED,
  BAD_FILE: ExitCode.FAILED,
  INVALID_SELECTOR: ExitCode.USAGE,
  UNKNOWN_HOST: ExitCode.USAGE,
  NO_MATCH: ExitCode.NO_MATCH,
} as const satisfies Record<FaultCode, ExitCode>;

/** The one sentence that people read; INVALID_CONFIG has a line per problem. */
export function faultMessage<C extends FaultCode>(fault: FaultOf<C>): string {
  return (MESSAGE[fault.code] as (f: FaultOf<C>) => string)(fault);
}

/** The exit code of a command that ended for this reason. */
export const exitCodeOf = (code: FaultCode): ExitCode => EXIT[code];

/** Every fault code, for tables and documentation. */
export const FAULT_CODES = Object.keys(EXIT) as readonly FaultCode[];

/** A fault as an exception. Whatever is thrown and is no FaultError is a defect of ours. */
export class FaultError extends Error {
  override readonly name = "FaultError";
  readonly fault: Fault;

  /** @param message what a peer said, where it says more than we would; by default the fault's own sentence. */
  constructor(fault: Fault, message?: string) {
    super(message ?? faultMessage(fault as never));
    this.fault = fault;
  }
}

/** Whether this is a fault of that code. */
export function isFault<C extends FaultCode>(error: unknown, code: C): error is FaultError & { readonly fault: FaultOf<C> } {
  return error instanceof FaultError && error.fault.code === code;
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The errno name (`ENOENT`, `ENOSPC`, …) of anything that was thrown; empty where it has none. */
export function errnoOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}
