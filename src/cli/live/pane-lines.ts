import { humanBytes } from "../../core/bytes.ts";
import { humanDuration, seconds } from "../../core/duration.ts";
import { harmlessLine, harmlessText } from "../../core/harmless-text.ts";
import type { ComponentStatus } from "../../core/status.ts";
import { isWell } from "../exit-codes.ts";
import { describeExit } from "../render/exit-text.ts";
import { stateColour } from "../render/status-table.ts";
import { percent } from "./fleet-lines.ts";
import type { Line } from "./grid.ts";
import { hostTime } from "./host-lines.ts";
import { type HostLook, retryText } from "./host-look.ts";
import type { PaneLine, Scene, View } from "./live-state.ts";
import { sparkline } from "./sparkline.ts";

type PaneView = Extract<View, { readonly t: "pane" }>;

/** How a component stands, in a few lines above its log or its events; none for a host. */
export function componentLines(look: HostLook, view: PaneView, { wall }: Scene): readonly Line[] {
  const component = look.status?.components.find(({ name }) => name === view.component);
  if (component === undefined) return [];
  const { state, desired, restarts, lastExit } = component;
  const stale = look.staleFor === null ? "" : "?";
  const asked = (desired === "up") === (state !== "stopped") ? "" : `, asked to be ${desired}`;
  const lines: readonly Line[] = [
    [
      { text: `${state}${stale}`, colour: stale === "" ? stateColour(component) : "dim" },
      { text: `${component.ready ? ", ready" : ""}${asked}${livingText(component)}; ${restarts} restarts` },
    ],
    usageLine(component, look),
    ...(isWell(component) || component.reason === null
      ? []
      : [[{ text: harmlessText(`${component.reason}${retryText(component)}`), colour: stateColour(component) }]]),
    ...(lastExit === null ? [] : [[{ text: `last exit: ${harmlessText(describeExit(lastExit, hostTime(look.host, wall)))}` }]]),
    [{ text: harmlessText(component.logFile), colour: "dim" }],
  ];
  return lines.filter((line) => line.length > 0);
}

function livingText({ pid, uptimeSeconds }: ComponentStatus): string {
  const up = uptimeSeconds === null ? "" : `, up ${humanDuration(seconds(uptimeSeconds))}`;
  return `${pid === null ? "" : `, pid ${pid}`}${up}`;
}

function usageLine({ name, usage }: ComponentStatus, { host }: HostLook): Line {
  if (usage === null) return [];
  const spark = sparkline(host.memory.get(name) ?? [], 30);
  return [
    { text: `memory ${humanBytes(usage.memoryBytes)}${spark === "" ? "" : ` ${spark}`}  cpu ${percent(usage.cpuPercent)}` },
  ];
}

/** What is seen of the text: its last lines, or those further back. @param rows how many lines there is room for. */
export function paneLines(view: PaneView, { pane, wall }: Scene, rows: number): readonly Line[] {
  const note: readonly Line[] = pane.note === null ? [] : [[{ text: harmlessText(pane.note), colour: "dim" }]];
  const room = Math.max(0, rows - note.length);
  const end = Math.max(Math.min(room, pane.lines.length), pane.lines.length - view.back);
  const shown = pane.lines.slice(Math.max(0, end - room), end);
  return [...shown.map((line) => lineOf(line, view, wall)), ...note];
}

function lineOf({ from, text, at, bad }: PaneLine, { component }: PaneView, wall: Date): Line {
  const when = at === null ? "" : `${momentText(at, wall)} `;
  const who = component === null && from !== "" ? `${harmlessText(from)} | ` : "";
  // A tab would take as many columns as the terminal likes.
  const said = harmlessLine(text).replaceAll("\t", "    ");
  return [
    { text: `${when}${who}`, colour: "dim" },
    { text: said, ...(bad && { colour: "red" as const }) },
  ];
}

/** The time of day; before the day too, where it is another one. */
function momentText(at: Date, wall: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return at.toDateString() === wall.toDateString() ? time : `${day} ${time}`;
}
