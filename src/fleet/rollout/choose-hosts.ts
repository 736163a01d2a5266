import type { RolloutPolicy } from "./rollout-policy.ts";
import type { SeenHost } from "./seen.ts";

/** Whether its turn has not come. */
export const isDue = ({ stage }: SeenHost): boolean => stage === "due";

/**
 * The hosts that are out of service: in flight, or not in service for whatever reason. Hosts that a stop has stopped are out
 * because that was asked for, and do not count.
 */
export function outHosts(hosts: readonly SeenHost[], { kind }: Pick<RolloutPolicy, "kind">): readonly SeenHost[] {
  return hosts.filter(
    ({ stage, look }) => stage === "in-flight" || (look.t !== "ready" && !(kind === "stop" && stage === "done")),
  );
}

/**
 * The hosts of the next batch, at most `room`, in their order. Hosts that are out already go first where the policy says so;
 * those that are held by others have to wait until they are not. Empty: nothing is possible now.
 */
export function choose(hosts: readonly SeenHost[], room: number, policy: RolloutPolicy): readonly string[] {
  const chosen: SeenHost[] = [];
  const values = new Set<string | null>();
  let free = policy.maxUnavailable - outHosts(hosts, policy).length;
  for (const host of candidates(hosts, policy)) {
    const cost = policy.kind === "start" || host.look.t !== "ready" ? 0 : 1; // whoever is out, or is not put out, costs nothing
    if (chosen.length >= room || cost > Math.max(0, free)) continue;
    if (policy.spread !== null && values.has(host.spread)) continue; // hosts without the label count as of one value
    free -= cost;
    values.add(host.spread);
    chosen.push(host);
  }
  return chosen.map(({ name }) => name);
}

function candidates(hosts: readonly SeenHost[], { sickFirst }: RolloutPolicy): readonly SeenHost[] {
  const free = hosts.filter((host) => isDue(host) && host.look.t !== "busy");
  const recalled = free.filter((host) => host.recalled);
  const able = recalled.length > 0 ? recalled : free;
  if (!sickFirst) return able;
  const isOut = ({ look }: SeenHost) => look.t !== "ready";
  return [...able.filter(isOut), ...able.filter((host) => !isOut(host))];
}
