import { harmlessText } from "../../core/harmless-text.ts";
import { displayWidth, wrapTo } from "./display-width.ts";
import type { Colour, Paint } from "./paint.ts";

/** Hosts that have something in common. */
export interface NamedHosts {
  /** As one short text: `node[01-18,20]`. */
  readonly hosts: string;
  readonly names: readonly string[];
}

/** What is said of hosts. */
export interface Said {
  /** Beside their names. */
  readonly first: string;
  /** The part of it that tells at a glance how they are. */
  readonly mark: { readonly text: string; readonly colour: Colour } | null;
  /** On lines of their own. */
  readonly more: readonly string[];
}

/** How a heading is laid out. */
export interface HeadingOptions {
  /** Width of the terminal; null: any, and nothing is broken or cut. */
  readonly width: number | null;
  readonly paint: Paint;
  /** Whether a list of names that takes many lines is cut: of hosts that are well nobody needs all the names. */
  readonly cut: boolean;
}

const MOST_LINES = 3;
const INDENT = "  ";
/** The share of a line that names may take beside what is said. */
const BESIDE = 0.6;

/** `node[01-18,20] (19 hosts)` */
export const hostsLabel = ({ hosts, names }: NamedHosts): string =>
  names.length === 1 ? harmlessText(hosts) : `${harmlessText(hosts)} (${names.length} hosts)`;

/** The hosts and what is said of them; names that take too much room have lines of their own below it, their number never. */
export function hostHeading(group: NamedHosts, { first, mark, more }: Said, options: HeadingOptions): readonly string[] {
  const { width, paint } = options;
  const label = hostsLabel(group);
  const beside = width === null || displayWidth(label) <= width * BESIDE;
  const head = beside ? label : `${group.names.length} hosts`;
  const [line = "", ...rest] = wrapTo(width === null ? Number.POSITIVE_INFINITY : width - INDENT.length, `${head}: ${first}`);
  const marked = (text: string) => (mark === null ? text : text.replace(mark.text, () => paint(mark.colour, mark.text)));
  const painted = line.startsWith(head) ? paint("bold", head) + marked(line.slice(head.length)) : line;
  const names = beside ? [] : wrapList(width - INDENT.length, harmlessText(group.hosts));
  const shown = options.cut && names.length > MOST_LINES ? [...names.slice(0, MOST_LINES), "… all names: --output wide"] : names;
  return [painted, ...[...rest, ...more, ...shown.map((each) => paint("dim", each))].map((each) => INDENT + each)];
}

/** A list in lines of at most `width` columns, broken after commas. */
function wrapList(width: number, list: string): readonly string[] {
  const lines = [""];
  for (const part of list.split(/(?<=,)/)) {
    const line = lines.at(-1) as string;
    if (line !== "" && displayWidth(line) + displayWidth(part) > width) lines.push(part);
    else lines[lines.length - 1] = line + part;
  }
  return lines;
}
