import type { Hook, Hooks } from "../../core/hook.ts";
import type { Inventory } from "../../core/inventory.ts";
import type { FleetCall, HookData, RolloutHooks } from "../../fleet/rollout/rollout-fleet.ts";
import type { HookMoment } from "./hook-facts.ts";
import { hooksFor } from "./hooks-for.ts";
import { type HookWorld, runHook } from "./run-hook.ts";

/** The hooks that an inventory has for its hosts, as a rollout calls them. */
export function inventoryHooks(inventory: Inventory, { clock, env }: Omit<HookWorld, "signal">): RolloutHooks {
  const hooksOf = hooksFor(inventory);
  const run = async (moment: HookMoment, pick: (hooks: Hooks) => Hook | null, data: HookData, { signal }: FleetCall) => {
    const hook = pick(hooksOf(data.host));
    if (hook === null) return;
    const host = inventory.hosts.get(data.host);
    // a resumed rollout may meet another inventory
    if (host === undefined)
      throw new Error(`${data.host} is not in ${inventory.source} any more, so its ${moment} hook cannot be run`);
    await runHook(hook, { ...data, hook: moment, host, error: data.message }, { clock, env, signal });
  };
  return {
    before: (data, call) => run("before", ({ before }) => before, data, call),
    after: (data, call) => run("after", ({ after }) => after, data, call),
    onFailure: (data, call) => run("on-failure", ({ onFailure }) => onFailure, data, call),
  };
}
