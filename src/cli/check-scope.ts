import type { Command } from "commander";
import type { RawFleetOptions } from "./fleet-options.ts";

/**
 * What a command is about, by its words, else by its first one: `hosts` it can be for many hosts, `select` it lists hosts and
 * needs no selection, `fleet` it concerns a fleet, which knows its hosts itself, `local` this machine, as whatever is not here: an
 * option that it would pass over, and act upon the wrong host, is misuse.
 */
const SCOPES: Readonly<Record<string, "hosts" | "select" | "fleet" | "local">> = {
  start: "hosts",
  stop: "hosts",
  restart: "hosts",
  status: "hosts",
  top: "hosts",
  logs: "hosts",
  events: "hosts",
  doctor: "hosts",
  support: "hosts",
  why: "select",
  diff: "select",
  hosts: "select",
  dashboard: "select",
  notify: "hosts",
  "notify list": "local",
  rollout: "fleet",
  "rollout list": "local",
  "rollout show": "local",
  "rollout abort": "local",
  "rollout rehearse": "hosts",
  "rollout locks": "select",
  "rollout break-lock": "hosts",
};

const SELECTING = ["host", "all", "exclude"] as const satisfies readonly (keyof RawFleetOptions)[];
const CHOOSING = ["inventory", "context"] as const satisfies readonly (keyof RawFleetOptions)[];

/** Refuses, as misuse, options about many hosts that do not fit the command or each other, before anything is done. */
export function checkScope(program: Command): Command {
  return program.hook("preAction", (_, command) => {
    const problem = misuse(wordsOf(command, program), program.opts<RawFleetOptions>());
    if (problem !== null) command.error(`error: ${problem}`);
  });
}

/** As typed: `rollout locks`. */
function wordsOf(command: Command, program: Command): string {
  const { parent } = command;
  return parent === null || parent === program ? command.name() : `${wordsOf(parent, program)} ${command.name()}`;
}

const scopeOf = (words: string) => SCOPES[words] ?? SCOPES[words.split(" ")[0] ?? words] ?? "local";

/** Options that mean something only where there is a fleet. */
const TUNING = ["concurrency", "connectTimeout", "fold"] as const satisfies readonly (keyof RawFleetOptions)[];

/** Whether the help of a command has this option of the program: what would be misuse is not offered. */
export function isOffered(option: string, command: Command, program: Command): boolean {
  const [scope, selects] = [scopeOf(wordsOf(command, program)), (SELECTING as readonly string[]).includes(option)];
  const ofFleet = selects || ([...CHOOSING, ...TUNING] as readonly string[]).includes(option);
  return !ofFleet || command === program || (scope === "fleet" ? !selects || command.commands.length > 0 : scope !== "local");
}

function misuse(words: string, options: RawFleetOptions): string | null {
  const [first = words] = words.split(" ");
  const scope = scopeOf(words);
  const name = SCOPES[words] === undefined ? first : words;
  const given = (keys: readonly (keyof RawFleetOptions)[]) => keys.find((key) => options[key] !== undefined) ?? null;
  const [selecting, choosing] = [given(SELECTING), given(CHOOSING)];
  if (options.inventory !== undefined && options.context !== undefined)
    return "--inventory and --context both name an inventory; use one of them";
  if (scope === "local" && (selecting ?? choosing) !== null)
    return `${name} is about this machine alone; --${selecting ?? choosing} does not go with it`;
  if (scope === "fleet" && selecting !== null) return `${name} knows its hosts itself; --${selecting} does not go with it`;
  if (scope !== "hosts" || options.host !== undefined || options.all !== undefined) return null;
  if (selecting !== null) return "--exclude takes hosts away from a selection; say from which, with --host or --all";
  return choosing === null ? null : `--${choosing} names a fleet; say which of its hosts are meant, with --host or --all`;
}
