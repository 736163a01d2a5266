import { ExitCode } from "../../core/exit-code.ts";
import type { RolloutPlan } from "../../fleet/rollout/plan-batches.ts";
import type { RolloutPolicy } from "../../fleet/rollout/rollout-policy.ts";
import { SCHEMA_VERSION } from "../frame.ts";
import { policyObject } from "./policy-object.ts";

/** A plan as programs read it. */
export const planObject = ({ batches, out, stuck, forecast }: RolloutPlan, policy: RolloutPolicy) => ({
  schemaVersion: SCHEMA_VERSION,
  command: policy.kind,
  exitCode: ExitCode.OK,
  plan: {
    policy: policyObject(policy),
    batches: batches.map(({ canary, hosts, expected }, at) => ({ number: at + 1, canary, hosts, expectedMs: expected })),
    out,
    stuck,
    forecast: forecast === null ? null : { totalMs: forecast.total, knownHosts: forecast.known, ofHosts: forecast.of },
  },
});
