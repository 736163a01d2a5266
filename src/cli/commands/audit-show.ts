import { type Command, InvalidArgumentError, Option } from "commander";
import type { Ms } from "../../core/duration.ts";
import type { Run } from "../command-context.ts";
import { positiveDuration } from "../option-values.ts";
import { addCommand } from "./add-command.ts";

const MOST_LINES = 100_000;
const USUAL_LINES = 50;

interface ShowOptions {
  readonly last: number;
  readonly since?: Ms;
  readonly who?: string;
}

/** `audit show` */
export function addAuditShow(audit: Command, run: Run): void {
  addCommand(audit, "show", "show the last lines of the audit log; works without an agent", [
    ["ImageServing audit show", `the last ${USUAL_LINES} lines`],
    ["ImageServing audit show --since 2h --who alice", "what alice did or was refused in the last two hours"],
    ["ImageServing audit show -o jsonl --last 1000", "one JSON object per line"],
  ])
    .addOption(new Option("--last <number>", "how many lines, at the most").argParser(lineCount).default(USUAL_LINES))
    .addOption(new Option("--since <duration>", "only lines of so long ago and later").argParser(positiveDuration))
    .option("--who <name>", "only lines of this caller")
    .action(({ last, since = undefined, who }: ShowOptions) =>
      run(async (context) =>
        (await import("../run-audit.ts")).runAuditShow({ last, since: since ?? null, who: who ?? null }, context),
      ),
    );
}

function lineCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= 1 && count <= MOST_LINES)) throw new InvalidArgumentError(`It must be a number from 1 to ${MOST_LINES}.`);
  return count;
}
