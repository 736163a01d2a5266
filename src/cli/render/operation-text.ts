import { humanDuration, ms } from "../../core/duration.ts";
import { harmlessLine, harmlessText } from "../../core/harmless-text.ts";
import type { ComponentAction, ComponentOutcome, Operation, OperationKind } from "../../core/operation.ts";
import type { ComponentStatus } from "../../core/status.ts";
import type { HostAnswer } from "../host-answer.ts";
import { NOT_RUNNING } from "../not-running.ts";
import type { Colour, Paint } from "./paint.ts";
import { type Column, renderTable } from "./table.ts";

/** What an operation did, a line per component and, where it is done, one for the whole; without an end of line. */
export function operationText(answers: readonly HostAnswer<Operation>[], paint: Paint): string {
  return perHost(answers, (operation) => {
    const rows = renderTable(COLUMNS, operation.components, { width: null, paint, head: false });
    return operation.result === "done" ? [...rows, closingLine(operation)] : rows;
  });
}

/** What went wrong: each failed component with the end of its log and where the rest is, then the whole; empty where nothing did. */
export function failureText(answers: readonly HostAnswer<Operation>[], paint: Paint): string {
  return perHost(answers, (operation) => {
    if (operation.result === "done") return [];
    const failed = operation.components.filter(({ action }) => action === "failed");
    const why = failed.length > 0 ? failed.map(({ name }) => name).join(", ") : operation.message;
    return [
      ...failed.flatMap((outcome) => failureOf(outcome, paint)),
      `${operation.kind} ${operation.result}${why === "" ? "" : `: ${harmlessText(why)}`}`,
    ];
  });
}

/** What is said after Ctrl-C: that the operation goes on without the command, and how to look. */
export function interruptedText(kind: OperationKind, accepted: Operation | null): string {
  const [begun, since] =
    accepted === null
      ? [`whether the agent has begun the ${kind} is not known`, ""]
      : [`the ${kind} goes on on the agent`, ` (operation ${accepted.id})`];
  return `Interrupted: ${begun}${since}. How it stands: ImageServing status`;
}

/** What is said when an agent is started where components live on without one. */
export const takeOverText = (unattended: readonly Pick<ComponentStatus, "name" | "pid">[]): string =>
  `Server Supervisor was dead; taking over what it left running: ${unattended.map(({ name, pid }) => `${harmlessText(name)} (pid ${pid})`).join(", ")}`;

function perHost(answers: readonly HostAnswer<Operation>[], lines: (operation: Operation) => readonly string[]): string {
  const ended = answers.flatMap(({ host, value }) =>
    value === null || value.result === "running" ? [] : [{ host, of: lines(value) }],
  );
  const told = ended.filter(({ of }) => of.length > 0);
  return told.map(({ host, of }) => [...(answers.length > 1 ? [`${harmlessText(host)}:`] : []), ...of].join("\n")).join("\n\n");
}

const COLOUR: Readonly<Record<ComponentAction, Colour>> = {
  started: "green",
  restarted: "green",
  stopped: "dim",
  unchanged: "dim",
  failed: "red",
};

const COLUMNS: readonly Column<ComponentOutcome>[] = [
  { head: "", align: "left", cell: ({ name }) => ({ text: harmlessText(name) }) },
  { head: "", align: "left", cell: ({ action }) => ({ text: action, colour: COLOUR[action] }) },
  { head: "", align: "left", cell: (outcome) => ({ text: pids(outcome) }) },
  {
    head: "",
    align: "left",
    cell: ({ action, durationMs }) => ({ text: action === "unchanged" ? "" : `in ${humanDuration(ms(durationMs))}` }),
  },
];

function pids({ previousPid, pid }: ComponentOutcome): string {
  if (previousPid !== null && pid !== null && previousPid !== pid) return `pid ${previousPid} → ${pid}`;
  const only = pid ?? previousPid;
  return only === null ? "" : `pid ${only}`;
}

const SUPERVISOR = "Server Supervisor";
const PAST = { start: "started", stop: "stopped", restart: "restarted" } as const satisfies Record<OperationKind, string>;

/** The agent's own sentence, with what it is about and how long it took; ours where it said nothing. */
function closingLine({ kind, requested, durationMs, components, message }: Operation): string {
  const idle = components.every(({ action }) => action === "unchanged");
  const said = harmlessText(message) || (idle && kind === "stop" ? NOT_RUNNING : PAST[kind]);
  const about = requested.length === 0 ? SUPERVISOR : requested.join(", ");
  const sentence = said.includes(SUPERVISOR) ? said : `${about}: ${said}`;
  return idle ? sentence : `${sentence} in ${humanDuration(ms(durationMs))}`;
}

function failureOf({ name, error, logTail, logFile }: ComponentOutcome, paint: Paint): readonly string[] {
  return [
    `${paint("red", `${harmlessText(name)} failed`)}: ${harmlessText(error ?? "no reason was given")}`,
    ...(logTail.length > 0 ? ["  the last lines of its log:", ...logTail.map((line) => `    ${harmlessLine(line)}`)] : []),
    ...(logFile === "" ? [] : [`  log: ${harmlessText(logFile)}`]),
  ];
}
