import { humanBytes } from "../../core/bytes.ts";
import type { HostStatus } from "../../core/status.ts";
import type { Outcome } from "../../fleet/outcome.ts";
import { isWell } from "../exit-codes.ts";
import type { HostAnswer } from "../host-answer.ts";
import { displayWidth } from "./display-width.ts";
import type { Colour, Paint } from "./paint.ts";

const OUTCOMES: readonly (readonly [Outcome, Colour])[] = [
  ["ok", "green"],
  ["failed", "red"],
  ["unreachable", "red"],
  ["unknown", "yellow"],
];

/** `20 hosts: 19 ok, 1 unreachable; 57 components, 56 ready, 1 not; memory 61.2 GB`, in as many lines as it takes. */
export function fleetSum(answers: readonly HostAnswer<HostStatus>[], width: number | null, paint: Paint): readonly string[] {
  const told = answers.flatMap(({ value }) => (value === null ? [] : [value]));
  const stopped = told.filter(({ supervisor }) => supervisor.state !== "running").length;
  const components = told.flatMap((status) => status.components);
  const ready = components.filter(isWell).length;
  const used = told.flatMap(({ supervisor, components: all }) => [supervisor, ...all].flatMap(({ usage }) => usage ?? []));
  const memory = used.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  const configs = new Set(told.map(({ supervisor }) => supervisor.configHash)).size;
  const not = components.length - ready;
  return joinTo(width, [
    `${hostCount(answers.length)}: ${outcomeCounts(answers, paint)}`,
    ...(stopped === 0 ? [] : [paint("yellow", `Server Supervisor not running on ${stopped}`)]),
    ...(components.length === 0
      ? []
      : [`${components.length} components, ${ready} ready${not === 0 ? "" : `, ${paint("red", `${not} not`)}`}`]),
    ...(configs <= 1 ? [] : [`${configs} configurations`]),
    ...(used.length === 0 ? [] : [`memory ${humanBytes(memory)}`]),
  ]);
}

/** Parts that may be coloured, in lines of at most `width` columns. */
export function joinTo(width: number | null, parts: readonly string[]): readonly string[] {
  const [first = "", ...rest] = parts;
  const lines = [first];
  for (const part of rest) {
    const longer = `${lines.at(-1)}; ${part}`;
    if (width === null || displayWidth(longer.replace(/\x1b\[\d+m/g, "")) <= width) lines[lines.length - 1] = longer;
    else lines.push(`  ${part}`);
  }
  return lines;
}

/** `19 ok, 1 unreachable` */
export function outcomeCounts(answers: readonly HostAnswer<unknown>[], paint: Paint): string {
  const counts = OUTCOMES.map(([outcome, colour]) => ({
    text: outcome,
    colour,
    count: answers.filter((answer) => answer.outcome === outcome).length,
  })).filter(({ count }) => count > 0);
  return counts.map(({ text, colour, count }) => paint(colour, `${count} ${text}`)).join(", ");
}

/** `1 host`, `20 hosts` */
export const hostCount = (count: number): string => `${count} ${count === 1 ? "host" : "hosts"}`;
