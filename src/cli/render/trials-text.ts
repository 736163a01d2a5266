import { humanDuration, ms } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { NotificationTrial } from "../../core/host-reports.ts";
import type { HostAnswer } from "../host-answer.ts";
import { type Column, renderTable, type TableOptions } from "./table.ts";

interface Row {
  readonly host: string;
  readonly trial: NotificationTrial;
}

/** What came of trials, a line for each: with the host in front where there are several. */
export function trialsText(
  answers: readonly HostAnswer<readonly NotificationTrial[]>[],
  { width, paint, wide }: Pick<TableOptions, "paint" | "width"> & { readonly wide: boolean },
): readonly string[] {
  const rows = answers.flatMap(({ host, value }) => (value ?? []).map((trial): Row => ({ host, trial })));
  if (rows.length === 0) return [];
  const columns = [...(answers.length > 1 || wide ? [HOST] : []), ...COLUMNS];
  return renderTable(columns, rows, { width, paint, head: true });
}

const HOST: Column<Row> = { head: "HOST", align: "left", cell: ({ host }) => ({ text: harmlessText(host) }) };

const COLUMNS: readonly Column<Row>[] = [
  { head: "NOTIFICATION", align: "left", cell: ({ trial }) => ({ text: harmlessText(trial.name) }) },
  {
    head: "RESULT",
    align: "left",
    cell: ({ trial: { ok } }) => (ok ? { text: "ok", colour: "green" } : { text: "failed", colour: "red" }),
  },
  { head: "TOOK", align: "right", cell: ({ trial }) => ({ text: humanDuration(ms(trial.durationMs)) }) },
  { head: "WHAT CAME OF IT", align: "left", cell: ({ trial }) => ({ text: harmlessText(trial.message) }) },
];
