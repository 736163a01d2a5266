import type { Hooks } from "../../core/hook.ts";
import type { Inventory } from "../../core/inventory.ts";
import { hostGroups } from "../../fleet/host-groups.ts";

const NONE: Hooks = { before: null, after: null, onFailure: null };

/**
 * Finds the hooks of hosts. Of each hook that counts which a group of the host has, the first group in the order in which they stand
 * under `rollout.groups`; where none has it, that for all.
 */
export function hooksFor(inventory: Inventory): (host: string) => Hooks {
  const { rollout, groupRollouts } = inventory;
  const all = rollout.hooks ?? NONE;
  const ofGroups = [...groupRollouts].flatMap(([group, { hooks }]) => (hooks === null ? [] : [{ group, hooks }]));
  if (ofGroups.length === 0) return () => all;
  const groups = hostGroups(inventory);
  return (host) => {
    const sets = ofGroups.filter(({ group }) => groups.get(host)?.includes(group)).map(({ hooks }) => hooks);
    const first = (name: keyof Hooks) => sets.find((set) => set[name] !== null)?.[name] ?? all[name];
    return { before: first("before"), after: first("after"), onFailure: first("onFailure") };
  };
}
