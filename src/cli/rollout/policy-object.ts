import type { RolloutPolicy } from "../../fleet/rollout/rollout-policy.ts";

/** The rules of a rollout as programs read them, in numbers of hosts and milliseconds. `pauseMs` null: it asks before each next batch. */
export const policyObject = (policy: RolloutPolicy) => ({
  total: policy.total,
  batch: policy.batch,
  canary: policy.canary,
  maxUnavailable: policy.maxUnavailable,
  maxFailures: policy.maxFailures,
  minReadyMs: policy.minReady,
  pauseMs: policy.pause === "ask" ? null : policy.pause,
  asks: policy.pause === "ask",
  order: policy.order,
  seed: policy.order === "random" ? policy.seed : null,
  sickFirst: policy.sickFirst,
  spread: policy.spread,
  bake: policy.bake,
});
