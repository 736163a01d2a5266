import { humanDuration, ms, seconds } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { Operation } from "../../core/operation.ts";
import type { ComponentState, ComponentStatus, HostStatus } from "../../core/status.ts";
import type { HostAnswer } from "../host-answer.ts";
import { NOT_RUNNING } from "../not-running.ts";
import { wrapTo } from "./display-width.ts";
import { describeExit } from "./exit-text.ts";
import type { Paint } from "./paint.ts";
import { STATUS_COLUMNS, stateColour, statusRows, unwell, wideStatusColumns } from "./status-table.ts";
import { renderTable } from "./table.ts";

/** What rendering needs beside the data. */
export interface TextOptions {
  /** Width of the terminal; null: any. */
  readonly width: number | null;
  readonly paint: Paint;
  /** The time of day, for "… ago". */
  readonly now: Date;
  readonly wide: boolean;
}

/** What `status` says of the hosts that told how they stand; without an end of line. */
export function statusText(answers: readonly HostAnswer<HostStatus>[], options: TextOptions): string {
  const told = answers.flatMap(({ host, value }) => (value === null ? [] : [{ host, value }]));
  const many = answers.length > 1;
  return told
    .map(({ host, value }) => [...(many ? [`${harmlessText(host)}:`] : []), ...hostLines(value, options)].join("\n"))
    .join("\n\n");
}

function hostLines(status: HostStatus, options: TextOptions): readonly string[] {
  if (status.supervisor.state === "stopped") return [NOT_RUNNING];
  if (status.supervisor.state === "dead") return deadLines(status, options);
  const columns = options.wide ? wideStatusColumns(options.now) : STATUS_COLUMNS;
  const table = renderTable(columns, statusRows(status), { width: options.width, paint: options.paint, head: true });
  const operations = (status.operations ?? []).map((operation) => `in progress: ${inProgressText(operation, options.now)}`);
  return [
    ...table,
    ...(operations.length > 0 ? ["", ...operations] : []),
    ...unwell(status).flatMap((component) => ["", ...troubleLines(component, options)]),
  ];
}

function deadLines({ components }: HostStatus, { paint }: TextOptions): readonly string[] {
  const alive = components.filter(({ pid }) => pid !== null);
  const count = alive.length === 1 ? "1 component is" : `${alive.length} components are`;
  const each = alive.map(({ name, pid, uptimeSeconds }) => {
    const up = uptimeSeconds === null ? "" : `, up ${humanDuration(seconds(uptimeSeconds))}`;
    return `${harmlessText(name)} (pid ${pid}${up})`;
  });
  return [
    `${paint("red", "Server Supervisor is dead")}, ${count} running unattended: ${each.join(", ")}`,
    "  to take them over, as they run:  ImageServing start",
    "  to stop them:                    ImageServing stop",
  ];
}

/** What a component that is not well is, in words. */
export const IS: Readonly<Record<ComponentState, string>> = {
  stopped: "stopped",
  starting: "starting",
  running: "not ready",
  stopping: "stopping",
  backoff: "in backoff",
  failed: "failed",
};

/** Why a component is not well, when it is tried again, how it last ended, and where to read more. */
export function troubleLines(component: ComponentStatus, options: Omit<TextOptions, "wide">): readonly string[] {
  const said = [IS[component.state], component.reason, waiting(component), retry(component)].filter((part) => part !== null);
  const head = `${harmlessText(component.name)}: ${said.map(harmlessText).join("; ")}`;
  const [first = "", ...rest] = wrapTo(options.width ?? Number.POSITIVE_INFINITY, head);
  return [
    options.paint(stateColour(component), first),
    ...rest.map((line) => `  ${line}`),
    ...lastExitLines(component, options),
    `  log: ${harmlessText(component.logFile)}`,
  ];
}

// The supervisor's own sentence often says both already; then they are not said twice.
const waiting = ({ waitingFor, reason }: ComponentStatus): string | null =>
  waitingFor.length === 0 || waitingFor.every((name) => reason?.includes(name)) ? null : `waits for ${waitingFor.join(", ")}`;

const retry = ({ retryInMs }: ComponentStatus): string | null =>
  retryInMs === null ? null : `next try in ${humanDuration(ms(Math.max(0, retryInMs)))}`;

function lastExitLines({ lastExit, state }: ComponentStatus, { width, now }: Omit<TextOptions, "wide">): readonly string[] {
  if (lastExit === null || state === "running") return [];
  const hint = lastExit.hint === "" ? "" : `: ${harmlessText(lastExit.hint)}`;
  const [first = "", ...rest] = wrapTo(
    (width ?? Number.POSITIVE_INFINITY) - 2,
    `last exit: ${describeExit(lastExit, now)}${hint}`,
  );
  return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
}

/** `restart of is, asked for by alice 12s ago (new licence)` */
export function inProgressText({ kind, requested, by, reason, startedAt }: Operation, now: Date): string {
  const what = requested.length === 0 ? "everything" : requested.join(", ");
  const ago = humanDuration(ms(Math.max(0, now.getTime() - startedAt.getTime())));
  return harmlessText(`${kind} of ${what}, asked for by ${by} ${ago} ago${reason === "" ? "" : ` (${reason})`}`);
}
