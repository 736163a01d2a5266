import type { Ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import {
  type Amount,
  BAKE_MODES,
  type BakeMode,
  type HostOrder,
  type Inventory,
  type RolloutDefaults,
} from "../../core/inventory.ts";
import type { OperationKind } from "../../core/operation.ts";
import { hostGroups } from "../host-groups.ts";
import { hostsOf } from "./amount.ts";
import { DEFAULTS } from "./rollout-defaults.ts";

/** How a rollout is to go, as the command line and the inventory say it; null: not said. */
export interface RolloutWish {
  /** How many hosts at once. */
  readonly batch: Amount | null;
  /** How many hosts have to succeed, alone, before the others begin. */
  readonly canary: number | null;
  /** How many hosts may be out at once, whatever put them out. */
  readonly maxUnavailable: Amount | null;
  /** How many hosts of the whole target may fail; with one more the rollout stops. */
  readonly maxFailures: Amount | null;
  /** How long components must have been ready without interruption. */
  readonly minReady: Ms | null;
  /** Between two batches: so long, or until somebody says go. */
  readonly pause: Ms | "ask" | null;
  readonly order: HostOrder | null;
  /** For the order `random`. */
  readonly seed: number | null;
  /** Whether hosts that are out already go before all others, in any order. */
  readonly sickFirst: boolean | null;
  /** Name of a label: no two hosts of one batch have the same value of it. */
  readonly spread: string | null;
  /** Whether a host that uses clearly more after its restart is told, or has failed. */
  readonly bake: BakeMode | null;
}

/** Nothing said. */
export const NO_WISH: RolloutWish = {
  batch: null,
  canary: null,
  maxUnavailable: null,
  maxFailures: null,
  minReady: null,
  pause: null,
  order: null,
  seed: null,
  sickFirst: null,
  spread: null,
  bake: null,
};

/**
 * What is said, and where nothing is said what the inventory has for these hosts: what it says of their groups, else of all.
 * Where it says different things for different hosts of one target (or of one host's groups) the most careful holds: the
 * smallest batch, budget and number of failures, the largest canary, the longest times, the sternest bake.
 * @throws FaultError INVALID_REQUEST where an amount is out of range, and where groups differ in order or spread, of which none
 * is the more careful.
 */
export function mergeWish(said: RolloutWish, kind: OperationKind, inventory: Inventory, hosts: readonly string[]): RolloutWish {
  const sets = defaultsOf(inventory, hosts);
  const all = <K extends keyof RolloutDefaults>(key: K) => sets.flatMap((set) => set[key]);
  const least = (values: readonly Amount[], what: string, from: 0 | 1) =>
    values.toSorted((a, b) => hostsOf(a, hosts.length, what, from) - hostsOf(b, hosts.length, what, from))[0] ?? null;
  const most = (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values));
  const builtIn = DEFAULTS[kind];
  return {
    ...said,
    batch: said.batch ?? least(orElse(all("batch"), builtIn.batch), "batch", 1),
    canary: said.canary ?? most(orElse(all("canary"), 0)),
    maxUnavailable: said.maxUnavailable ?? least(notNull(all("maxUnavailable")), "max-unavailable", 1),
    maxFailures: said.maxFailures ?? least(orElse(all("maxFailures"), builtIn.maxFailures), "max-failures", 0),
    minReady: said.minReady ?? (most(orElse(all("minReady"), builtIn.minReady)) as Ms | null),
    pause: said.pause ?? (most(notNull(all("pause"))) as Ms | null),
    order: said.order ?? agreed("order", orElse(all("order"), "inventory" as const)),
    spread: said.spread ?? agreed("spread", notNull(all("spread"))),
    bake: said.bake ?? BAKE_MODES.findLast((mode) => all("bake").includes(mode)) ?? null,
  };
}

/** One set of defaults for each of the different ways in which hosts of the target are in groups of which something is said. */
function defaultsOf(inventory: Inventory, hosts: readonly string[]): readonly RolloutDefaults[] {
  const { rollout, groupRollouts } = inventory;
  if (groupRollouts.size === 0) return [rollout];
  const groups = hostGroups(inventory);
  const sets = new Map<string, RolloutDefaults[]>();
  for (const host of hosts) {
    const named = (groups.get(host) ?? []).filter((group) => groupRollouts.has(group));
    if (!sets.has(named.join(",")))
      sets.set(named.join(","), named.length === 0 ? [rollout] : named.map((group) => within(inventory, group)));
  }
  return [...sets.values()].flat();
}

/** What holds in a group: its own word, and where it says nothing that for all. */
function within({ rollout, groupRollouts }: Inventory, group: string): RolloutDefaults {
  const own = Object.entries(groupRollouts.get(group) ?? {}).filter(([, value]) => value !== null);
  return { ...rollout, ...Object.fromEntries(own) };
}

const notNull = <T>(values: readonly (T | null)[]): T[] => values.filter((value) => value !== null);

const orElse = <T>(values: readonly (T | null)[], instead: T): T[] => values.map((value) => value ?? instead);

function agreed<T extends string>(what: string, values: readonly T[]): T | null {
  const different = [...new Set(values)];
  if (different.length <= 1) return different[0] ?? null;
  const problem = `the groups of these hosts want a different ${what}: ${different.join(" and ")}; say which with --${what}`;
  throw new FaultError({ code: "INVALID_REQUEST", problem });
}
