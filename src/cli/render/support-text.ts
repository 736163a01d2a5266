import { humanBytes } from "../../core/bytes.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { ManifestHost, Packed } from "../support/host-parts.ts";
import { wrapTo } from "./display-width.ts";
import type { Paint } from "./paint.ts";
import { type Column, renderTable } from "./table.ts";

/** What is in an archive, by host, what is missing and why, and where it lies. */
export function supportText(
  { file, bytes, hosts, jumpBox }: Packed,
  { paint, width }: { readonly paint: Paint; readonly width: number | null },
): string {
  const rows = [
    ...(jumpBox === null ? [] : [{ ...jumpBox, label: "(jump box)" }]),
    ...hosts.map((host) => ({ ...host, label: host.host })),
  ];
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(30, width - 2);
  const troubles = rows.flatMap(({ label, missing, files }) => [
    ...reasons(missing).map(([why, parts]) => ({
      colour: "yellow" as const,
      text: `${label}: without ${parts.join(", ")}: ${why}`,
    })),
    ...files.flatMap(({ name, cut }) => (cut === null ? [] : [{ colour: "dim" as const, text: `${label}: ${name}: ${cut}` }])),
  ]);
  const lines = [
    ...renderTable(COLUMNS, rows, { width, paint, head: true }),
    ...troubles.flatMap(({ colour, text }) =>
      wrapTo(room, harmlessText(text)).map((line, at) => paint(colour, at === 0 ? line : `  ${line}`)),
    ),
    ...(file === null
      ? []
      : [`Packed ${harmlessText(file)} (${humanBytes(bytes)}); secrets that could be recognised are removed from it`]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Parts that are missing for the same reason are told of together. */
function reasons(missing: ManifestHost["missing"]): readonly (readonly [why: string, parts: readonly string[]])[] {
  const by = new Map<string, string[]>();
  for (const { part, why } of missing) by.set(why, [...(by.get(why) ?? []), part === "all" ? "anything" : part]);
  return [...by];
}

type Row = ManifestHost & { readonly label: string };

const COLUMNS: readonly Column<Row>[] = [
  { head: "HOST", align: "left", cell: ({ label }) => ({ text: harmlessText(label) }) },
  { head: "OUTCOME", align: "left", cell: ({ outcome }) => ({ text: outcome, colour: outcome === "ok" ? "green" : "red" }) },
  { head: "FILES", align: "right", cell: ({ files }) => ({ text: String(files.length) }) },
  { head: "SIZE", align: "right", cell: ({ files }) => ({ text: humanBytes(files.reduce((sum, { bytes }) => sum + bytes, 0)) }) },
  { head: "LOGS", align: "left", cell: ({ files }) => ({ text: logNames(files) || "-" }) },
];

const logNames = (files: ManifestHost["files"]): string =>
  files
    .flatMap(({ name }) => /^logs\/(.*)\.log$/.exec(name)?.[1] ?? [])
    .map(harmlessText)
    .join(" ");
