import { type Command, InvalidArgumentError, Option } from "commander";
import { DURATION_RULE, type Ms, parseDuration } from "../core/duration.ts";
import { type HomePaths, homePaths } from "../core/home-paths.ts";
import { OUTPUT_FORMATS, type OutputFormat } from "./structured-output.ts";
import type { Terminal } from "./terminal.ts";

/** What the options that every command takes say, with the environment taken into account. */
export interface Choices {
  readonly paths: HomePaths;
  /** As given, for an agent that is started in the background; null: the usual places. */
  readonly home: string | null;
  readonly config: string | null;
  readonly output: OutputFormat;
  /** Null: the command's own. */
  readonly timeout: Ms | null;
  /** False: `--no-color`. The terminal has a say of its own. */
  readonly color: boolean;
  readonly quiet: boolean;
  /** Empty: none. */
  readonly reason: string;
}

interface RawOptions {
  readonly home?: string;
  readonly config?: string;
  readonly output: OutputFormat;
  readonly timeout?: Ms;
  readonly color: boolean;
  readonly quiet?: true;
  readonly reason?: string;
}

/** Adds the options that every command takes, before and after its name. */
export function addGlobalOptions(program: Command): Command {
  return program
    .addOption(
      new Option("--home <dir>", "folder of configuration, socket, state and logs (or IMAGESERVING_HOME)").argParser(notEmpty),
    )
    .addOption(new Option("--config <file>", "the agent's configuration file").argParser(notEmpty))
    .addOption(new Option("-o, --output <format>", "how the answer is written").choices(OUTPUT_FORMATS).default("table"))
    .addOption(
      new Option("--timeout <duration>", "status: for the answer (5s); else: for the whole operation").argParser(
        positiveDuration,
      ),
    )
    .addOption(new Option("--reason <text>", "why, for the record (start, stop, restart)"))
    .addOption(new Option("--no-color", "no colour (as NO_COLOR says for all programs)"))
    .addOption(new Option("-q, --quiet", "print errors only"));
}

/** Reads those options from the program they were added to. */
export function readChoices(program: Command, terminal: Terminal): Choices {
  const raw = program.opts<RawOptions>();
  const home = raw.home ?? (terminal.env.IMAGESERVING_HOME || null);
  const config = raw.config ?? null;
  return {
    paths: homePaths({ home, config, inventory: null, isRoot: terminal.isRoot, env: terminal.env }),
    home,
    config,
    output: raw.output,
    timeout: raw.timeout ?? null,
    color: raw.color,
    quiet: raw.quiet === true,
    reason: raw.reason ?? "",
  };
}

function positiveDuration(text: string): Ms {
  const length = parseDuration(text);
  if (length === null || length === 0) throw new InvalidArgumentError(`It must be ${DURATION_RULE}.`);
  return length;
}

function notEmpty(text: string): string {
  if (text === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}
