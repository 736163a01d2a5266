import { type Command, InvalidArgumentError, Option } from "commander";
import { type Ms, seconds } from "../core/duration.ts";
import { DEFAULT_WIDTH } from "../fleet/fan-out.ts";
import type { Selection } from "../fleet/select-hosts.ts";
import { notEmpty, positiveDuration } from "./option-values.ts";

/** What the command line says of many hosts. */
export interface FleetChoices {
  /** The hosts that the command is for; null: the local host alone. */
  readonly selection: Selection | null;
  /** `--inventory`, as given; null: that of the context. */
  readonly inventory: string | null;
  /** `--context`, or IMAGESERVING_CONTEXT where no inventory is named; null: the one that `context use` chose. */
  readonly context: string | null;
  /** How many hosts are asked at once, 1 to 1024. */
  readonly concurrency: number;
  /** For establishing a connection to one host. */
  readonly connectTimeout: Ms;
  /** False: `--no-fold`. Hosts that answered the same have a line together. */
  readonly fold: boolean;
}

/** These options as commander has them. */
export interface RawFleetOptions {
  readonly host?: readonly string[];
  readonly all?: true;
  readonly exclude?: readonly string[];
  readonly inventory?: string;
  readonly context?: string;
  readonly concurrency: number;
  readonly connectTimeout: Ms;
  readonly fold: boolean;
}

const MOST_AT_ONCE = 1_024;
const CONNECT_TIMEOUT = seconds(3);

/** Adds the options that say which hosts a command is for, and how they are reached. */
export function addFleetOptions(program: Command): Command {
  return program
    .addOption(new Option("-H, --host <set>", "these hosts: names, node[01-20], @group, label=value; adds up").argParser(another))
    .addOption(new Option("--all", "all hosts of the inventory"))
    .addOption(new Option("-x, --exclude <set>", "not these hosts, whatever selects them; adds up").argParser(another))
    .addOption(
      new Option("--inventory <file>", "where the hosts are named: a file, exec:PROGRAM or dns:NAME").argParser(notEmpty),
    )
    .addOption(new Option("--context <name>", "the fleet that is meant (or IMAGESERVING_CONTEXT)").argParser(notEmpty))
    .addOption(new Option("--concurrency <n>", "how many hosts are asked at once").argParser(hostsAtOnce).default(DEFAULT_WIDTH))
    .addOption(
      new Option("--connect-timeout <duration>", "for reaching a host")
        .argParser(positiveDuration)
        .default(CONNECT_TIMEOUT, "3s"),
    )
    .addOption(new Option("--no-fold", "a line for each host, also where hosts answered the same"));
}

/** What those options say, once {@link ../check-scope.ts} has found them to fit together. */
export function readFleetChoices(raw: RawFleetOptions, environmentContext: string | undefined): FleetChoices {
  const { host: hosts = [], exclude = [], all = false, inventory = null, concurrency, connectTimeout, fold } = raw;
  return {
    selection: all || hosts.length > 0 || exclude.length > 0 ? { hosts, exclude, all } : null,
    inventory,
    context: raw.context ?? (inventory === null ? environmentContext || null : null),
    concurrency,
    connectTimeout,
    fold,
  };
}

const another = (text: string, before: readonly string[] = []): readonly string[] => [...before, notEmpty(text)];

function hostsAtOnce(text: string): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_AT_ONCE) throw new InvalidArgumentError(`It must be a number from 1 to ${MOST_AT_ONCE}.`);
  return count;
}
