import type { Finding, Severity } from "../../core/finding.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { FoldedFinding } from "../doctor/fold-findings.ts";
import { wrapTo } from "./display-width.ts";
import type { Colour, Paint } from "./paint.ts";

/** How findings are laid out. */
export interface FindingsOptions {
  /** Width of the terminal; null: any. */
  readonly width: number | null;
  readonly paint: Paint;
  /** Whether what is well is shown too, and not counted only. */
  readonly wide: boolean;
  /** Whether it is said where each was found: not where there is one place. */
  readonly places: boolean;
}

const COLOURS: Readonly<Record<Severity, Colour>> = { error: "red", warning: "yellow", note: "dim", ok: "green" };
const MARGIN = " ".repeat(9);

/** Findings as people read them: what and where, what was seen, what to do; then how many there are. No findings make an empty text. */
export function findingsText(folded: readonly FoldedFinding[], options: FindingsOptions): readonly string[] {
  const shown = folded.filter(({ finding }) => options.wide || finding.severity !== "ok");
  return [...shown.flatMap((one) => block(one, options)), sumLine(folded, options.paint)];
}

function block(folded: FoldedFinding, { width, paint, places }: FindingsOptions): readonly string[] {
  const { finding, differs } = folded;
  const { severity, check, subject, message, remedy } = finding;
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(30, width - MARGIN.length);
  const where = places ? `${label(folded)}: ` : "";
  const head = `${where}${check}${subject === "" ? "" : ` ${subject}`}`;
  const others = differs ? " (and the like on the others; --no-fold shows each)" : "";
  const [first = "", ...rest] = wrapTo(room, harmlessText(head));
  const lines = [
    ...rest.map((line) => paint("bold", line)),
    ...wrapTo(room, harmlessText(message + others)),
    ...wrapTo(room - 2, harmlessText(remedy)).map((line, at) => paint("dim", `${at === 0 ? "→" : " "} ${line}`)),
  ];
  return [
    `${paint(COLOURS[severity], severity.padEnd(MARGIN.length))}${paint("bold", first)}`,
    ...lines.map((line) => MARGIN + line),
  ];
}

const label = ({ hosts, count }: FoldedFinding): string => (count === 1 ? hosts : `${hosts} (${count} hosts)`);

/** `1 error, 2 warnings, 30 checks are well` */
function sumLine(folded: readonly FoldedFinding[], paint: Paint): string {
  const count = (severity: Severity) => folded.reduce((sum, one) => sum + (one.finding.severity === severity ? one.count : 0), 0);
  const bad = (["error", "warning", "note"] as const).flatMap((severity) => {
    const number = count(severity);
    return number === 0 ? [] : [paint(COLOURS[severity], `${number} ${severity}${number === 1 ? "" : "s"}`)];
  });
  const well = count("ok");
  return [
    ...(bad.length === 0 ? [paint("green", "nothing is wrong")] : bad),
    `${well} ${well === 1 ? "check is" : "checks are"} well`,
  ].join(", ");
}

/** All findings of a check-up, with the place of each. */
export const placed = (host: string, findings: readonly Finding[]) => findings.map((finding) => ({ host, finding }));
