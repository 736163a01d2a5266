import type { LoadedInventory } from "../../config/read-inventory.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import type { Selection } from "../../fleet/select-hosts.ts";
import type { Choices } from "../choices.ts";
import type { Terminal } from "../terminal.ts";

/** The hosts that a command is for, and from where they are known. */
export interface Targets {
  readonly inventory: LoadedInventory;
  /** In the order of the inventory, each once; at least one. */
  readonly hosts: readonly InventoryHost[];
  /** The context whose inventory it is; null: the inventory was named itself. */
  readonly context: string | null;
}

/**
 * The hosts that the options select; null: the local host alone, for which no inventory is read. Rejects with what is wrong
 * with the selection, the inventory or the context; then nothing was sent.
 */
export async function readTargets(choices: Choices, terminal: Terminal): Promise<Targets | null> {
  return choices.selection === null ? null : await selectTargets(choices.selection, choices, terminal);
}

/** The hosts of a selection; rejects as {@link readTargets} does. */
export async function selectTargets(selection: Selection, choices: Choices, terminal: Terminal): Promise<Targets> {
  const fleet = await readFleet(choices, terminal);
  const { selectHosts } = await import("../../fleet/select-hosts.ts");
  return { ...fleet, hosts: selectHosts(fleet.inventory.inventory, selection) };
}

/** The inventory that the options name. What reads inventories is loaded here and nowhere before: most commands need none. */
export async function readFleet(choices: Choices, terminal: Terminal): Promise<Omit<Targets, "hosts">> {
  const { inventory, context, paths } = choices;
  const { chosenContext, namedContext } = await import("./current-context.ts");
  const fleet = inventory !== null ? null : context === null ? await chosenContext(paths) : await namedContext(paths, context);
  const loaded = await loadInventory(fleet?.file ?? paths.fleetConfig, terminal);
  return { inventory: loaded, context: fleet?.name ?? null };
}

/** Reads one inventory. @param named an absolute path, `exec:PROGRAM` or `dns:NAME`. */
export async function loadInventory(named: string, terminal: Terminal): Promise<LoadedInventory> {
  const [{ readInventory }, { hostLanguage }, { fleetWorld }] = await Promise.all([
    import("../../config/read-inventory.ts"),
    import("../../fleet/host-language.ts"),
    import("./fleet-world.ts"),
  ]);
  return await readInventory(named, hostLanguage, fleetWorld(terminal));
}
