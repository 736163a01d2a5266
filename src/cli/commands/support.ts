import { type Command, InvalidArgumentError, Option } from "commander";
import { BYTES_RULE, type Bytes, bytes, parseBytes } from "../../core/bytes.ts";
import { ms } from "../../core/duration.ts";
import type { Run } from "../command-context.ts";
import { notEmpty, positiveDuration } from "../option-values.ts";
import type { SupportOptions } from "../support/run-support.ts";
import { addCommand } from "./add-command.ts";

const USUAL_SINCE = ms(86_400_000);
const USUAL_LINES = 5_000;
const MOST_LINES = 100_000;
const USUAL_SIZE = bytes(16 * 2 ** 20);
const LEAST_SIZE = 64 * 2 ** 10;
const MOST_SIZE = 256 * 2 ** 20;

/** `support` */
export function addSupport(program: Command, run: Run): void {
  addCommand(program, "support", "pack configuration, states, events and logs into one archive, secrets removed", [
    ["ImageServing support", "of this host, with or without an agent"],
    ["ImageServing support -H @web --since 2h", "of a group, and of the jump box"],
    ["ImageServing support --all --file - | ssh box 'cat > s.tgz'", "into a pipe"],
  ])
    .addOption(
      new Option("--since <duration>", "how far back events, figures and journals go")
        .argParser(positiveDuration)
        .default(USUAL_SINCE, "24h"),
    )
    .addOption(
      new Option("--file <file>", "the archive; -: standard output (default: support-TIME.tar.gz here)").argParser(notEmpty),
    )
    .addOption(new Option("--lines <number>", "how many of the last lines of each log").argParser(lineCount).default(USUAL_LINES))
    .addOption(new Option("--max-size <size>", "of each host, before it is packed").argParser(size).default(USUAL_SIZE, "16MiB"))
    .action((options: Omit<SupportOptions, "file"> & { readonly file?: string }) =>
      run(async (context) =>
        (await import("../support/run-support.ts")).runSupport({ ...options, file: options.file ?? null }, context),
      ),
    );
}

function lineCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count <= MOST_LINES)) throw new InvalidArgumentError(`It must be a number from 0 to ${MOST_LINES}.`);
  return count;
}

function size(text: string): Bytes {
  const found = parseBytes(text);
  if (found === null || found < LEAST_SIZE || found > MOST_SIZE)
    throw new InvalidArgumentError(`It must be ${BYTES_RULE}, from 64KiB to 256MiB.`);
  return found;
}
