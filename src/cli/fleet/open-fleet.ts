import type { Clock } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import { type CallContext, localCaller } from "../../core/host-service.ts";
import type { HostAddress, Inventory, InventoryHost } from "../../core/inventory.ts";
import type { HostConnection } from "../../rpc/client.ts";
import type { CommandContext } from "../command-context.ts";
import { say } from "../say-error.ts";
import { type Aim, aimOf } from "./aim.ts";
import type { Targets } from "./targets.ts";

/** The hosts that a command is for, and all that it takes to ask them. Tests have a fleet of their own. */
export interface Fleet {
  /** In the order of the inventory, each once; at least one. */
  readonly hosts: readonly InventoryHost[];
  /** A new connection, to be closed by whoever opened it. It connects with its first call. */
  open(host: InventoryHost): HostConnection;
  /** How many hosts are asked at once. */
  readonly concurrency: number;
  /** For establishing a connection. */
  readonly connectTimeout: Ms;
  /** From sending a request to its answer, or to the first message of an operation. */
  readonly callTimeout: Ms;
  readonly clock: Clock;
  readonly aim: Aim;
  readonly inventory: Inventory;
  /** Which of several fleets it is; null: an inventory was named. */
  readonly context: string | null;
  /** What goes with a call that ends with this signal. */
  callContext(signal: AbortSignal): CallContext;
}

/** Finds the selected hosts and gets ready to ask them; contacts none. Rejects where the selection or the inventory is at fault. */
export async function openFleet(context: CommandContext, callTimeout: Ms): Promise<Fleet> {
  const { readTargets } = await import("./targets.ts");
  const targets = await readTargets(context.choices, context.terminal);
  if (targets === null) throw new Error("no host is selected");
  const { fleet, warnings } = await fleetOf(targets, context, callTimeout);
  for (const warning of warnings) say(`warning: ${warning}`, context);
  return fleet;
}

/** The same for hosts that have been selected; what {@link openFleet} says on stderr is left to the caller. */
export async function fleetOf(
  targets: Targets,
  { choices, terminal }: Pick<CommandContext, "choices" | "terminal">,
  callTimeout: Ms,
): Promise<{ readonly fleet: Fleet; readonly warnings: readonly string[] }> {
  const { connectFleet } = await import("./connect-fleet.ts");
  const { open, warnings } = await connectFleet(targets, choices, terminal, callTimeout);
  const caller = localCaller(terminal.userName);
  const fleet: Fleet = {
    hosts: targets.hosts,
    open,
    concurrency: choices.concurrency,
    connectTimeout: choices.connectTimeout,
    callTimeout,
    clock: terminal.clock,
    inventory: targets.inventory.inventory,
    context: targets.context,
    aim: aimOf(choices, terminal.env.IMAGESERVING_HOME),
    callContext: (signal) => ({ caller, signal }),
  };
  return { fleet, warnings };
}

/** Where each host of a fleet listens. */
export function addressBook({ hosts }: Pick<Fleet, "hosts">): (host: string) => HostAddress | null {
  const addresses = new Map(hosts.map(({ name, address }) => [name, address]));
  return (host) => addresses.get(host) ?? null;
}
