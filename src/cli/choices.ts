import { type Command, Option } from "commander";
import type { Ms } from "../core/duration.ts";
import { type HomePaths, homePaths } from "../core/home-paths.ts";
import { addFleetOptions, type FleetChoices, type RawFleetOptions, readFleetChoices } from "./fleet-options.ts";
import { notEmpty, positiveDuration } from "./option-values.ts";
import { OUTPUT_FORMATS, type OutputFormat } from "./structured-output.ts";
import type { Terminal } from "./terminal.ts";

/** What the options that every command takes say, with the environment taken into account. */
export interface Choices extends FleetChoices {
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

interface RawOptions extends RawFleetOptions {
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
  program
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
  return addFleetOptions(program);
}

/** Reads those options from the program they were added to. */
export function readChoices(program: Command, terminal: Terminal): Choices {
  const raw = program.opts<RawOptions>();
  const home = raw.home ?? (terminal.env.IMAGESERVING_HOME || null);
  const config = raw.config ?? null;
  const fleet = readFleetChoices(raw, terminal.env.IMAGESERVING_CONTEXT);
  return {
    ...fleet,
    paths: homePaths({ home, config, inventory: fleet.inventory, isRoot: terminal.isRoot, env: terminal.env }),
    home,
    config,
    output: raw.output,
    timeout: raw.timeout ?? null,
    color: raw.color,
    quiet: raw.quiet === true,
    reason: raw.reason ?? "",
  };
}
