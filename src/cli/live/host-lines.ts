import { humanBytes } from "../../core/bytes.ts";
import { humanDuration, seconds } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { ComponentName } from "../../core/names.ts";
import type { ComponentStatus, HostStatus } from "../../core/status.ts";
import { isWell } from "../exit-codes.ts";
import { wrapTo } from "../render/display-width.ts";
import type { Colour } from "../render/paint.ts";
import { stateColour } from "../render/status-table.ts";
import { IS, inProgressText } from "../render/status-text.ts";
import type { WatchedHost } from "../watch/watched-host.ts";
import { percent } from "./fleet-lines.ts";
import { type GridColumn, grid, type Line } from "./grid.ts";
import { type HostLook, retryText } from "./host-look.ts";
import type { LiveState, Scene } from "./live-state.ts";
import { orderedComponents } from "./order-looks.ts";
import { sparkline } from "./sparkline.ts";

/** A row of a host: the Server Supervisor, then a component each. */
type Row = { readonly selected: boolean; readonly memory: readonly number[]; readonly stale: boolean } & (
  | { readonly t: "supervisor"; readonly of: HostStatus["supervisor"] }
  | { readonly t: "component"; readonly of: ComponentStatus }
);

const NONE: Line = [{ text: "-", colour: "dim" }];
const SPARK = 8;

const value = (text: string | null | undefined, colour?: Colour): Line =>
  text === null || text === undefined ? NONE : [{ text: harmlessText(text), ...(colour && { colour }) }];

/** Running is not enough to be ready, so the one that counts is said. */
function stateCell(row: Row): Line {
  const state = row.of.state !== "running" || row.t === "supervisor" ? row.of.state : row.of.ready ? "ready" : "not ready";
  if (row.stale) return value(`${state}?`, "dim"); // it was so when it was heard of last
  if (row.t === "component") return value(state, stateColour(row.of));
  return value(state, row.of.state === "running" ? "green" : row.of.state === "dead" ? "red" : "dim");
}

const COLUMNS: readonly GridColumn<Row>[] = [
  {
    head: "  COMPONENT",
    align: "left",
    cell: (row) => [
      { text: row.selected ? "> " : "  ", colour: "bold" },
      ...value(row.t === "supervisor" ? "Supervisor" : row.of.name, row.selected ? "bold" : undefined),
    ],
  },
  { head: "STATE", align: "left", least: 9, cell: stateCell },
  { head: "PID", align: "right", least: 6, expendable: 1, cell: (row) => value(row.of.pid?.toString()) },
  {
    head: "UPTIME",
    align: "right",
    least: 7,
    expendable: 3,
    cell: (row) => value(row.of.uptimeSeconds === null ? null : humanDuration(seconds(row.of.uptimeSeconds))),
  },
  {
    head: "MEMORY",
    align: "right",
    least: 8,
    expendable: 4,
    cell: (row) => value(row.of.usage && humanBytes(row.of.usage.memoryBytes)),
  },
  { head: "TREND", align: "left", least: SPARK, expendable: 7, cell: (row) => value(sparkline(row.memory, SPARK)) },
  {
    head: "CPU",
    align: "right",
    least: 6,
    expendable: 5,
    cell: (row) => value(row.of.usage && percent(row.of.usage.cpuPercent)),
  },
  {
    head: "RESTARTS",
    align: "right",
    expendable: 6,
    cell: (row) => (row.t === "supervisor" ? [] : value(String(row.of.restarts), row.of.restarts > 0 ? "yellow" : undefined)),
  },
];

/** The table of a host; below it why components are not well, what is in progress, and what the host warns of. */
export function hostLines(look: HostLook, state: LiveState, { wall }: Scene, width: number): readonly Line[] {
  const { status, host } = look;
  if (status === null) return [];
  const stale = look.staleFor !== null;
  const components = orderedComponents(status.components, state.sort);
  const selected = selectedComponent(status, state.component);
  const rows: readonly Row[] = [
    { t: "supervisor", of: status.supervisor, selected: selected === null, memory: [], stale },
    ...components.map(
      (of): Row => ({ t: "component", of, selected: of.name === selected, memory: host.memory.get(of.name) ?? [], stale }),
    ),
  ];
  const wrapped = (text: string, colour?: Colour): readonly Line[] =>
    wrapTo(width, harmlessText(text)).map((line) => [{ text: line, ...(colour && { colour }) }]);
  const below = [
    ...components.filter((each) => !isWell(each)).flatMap((each) => wrapped(troubleText(each), stateColour(each))),
    ...(status.operations ?? []).flatMap((operation) =>
      wrapped(`in progress: ${inProgressText(operation, hostTime(host, wall))}`),
    ),
    ...status.warnings.flatMap((warning) => wrapped(`warning: ${warning}`, "yellow")),
  ];
  return [...grid(COLUMNS, rows, width), ...(below.length > 0 ? [[], ...below] : [])];
}

/** The component that is selected; null: the Server Supervisor, or there is none of that name. */
export const selectedComponent = (status: HostStatus | null, wanted: ComponentName | null): ComponentName | null =>
  status?.components.some(({ name }) => name === wanted) === true ? wanted : null;

/** The time of day by the clock of the host, as far as that is known. */
export const hostTime = ({ clockOffsetMs }: WatchedHost, wall: Date): Date => new Date(wall.getTime() + (clockOffsetMs ?? 0));

/** Why a component is not well, and when it is tried again. */
export const troubleText = (component: ComponentStatus): string =>
  `${component.name}: ${IS[component.state]}${component.reason === null ? "" : `; ${component.reason}`}${retryText(component)}`;
