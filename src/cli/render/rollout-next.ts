import { failedHosts } from "../../fleet/rollout/decide.ts";
import type { RunResult } from "../../fleet/rollout/journal-record.ts";
import type { RetryClass } from "../../fleet/rollout/retry-hosts.ts";
import type { HostState, RolloutState } from "../../fleet/rollout/rollout-state.ts";
import type { HostStage } from "../../fleet/rollout/seen.ts";
import type { RolloutCommands } from "../rollout/rollout-commands.ts";

/**
 * The commands for what is left, a line each; none where every host is done. One that has not ended is resumed; where it would halt
 * at once, with as many failures allowed as there are. @param result how it ended; null: its process was killed.
 */
export function whatIsLeft(state: RolloutState, result: RunResult | null, { resume, retry }: RolloutCommands): readonly string[] {
  const hosts = [...state.hosts.values()];
  const at = (...stages: readonly HostStage[]) => hosts.filter(({ stage }) => stages.includes(stage));
  const bad = failedHosts(hosts).length;
  const canResume = result !== "finished" && state.aborted === null && at("due", "in-flight").length > 0;
  const allowed = bad > state.policy.maxFailures ? ` --max-failures ${bad}` : "";
  const left: readonly (readonly [RetryClass, readonly HostState[]])[] = [
    ["failed", at("failed")],
    ["unreachable", at("unreachable")],
    ["unknown", canResume ? at("unknown") : at("unknown", "in-flight")],
    ["not-attempted", canResume ? [] : at("due")],
  ];
  const classes = left.filter(([, its]) => its.length > 0).map(([name]) => name);
  return [
    ...(canResume ? [`to go on:            ${resume}${allowed}`] : []),
    ...(classes.length === 0 ? [] : [`again, once mended:  ${retry} --only ${classes.join(",")}`]),
  ];
}
