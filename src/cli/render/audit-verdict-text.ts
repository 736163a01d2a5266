import { writeAuditPoint } from "../../core/audit-point.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { AuditVerdict } from "../audit/verify-audit-log.ts";
import type { Paint } from "./paint.ts";

/** What was found, a break a line; the last line is what can be kept elsewhere. */
export function auditVerdictText({ file, lines, last, breaks, breakCount, notes }: AuditVerdict, paint: Paint): string {
  const count = `${lines} ${lines === 1 ? "line" : "lines"}`;
  const more = breakCount - breaks.length;
  const places = `broken in ${breakCount} ${breakCount === 1 ? "place" : "places"}`;
  return [
    ...breaks.map(({ line, problem }) => harmlessText(line === null ? problem : `line ${line}: ${problem}`)),
    ...(more > 0 ? [`… and ${more} more`] : []),
    ...notes.map((note) => `${paint("yellow", "note")}: ${note}`),
    `${harmlessText(file)}: ${breakCount === 0 ? paint("green", "whole") : paint("red", places)} (${count})`,
    ...(last.seq === 0 ? [] : [`last line: ${writeAuditPoint(last)}`]),
    "",
  ].join("\n");
}
