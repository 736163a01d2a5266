import type { RolloutState } from "../../fleet/rollout/rollout-state.ts";
import type { HostStage } from "../../fleet/rollout/seen.ts";

/** How many hosts of a rollout are where. */
export type HostCounts = Readonly<Record<"done" | "failed" | "unreachable" | "unknown" | "inFlight" | "notAttempted", number>>;

/** Counts the hosts of a rollout, each once. */
export function countHosts({ hosts }: Pick<RolloutState, "hosts">): HostCounts {
  const stages = [...hosts.values()].map(({ stage }) => stage);
  const count = (wanted: HostStage) => stages.filter((stage) => stage === wanted).length;
  return {
    done: count("done"),
    failed: count("failed"),
    unreachable: count("unreachable"),
    unknown: count("unknown"),
    inFlight: count("in-flight"),
    notAttempted: count("due"),
  };
}
