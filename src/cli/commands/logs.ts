import { type Command, InvalidArgumentError, Option } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

const MOST_LINES = 100_000;
const USUAL_LINES = 20;

interface LogsOptions {
  readonly follow?: true;
  readonly lines: number;
}

/** `logs [component...]` */
export function addLogs(program: Command, run: Run): void {
  addCommand(program, "logs", "show the last lines of the components' logs", [
    ["ImageServing logs", `the last ${USUAL_LINES} lines of each component`],
    ["ImageServing logs is -f", "and what is added, until Ctrl-C"],
    ["ImageServing logs ps -n 200", "more lines"],
    ["ImageServing logs -o jsonl", "one JSON object per line"],
    ["ImageServing logs is -f -H role=web", "of the hosts with this label"],
  ])
    .argument("[component...]", "only these; none: all")
    .option("-f, --follow", "go on with what is added")
    .addOption(new Option("-n, --lines <number>", "how many of the last lines of each").argParser(lineCount).default(USUAL_LINES))
    .action((components: readonly string[], { follow, lines }: LogsOptions) =>
      run(async (context) => (await import("../run-logs.ts")).runLogs({ components, follow: follow === true, lines }, context)),
    );
}

function lineCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count <= MOST_LINES)) throw new InvalidArgumentError(`It must be a number from 0 to ${MOST_LINES}.`);
  return count;
}
