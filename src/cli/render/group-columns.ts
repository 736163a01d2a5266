import { harmlessText } from "../../core/harmless-text.ts";
import type { ComponentGroup } from "../../fleet/fold-answers.ts";
import type { Span } from "../../fleet/span.ts";
import { bytesSpan, countSpan, durationSpan, percentSpan } from "./span-text.ts";
import { stateColour } from "./status-table.ts";
import type { Cell, Column } from "./table.ts";

const NONE: Cell = { text: "-", colour: "dim" };

const figure = (span: Span | null, write: (span: Span) => string): Cell => (span === null ? NONE : { text: write(span) });

const restartsOf = (span: Span | null): Cell =>
  span === null ? NONE : { text: countSpan(span), ...(span.most > 0 && { colour: "yellow" }) };

const readyOf = ({ ready, state }: ComponentGroup): Cell => {
  if (ready) return { text: "yes" };
  return state === "stopped" || state === "failed" || state === "backoff" ? NONE : { text: "no", colour: "yellow" };
};

/** What `status` shows of a component on hosts that answered the same. */
export const GROUP_COLUMNS: readonly Column<ComponentGroup>[] = [
  { head: "COMPONENT", align: "left", cell: ({ name }) => ({ text: harmlessText(name) }) },
  { head: "STATE", align: "left", cell: (component) => ({ text: component.state, colour: stateColour(component) }) },
  { head: "READY", align: "left", cell: readyOf, expendable: 1 },
  { head: "UPTIME", align: "right", cell: ({ uptimeSeconds }) => figure(uptimeSeconds, durationSpan) },
  { head: "MEMORY", align: "right", cell: ({ memoryBytes }) => figure(memoryBytes, bytesSpan), expendable: 2 },
  { head: "CPU", align: "right", cell: ({ cpuPercent }) => figure(cpuPercent, percentSpan), expendable: 4 },
  { head: "RESTARTS", align: "right", cell: ({ restarts }) => restartsOf(restarts), expendable: 3 },
];

/** What `--output wide` shows. */
export const WIDE_GROUP_COLUMNS: readonly Column<ComponentGroup>[] = [
  ...GROUP_COLUMNS.map(({ expendable: _, ...column }) => column),
  { head: "DESIRED", align: "left", cell: ({ desired }) => ({ text: desired }) },
  { head: "TITLE", align: "left", cell: ({ title }) => ({ text: harmlessText(title) }) },
];
