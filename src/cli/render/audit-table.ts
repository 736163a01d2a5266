import { type AuditOutcome, OWN_METHOD } from "../../core/audit-entry.ts";
import type { AuditLine } from "../../core/audit-line.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { Colour, Paint } from "./paint.ts";
import { type Cell, type Column, renderTable } from "./table.ts";

const COLOURS: Readonly<Record<AuditOutcome, Colour>> = {
  done: "green",
  failed: "red",
  cancelled: "yellow",
  joined: "dim",
  refused: "yellow",
};

const cell = (text: string): Cell => ({ text: harmlessText(text) });

const COLUMNS: readonly Column<AuditLine>[] = [
  { head: "TIME", align: "left", cell: ({ at }) => cell(at.toISOString().replace(/\.\d+/, "")) },
  { head: "WHO", align: "left", cell: ({ who, role }) => cell(role === null ? who : `${who} (${role})`) },
  { head: "FROM", align: "left", expendable: 2, cell: ({ from }) => cell(from ?? "unknown") },
  { head: "WHAT", align: "left", cell: ({ method }) => cell(method) },
  { head: "COMPONENTS", align: "left", cell: (line) => cell(componentsOf(line)) },
  { head: "OUTCOME", align: "left", cell: ({ outcome }) => ({ text: outcome, colour: COLOURS[outcome] }) },
  { head: "REASON", align: "left", expendable: 1, cell: ({ reason }) => cell(reason) },
];

const MORE: readonly Column<AuditLine>[] = [
  { head: "NUMBER", align: "right", cell: ({ seq }) => cell(String(seq)) },
  { head: "OPERATION", align: "left", cell: ({ operationId }) => cell(operationId ?? "") },
  { head: "CODE", align: "left", cell: ({ code }) => cell(code ?? "") },
  { head: "DETAIL", align: "left", cell: ({ detail }) => cell(detail) },
];

/** The lines as a table; `wide` adds numbers, operations and details. */
export function auditTable(
  lines: readonly AuditLine[],
  { width, paint, wide }: { readonly width: number | null; readonly paint: Paint; readonly wide: boolean },
): readonly string[] {
  return renderTable(wide ? [...COLUMNS, ...MORE] : COLUMNS, lines, { width: wide ? null : width, paint, head: true });
}

function componentsOf({ components, method }: AuditLine): string {
  if (components.length > 0) return components.join(",");
  return method === OWN_METHOD || method.endsWith("Operation") ? "" : "all";
}
