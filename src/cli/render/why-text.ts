import { harmlessLine, harmlessText } from "../../core/harmless-text.ts";
import type { CommandFor, Explanation, Verdict, WhyFacts, WhyStep } from "../insight/why-facts.ts";
import { cutTo, displayWidth, wrapTo } from "./display-width.ts";
import type { Colour, Paint } from "./paint.ts";

/** What rendering needs beside the data. */
export interface WhyTextOptions {
  /** Width of the terminal; null: any. */
  readonly width: number | null;
  readonly paint: Paint;
  /** Log lines are not cut. */
  readonly wide: boolean;
  readonly commandFor: CommandFor;
}

const LABEL = 11;
const INDENT = "  ";
/** So that it all fits on a screen. */
const MOST_LOG_LINES = 6;

const COLOURS: Readonly<Record<Verdict, Colour>> = {
  well: "green",
  ailing: "yellow",
  waiting: "yellow",
  stopped: "yellow",
  trouble: "red",
};

/** An explanation in a screenful: the headline, then what is known topic by topic, and what to do; without an end of line. */
export function whyText(facts: WhyFacts, explanation: Explanation, options: WhyTextOptions): string {
  const { host, chain } = facts;
  const { verdict, headline, sections, log, steps } = explanation;
  const [first = "", ...rest] = wrapTo(room(options, 0), harmlessText(`${chain[0].name} on ${host}: ${headline}`));
  return [
    options.paint(COLOURS[verdict], first),
    ...rest.map((line) => options.paint(COLOURS[verdict], INDENT + line)),
    "",
    ...sections.flatMap(({ about, sentences }) =>
      block(
        about,
        sentences.flatMap((text) => sentenceLines(text, options)),
        options,
      ),
    ),
    ...block("log", logLines(log, options), options),
    ...block("do", stepLines(steps, options), options),
  ].join("\n");
}

/** Columns behind the label. */
const room = ({ width }: WhyTextOptions, taken = LABEL + INDENT.length): number =>
  width === null ? Number.POSITIVE_INFINITY : Math.max(20, width - taken);

/** The label beside the first line only. */
const block = (label: string, lines: readonly string[], { paint }: WhyTextOptions): readonly string[] =>
  lines.map((line, at) => `${INDENT}${at === 0 ? paint("bold", label.padEnd(LABEL)) : " ".repeat(LABEL)}${line}`);

const sentenceLines = (text: string, options: WhyTextOptions): readonly string[] =>
  wrapTo(room(options) - 2, harmlessText(text)).map((line, at) => (at === 0 ? line : `  ${line}`));

function logLines({ file, lines }: Explanation["log"], options: WhyTextOptions): readonly string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(-MOST_LOG_LINES).map((line) => harmlessLine(line));
  const cut = options.wide ? shown : shown.map((line) => cutTo(room(options) - 2, line));
  return [options.paint("dim", harmlessText(file)), ...cut.map((line) => `| ${line}`)];
}

/** What to do and how it is typed, beside each other where there is room. */
function stepLines(steps: readonly WhyStep[], options: WhyTextOptions): readonly string[] {
  const typed = steps.map(({ what, command }) => ({
    what: harmlessText(what),
    command: command === null ? null : harmlessText(options.commandFor(command)),
  }));
  const commands = typed.filter(({ command }) => command !== null);
  const widest = Math.max(0, ...commands.map(({ what }) => displayWidth(what)));
  const beside = commands.every(({ command }) => widest + 3 + displayWidth(command ?? "") <= room(options));
  return typed.flatMap(({ what, command }) => {
    if (command === null) return wrapTo(room(options) - 2, what).map((line, at) => (at === 0 ? line : `  ${line}`));
    return beside ? [`${`${what}:`.padEnd(widest + 2)} ${command}`] : [`${what}:`, `  ${command}`];
  });
}
