import { humanBytes } from "../../core/bytes.ts";
import { humanDuration, seconds } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { ComponentStatus, HostStatus, SupervisorStatus, Usage } from "../../core/status.ts";
import { isWell } from "../exit-codes.ts";
import { describeExit } from "./exit-text.ts";
import type { Colour } from "./paint.ts";
import type { Cell, Column } from "./table.ts";

/** A row of the status table: the Server Supervisor first, then a component each. */
export type StatusRow =
  | { readonly t: "supervisor"; readonly of: SupervisorStatus }
  | { readonly t: "component"; readonly of: ComponentStatus };

/** The rows of one host. */
export const statusRows = (status: HostStatus): readonly StatusRow[] => [
  { t: "supervisor", of: status.supervisor },
  ...status.components.map((of): StatusRow => ({ t: "component", of })),
];

const NONE: Cell = { text: "-", colour: "dim" };
const EMPTY: Cell = { text: "" };

const cell = (text: string | null | undefined, colour?: Colour): Cell =>
  text === null || text === undefined || text === "" ? NONE : { text: harmlessText(text), ...(colour && { colour }) };

const ofComponent =
  (show: (component: ComponentStatus) => Cell) =>
  (row: StatusRow): Cell =>
    row.t === "component" ? show(row.of) : EMPTY;

const ofUsage =
  (show: (usage: Usage) => string | null) =>
  (row: StatusRow): Cell =>
    cell(row.of.usage === null ? null : show(row.of.usage));

const nameOf = (row: StatusRow): Cell => (row.t === "supervisor" ? { text: "Server Supervisor" } : cell(row.of.name));
const stateOf = (row: StatusRow): Cell =>
  cell(row.of.state, row.t === "supervisor" ? supervisorColour(row.of) : stateColour(row.of));
const readyOf = ofComponent((component) =>
  component.ready ? cell("yes") : component.pid === null ? NONE : cell("no", "yellow"),
);
const uptimeOf = (row: StatusRow): Cell =>
  cell(row.of.uptimeSeconds === null ? null : humanDuration(seconds(row.of.uptimeSeconds)));
const restartsOf = ofComponent((component) => cell(String(component.restarts), component.restarts > 0 ? "yellow" : undefined));

const supervisorColour = (supervisor: SupervisorStatus): Colour =>
  supervisor.state === "running" ? "green" : supervisor.state === "dead" ? "red" : "dim";

/** The colour of a component's state, the same wherever it is shown. */
export function stateColour(component: Pick<ComponentStatus, "state" | "ready">): Colour {
  if (component.state === "running") return component.ready ? "green" : "yellow";
  if (component.state === "backoff" || component.state === "failed") return "red";
  return component.state === "stopped" ? "dim" : "yellow";
}

const PERCENT_WITH_TENTHS = 99.95; // beyond it a tenth is noise, and costs a column

const humanPercent = (percent: number): string => `${percent.toFixed(percent < PERCENT_WITH_TENTHS ? 1 : 0)}%`;

/** What `status` shows: at most 79 columns as long as names have no more than 17. */
export const STATUS_COLUMNS: readonly Column<StatusRow>[] = [
  { head: "COMPONENT", align: "left", cell: nameOf },
  { head: "STATE", align: "left", cell: stateOf },
  { head: "READY", align: "left", cell: readyOf, expendable: 1 },
  { head: "PID", align: "right", cell: (row) => cell(row.of.pid?.toString()) },
  { head: "UPTIME", align: "right", cell: uptimeOf },
  { head: "MEMORY", align: "right", cell: ofUsage((usage) => humanBytes(usage.memoryBytes)), expendable: 2 },
  { head: "CPU", align: "right", cell: ofUsage((usage) => humanPercent(usage.cpuPercent)), expendable: 4 },
  { head: "RESTARTS", align: "right", cell: restartsOf, expendable: 3 },
];

/** What `status --output wide` shows. */
export const wideStatusColumns = (now: Date): readonly Column<StatusRow>[] => [
  ...STATUS_COLUMNS.map(({ expendable: _, ...column }) => column),
  { head: "PSS", align: "right", cell: ofUsage((usage) => (usage.pssBytes === null ? null : humanBytes(usage.pssBytes))) },
  { head: "PROCESSES", align: "right", cell: ofUsage((usage) => String(usage.processes)) },
  { head: "DESIRED", align: "left", cell: ofComponent((component) => cell(component.desired)) },
  { head: "TITLE", align: "left", cell: ofComponent((component) => cell(component.title)) },
  {
    head: "LAST EXIT",
    align: "left",
    cell: ofComponent((component) => cell(component.lastExit && describeExit(component.lastExit, now))),
  },
  { head: "LOG FILE", align: "left", cell: ofComponent((component) => cell(component.logFile)) },
];

/** The components whose trouble is told below the table. */
export const unwell = (status: HostStatus): readonly ComponentStatus[] =>
  status.components.filter((component) => !isWell(component));
