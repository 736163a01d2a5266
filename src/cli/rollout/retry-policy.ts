import { type RolloutPolicy, resolvePolicy } from "../../fleet/rollout/rollout-policy.ts";

/** The rules of a rollout for some of its hosts: the same numbers, where there are so many. */
export function retryPolicy(old: RolloutPolicy, total: number): RolloutPolicy {
  const count = (hosts: number) => ({ kind: "count", count: hosts }) as const;
  const { batch, maxUnavailable, maxFailures, ...same } = old;
  const wish = { ...same, batch: count(batch), maxUnavailable: count(maxUnavailable), maxFailures: count(maxFailures) };
  return resolvePolicy(wish, old.kind, total, old.limits);
}
