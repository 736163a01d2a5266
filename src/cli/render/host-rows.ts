import { harmlessText } from "../../core/harmless-text.ts";
import type { HostStatus } from "../../core/status.ts";
import type { HostAnswer } from "../host-answer.ts";
import { NOT_RUNNING } from "../not-running.ts";
import { wrapTo } from "./display-width.ts";
import { STATUS_COLUMNS, type StatusRow, unwell, wideStatusColumns } from "./status-table.ts";
import type { TextOptions } from "./status-text.ts";
import { renderTable } from "./table.ts";

interface HostRow {
  readonly host: string;
  readonly row: StatusRow;
}

/** A row for each component of each host that told how it stands; below it a line for each host of which there is more to say. */
export function hostRows(answers: readonly HostAnswer<HostStatus>[], options: TextOptions): readonly string[] {
  const rows = answers.flatMap(({ host, value }) => (value === null ? [] : rowsOf(host, value, options.wide)));
  const columns = options.wide ? wideStatusColumns(options.now) : STATUS_COLUMNS;
  const table = renderTable(
    [
      { head: "HOST", align: "left" as const, cell: ({ host }: HostRow) => ({ text: harmlessText(host) }) },
      ...columns.map((column) => ({ ...column, cell: ({ row }: HostRow) => column.cell(row) })),
    ],
    rows,
    { width: options.width, paint: options.paint, head: true },
  );
  const said = answers.flatMap((answer) => remarks(answer, options));
  return [...(rows.length === 0 ? [] : table), ...(rows.length === 0 || said.length === 0 ? [] : [""]), ...said];
}

/** Of a Server Supervisor that runs, its components say it. */
function rowsOf(host: string, { supervisor, components }: HostStatus, wide: boolean): readonly HostRow[] {
  if (supervisor.state !== "running") return [];
  const own: readonly HostRow[] = wide || components.length === 0 ? [{ host, row: { t: "supervisor", of: supervisor } }] : [];
  return [...own, ...components.map((of): HostRow => ({ host, row: { t: "component", of } }))];
}

function remarks({ host, outcome, value, error }: HostAnswer<HostStatus>, { width, paint }: TextOptions): readonly string[] {
  const say = (colour: "red" | "yellow", text: string) => {
    const [first = "", ...rest] = wrapTo(width ?? Number.POSITIVE_INFINITY, `${harmlessText(host)}: ${harmlessText(text)}`);
    return [paint(colour, first), ...rest.map((line) => `  ${line}`)];
  };
  if (value === null) return say(outcome === "unknown" ? "yellow" : "red", `${outcome}: ${error?.message ?? "no answer"}`);
  const stopped = value.supervisor.state === "stopped" ? say("yellow", NOT_RUNNING) : [];
  const reasons =
    stopped.length > 0
      ? []
      : unwell(value).flatMap(({ name, reason }) => (reason === null ? [] : say("yellow", `${name}: ${reason}`)));
  return [...stopped, ...reasons, ...value.warnings.flatMap((warning) => say("yellow", `warning: ${warning}`))];
}
