import { type Ms, ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { LeaseId } from "../../core/names.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { HostLook } from "../../fleet/rollout/host-look.ts";
import { listRollouts } from "../../fleet/rollout/list-rollouts.ts";
import { lookAround } from "../../fleet/rollout/look-around.ts";
import { planBatches, type RolloutPlan } from "../../fleet/rollout/plan-batches.ts";
import { NO_HOOKS } from "../../fleet/rollout/rollout-fleet.ts";
import { DEFAULT_LIMITS, type RolloutPolicy, resolvePolicy } from "../../fleet/rollout/rollout-policy.ts";
import { mergeWish } from "../../fleet/rollout/rollout-wish.ts";
import type { CommandContext } from "../command-context.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import { FleetAdapter } from "./fleet-adapter.ts";
import { KeptConnections } from "./kept-connections.ts";
import { rolloutDir } from "./rollout-folder.ts";
import type { RolloutChoices } from "./rollout-options.ts";

/** What is to be done on many hosts. */
export interface RolloutAim {
  readonly kind: OperationKind;
  readonly components: readonly string[];
}

/** A host that nobody looked at. */
export const NOT_SEEN: HostLook = { t: "unreachable", why: "it was not looked at" };

/** No batch is larger than what is asked at once anyhow. An operation has its own deadline first, where one was given. */
export function policyFor(kind: OperationKind, { wish }: RolloutChoices, fleet: Fleet): RolloutPolicy {
  const names = fleet.hosts.map(({ name }) => name);
  const seeded =
    wish.order === "random" && wish.seed === null ? { ...wish, seed: Math.trunc(fleet.clock.wall().getTime() % 1e9) } : wish;
  const policy = resolvePolicy(mergeWish(seeded, kind, fleet.inventory, names), kind, names.length, {
    ...DEFAULT_LIMITS,
    look: ms(fleet.connectTimeout + fleet.callTimeout),
  });
  const { spread } = policy;
  if (spread !== null && !fleet.hosts.some(({ labels }) => labels.has(spread)))
    throw new FaultError({
      code: "INVALID_REQUEST",
      problem: `spread: none of these hosts has a label ${spread} in ${fleet.inventory.source}`,
    });
  return { ...policy, batch: Math.min(policy.batch, fleet.concurrency) };
}

/** Looks at every host of a fleet, for a rollout that is not begun yet. */
export async function lookAtFleet(
  id: LeaseId,
  { kind, components }: RolloutAim,
  fleet: Fleet,
  { limits }: RolloutPolicy,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HostLook>> {
  using connections = new KeptConnections(fleet);
  const adapter = new FleetAdapter(fleet, connections, { id, kind, components, reason: "", timeout: null, hooks: NO_HOOKS });
  const names = fleet.hosts.map(({ name }) => name);
  return await lookAround(names, adapter, { clock: fleet.clock, within: limits.look, signal });
}

/** What a rollout would do, for hosts in their order. @param took how long the same took there the last time. */
export function planFleet(
  hosts: Fleet["hosts"],
  looks: ReadonlyMap<string, HostLook>,
  policy: RolloutPolicy,
  took: ReadonlyMap<string, Ms>,
): RolloutPlan {
  const planned = hosts.map(({ name, labels }) => ({
    name,
    spread: policy.spread === null ? null : (labels.get(policy.spread) ?? null),
    look: looks.get(name) ?? NOT_SEEN,
    took: took.get(name) ?? null,
  }));
  return planBatches(planned, policy);
}

/** How long the same took on each host the last time, by the journals that are here. */
export function pastTimes(
  kind: OperationKind,
  components: readonly string[],
  { choices }: CommandContext,
): ReadonlyMap<string, Ms> {
  const took = new Map<string, Ms>();
  for (const rollout of listRollouts(rolloutDir(choices))) {
    if (rollout.standing === "unreadable") continue;
    const { header, hosts } = rollout.state;
    if (header.kind !== kind || header.components.join() !== components.join()) continue;
    for (const [name, { stage, tookMs }] of hosts) {
      if (stage !== "done" || tookMs === null || took.has(name)) continue;
      took.set(name, ms(Math.max(0, tookMs - header.policy.minReady)));
    }
  }
  return took;
}
