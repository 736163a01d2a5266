import type { LoadedInventory } from "../../config/read-inventory.ts";
import { boundedAsk } from "../../core/bounded-ask.ts";
import { seconds } from "../../core/duration.ts";
import type { ListedRollout } from "../../fleet/rollout/list-rollouts.ts";
import type { Choices } from "../choices.ts";
import type { Terminal } from "../terminal.ts";
import type { Candidate } from "./candidate.ts";
import type { KnownNames } from "./known-names.ts";

/** A program that names hosts, or DNS, may take as long as somebody waits at a prompt. */
const INVENTORY_WITHIN = seconds(1);

/**
 * The names that are known on this machine. What finds them out is loaded when it is asked for.
 * @param operands what the command was given already: a host may be among them.
 */
export function namesHere(choices: Choices, terminal: Terminal, operands: readonly string[]): KnownNames {
  let read: Promise<LoadedInventory> | null = null;
  const inventory = () => {
    read ??= readInventory(choices, terminal);
    return read;
  };
  return {
    inventory: async () => (await inventory()).inventory,
    components: () => componentsOf(choices, operands, terminal, inventory),
    contexts: async () => {
      const { contextFile, knownContexts } = await import("../fleet/context-files.ts");
      return (await knownContexts(choices.paths)).map((name) => ({ value: name, description: contextFile(choices.paths, name) }));
    },
    rollouts: async () => {
      const [{ listRollouts }, { rolloutDir }] = await Promise.all([
        import("../../fleet/rollout/list-rollouts.ts"),
        import("../rollout/rollout-folder.ts"),
      ]);
      return listRollouts(rolloutDir(choices)).map((rollout) => ({ value: rollout.id, description: about(rollout) }));
    },
  };
}

async function readInventory(choices: Choices, terminal: Terminal): Promise<LoadedInventory> {
  const [{ readFleet }] = await Promise.all([
    import("../fleet/targets.ts"),
    import("../../config/read-inventory.ts"), // loaded beforehand, so that the second is the inventory's own
    import("../../fleet/host-language.ts"),
    import("../fleet/fleet-world.ts"),
  ]);
  const read = (signal: AbortSignal) => {
    const interrupted = AbortSignal.any([signal, terminal.interrupted]);
    return readFleet(choices, { ...terminal, interrupted });
  };
  const late = () => new Error("the inventory took too long");
  return (await boundedAsk(read, { clock: terminal.clock, within: INVENTORY_WITHIN, late }).result).inventory;
}

/** Those of this machine's configuration; on a machine that has none, as a jump box, those of the first host that was named. */
async function componentsOf(
  choices: Choices,
  operands: readonly string[],
  terminal: Terminal,
  inventory: () => Promise<LoadedInventory>,
): Promise<readonly Candidate[]> {
  const { configuredComponents } = await import("./configured-components.ts");
  const here = await configuredComponents(choices.paths.agentConfig).catch(() => []);
  if (here.length > 0 || (choices.selection === null && operands.length === 0)) return here;
  const [loaded, { liveComponents }, { selectHosts }] = await Promise.all([
    inventory(),
    import("./live-components.ts"),
    import("../../fleet/select-hosts.ts"),
  ]);
  const named = operands.flatMap((operand) => loaded.inventory.hosts.get(operand) ?? []);
  const hosts = choices.selection === null ? named : selectHosts(loaded.inventory, choices.selection);
  return await liveComponents({ inventory: loaded, hosts, context: null }, choices, terminal);
}

/** `restart of is on 20 hosts, stopped, 2026-01-01 12:00` */
function about(rollout: ListedRollout): string {
  if (!("state" in rollout)) return "cannot be read";
  const { header, begunAt } = rollout.state;
  const what = header.components.length === 0 ? header.kind : `${header.kind} ${header.components.join(" ")}`;
  const hosts = header.hosts.length === 1 ? "1 host" : `${header.hosts.length} hosts`;
  return `${what}, ${hosts}, ${rollout.standing}, ${begunAt.toISOString().slice(0, 16).replace("T", " ")}Z`;
}
