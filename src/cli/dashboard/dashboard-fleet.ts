import { access } from "node:fs/promises";
import { NO_DEFAULTS } from "../../config/fleet-rollout-schema.ts";
import { type Ms, ms, seconds } from "../../core/duration.ts";
import { errnoOf } from "../../core/fault.ts";
import { localCaller } from "../../core/host-service.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import { connectHost } from "../../rpc/client.ts";
import type { CommandContext } from "../command-context.ts";
import { DEFAULT_CONTEXT } from "../fleet/context-files.ts";
import { chosenContext } from "../fleet/current-context.ts";
import { type Fleet, openFleet } from "../fleet/open-fleet.ts";
import type { LocalHost } from "../local/local-host.ts";
import { openLocalHost } from "../local/open-local-host.ts";
import { ownName } from "../local/own-name.ts";
import { fleetSources } from "../watch/fleet-sources.ts";
import type { WatchSource } from "../watch/fleet-watch.ts";
import { localSource } from "../watch/local-source.ts";

/** To the first word about an operation, and for an answer. */
const ANSWERS_WITHIN = seconds(5);

/** The hosts that the dashboard is about. */
export interface DashboardFleet {
  readonly fleet: Fleet;
  readonly sources: readonly WatchSource[];
  /** The host that the dashboard runs on, where there is no inventory and it is about that alone. */
  readonly local: LocalHost | null;
}

/** The selected hosts, or all of the inventory; without an inventory the agent of this host. Contacts no other host. */
export async function openDashboardFleet(context: CommandContext): Promise<DashboardFleet> {
  const { choices } = context;
  if (choices.selection === null && !(await hasInventory(context))) return await localFleet(context);
  const { hosts = [], exclude = [], all = false } = choices.selection ?? {};
  const selection = { hosts, exclude, all: all || hosts.length === 0 };
  const fleet = await openFleet({ ...context, choices: { ...choices, selection } }, choices.timeout ?? ANSWERS_WITHIN);
  return { fleet, sources: fleetSources(fleet), local: null };
}

/** One that is named has to be there; the usual one may be missing. */
async function hasInventory({ choices: { inventory, context, paths } }: CommandContext): Promise<boolean> {
  if (inventory !== null || context !== null) return true;
  const { name, file } = await chosenContext(paths);
  if (name !== DEFAULT_CONTEXT) return true;
  const error: unknown = await access(file).catch((why: unknown) => why);
  return errnoOf(error) !== "ENOENT"; // one that may not be read is complained of by whoever reads it
}

/** This host as a fleet of one. */
async function localFleet({ choices, terminal }: CommandContext): Promise<DashboardFleet> {
  const local = openLocalHost(choices, terminal);
  const name = await ownName(local, terminal.interrupted).catch(() => local.name);
  const host: InventoryHost = { name, address: { host: "localhost", port: 0 }, labels: new Map() };
  const { clock, userName } = terminal;
  const callTimeout: Ms = choices.timeout ?? ANSWERS_WITHIN;
  const target = { kind: "unix", path: choices.paths.socket } as const;
  const options = { connectTimeout: ms(Math.min(choices.connectTimeout, 3_000)), callTimeout, callerName: userName, clock };
  const fleet: Fleet = {
    hosts: [host],
    open: () => connectHost(target, options),
    concurrency: 1,
    connectTimeout: options.connectTimeout,
    callTimeout,
    clock,
    aim: () => ["ImageServing", ...(choices.home === null ? [] : ["--home", choices.home])].join(" "),
    inventory: {
      source: "the agent of this host",
      hosts: new Map([[name, host]]),
      groups: new Map(),
      tls: null,
      rollout: NO_DEFAULTS,
      groupRollouts: new Map(),
    },
    context: null,
    callContext: (signal) => ({ caller: localCaller(userName), signal }),
  };
  return { fleet, sources: [localSource(local, name)], local };
}
