import { humanBytes } from "../../core/bytes.ts";
import { humanDuration, seconds } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { Colour } from "../render/paint.ts";
import { type GridColumn, grid, type Line, widthOf } from "./grid.ts";
import type { HostLook } from "./host-look.ts";

/** A row of the fleet, and whether it is selected. */
interface Row {
  readonly look: HostLook;
  readonly selected: boolean;
}

const NONE: Line = [{ text: "-", colour: "dim" }];

const figure = (text: string | null, { staleFor }: HostLook): Line =>
  text === null ? NONE : [{ text, ...(staleFor !== null && { colour: "dim" as Colour }) }];

/** `12.5%`, and `250%` where a tenth is noise. */
export const percent = (share: number): string => `${share.toFixed(share < 99.95 ? 1 : 0)}%`;

const COLUMNS: readonly GridColumn<Row>[] = [
  {
    head: "  HOST",
    align: "left",
    most: 40,
    cell: ({ look, selected }) => [
      { text: selected ? "> " : "  ", colour: "bold" },
      { text: harmlessText(look.host.name), ...(selected && { colour: "bold" as Colour }) },
    ],
  },
  {
    head: "STATE",
    align: "left",
    least: 11,
    most: 24,
    cell: ({ look }) => [{ text: harmlessText(look.words), colour: look.colour }],
  },
  {
    head: "COMPONENTS",
    align: "left",
    most: 32,
    expendable: 1,
    cell: ({ look }) =>
      look.marks.length === 0
        ? NONE
        : look.marks.flatMap(({ text, colour }, at) => [{ text: at === 0 ? "" : " " }, { text: harmlessText(text), colour }]),
  },
  {
    head: "UPTIME",
    align: "right",
    least: 7,
    expendable: 2,
    cell: ({ look }) => figure(look.uptimeSeconds === null ? null : humanDuration(seconds(look.uptimeSeconds)), look),
  },
  {
    head: "MEMORY",
    align: "right",
    least: 8,
    expendable: 3,
    cell: ({ look }) => figure(look.memoryBytes === null ? null : humanBytes(look.memoryBytes), look),
  },
  {
    head: "CPU",
    align: "right",
    least: 6,
    expendable: 4,
    cell: ({ look }) => figure(look.cpuPercent === null ? null : percent(look.cpuPercent), look),
  },
];

const LEAST_NOTE = 24;

/** A head, and a line for each host: why it is not well stands behind it as far as there is room. */
export function fleetLines(looks: readonly HostLook[], selected: string | null, width: number): readonly Line[] {
  const rows = looks.map((look) => ({ look, selected: look.host.name === selected }));
  const lines = grid(COLUMNS, rows, width);
  const room = width - widthOf(lines[0] ?? []) - 2;
  if (room < LEAST_NOTE) return lines;
  return lines.map((line, at) => {
    const note = looks[at - 1]?.note ?? "";
    return note === "" ? line : [...line, { text: `  ${harmlessText(note)}`, colour: "dim" }];
  });
}
