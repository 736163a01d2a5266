import { type Ms, ms, seconds } from "../../core/duration.ts";
import { FaultError, isFault } from "../../core/fault.ts";
import { homePaths } from "../../core/home-paths.ts";
import type { RolloutHeader } from "../../fleet/rollout/journal-record.ts";
import type { Choices } from "../choices.ts";
import type { CommandContext } from "../command-context.ts";
import type { Fleet, openFleet } from "../fleet/open-fleet.ts";

/** To the first word about an operation; how long the operation takes is another matter. */
const ACCEPTED_WITHIN = seconds(5);

/** The hosts of a rollout, and the context in which its commands are for the same fleet. */
export interface RolloutFleetOpened {
  readonly fleet: Fleet;
  readonly context: CommandContext;
}

/**
 * Opens a fleet of exactly these hosts of a rollout, by the inventory that it was begun with, or that the options name; contacts
 * none. Rejects with UNKNOWN_HOST where the inventory does not have all of them any more.
 */
export async function openRolloutFleet(
  header: RolloutHeader,
  hosts: readonly string[],
  context: CommandContext,
  open: typeof openFleet,
): Promise<RolloutFleetOpened> {
  const choices = { ...sameFleet(header, context), selection: { hosts, exclude: [], all: false } };
  const own = { ...context, choices };
  const fleet = await open(own, ACCEPTED_WITHIN).catch((error: unknown) => {
    throw isFault(error, "UNKNOWN_HOST") ? gone(error, header) : error;
  });
  const opened = new Set(fleet.hosts.map(({ name }) => name));
  const missing = hosts.filter((name) => !opened.has(name));
  if (missing.length === 0 && opened.size === hosts.length) return { fleet, context: own };
  // A name in the journal is a name, whatever it would mean as a selector.
  const named = missing.map((name) => `host ${JSON.stringify(name)}`);
  throw gone(new FaultError({ code: "UNKNOWN_HOST", source: fleet.inventory.source, missing: named }), header);
}

const gone = (error: FaultError, { id }: RolloutHeader): FaultError =>
  new FaultError(
    error.fault,
    `${error.message}. They are hosts of rollout ${id}: name the inventory that has them with --inventory`,
  );

/** The choices of this command, with the inventory and the time-out of the rollout where nothing else is said. */
function sameFleet({ notes }: RolloutHeader, { choices, terminal }: CommandContext): Choices {
  const timeout = choices.timeout ?? lengthOf(notes["timeoutMs"]);
  if (choices.inventory !== null || isGiven(choices.context, terminal.env.IMAGESERVING_CONTEXT)) return { ...choices, timeout };
  const home = choices.home ?? notes["home"] ?? null;
  const inventory = notes["inventory"] ?? null;
  const paths = homePaths({ home, config: choices.config, inventory, isRoot: terminal.isRoot, env: terminal.env });
  return {
    ...choices,
    timeout,
    paths,
    home,
    inventory,
    context: inventory === null ? (notes["context"] ?? choices.context) : null,
  };
}

/** What the environment says holds for new rollouts, not for one that has its fleet. */
const isGiven = (context: string | null, ofEnvironment: string | undefined): boolean =>
  context !== null && context !== ofEnvironment;

function lengthOf(text: string | undefined): Ms | null {
  const length = Number(text);
  return text !== undefined && Number.isFinite(length) && length > 0 ? ms(length) : null;
}
