import { humanDuration } from "../../core/duration.ts";
import type { RolloutPolicy } from "./rollout-policy.ts";

/** The rules of a rollout in numbers of hosts, a line each, for people. */
export function policyText(policy: RolloutPolicy): readonly string[] {
  const { batch, total, canary, spread, kind, minReady, pause, maxUnavailable, bake } = policy;
  return [
    `${batch} of ${total} ${hosts(total)} at once${spread === null ? "" : `, of different ${spread}`}`,
    ...(canary === 0 ? [] : [`first ${canary} ${hosts(canary)} alone, until ${canary === 1 ? "it has" : "they have"} succeeded`]),
    `order: ${orderText(policy)}`,
    ...(kind === "restart" || maxUnavailable < total
      ? [`at most ${maxUnavailable} of ${total} ${hosts(total)} out at once, whatever put them out`]
      : []),
    failuresText(policy),
    ...(kind === "stop" ? [] : [`a host is done when it has been ready for ${humanDuration(minReady)} without interruption`]),
    ...(bake === "halt" ? ["a host that is clearly worse than before, and than those whose turn has not come, has failed"] : []),
    ...(pause === "ask" ? ["asks before each next batch"] : pause > 0 ? [`waits ${humanDuration(pause)} between batches`] : []),
  ];
}

/** `stops after the 2nd failed host of 40`: from which failed host on no further one is begun. */
export function failuresText({ maxFailures, total }: RolloutPolicy): string {
  if (maxFailures >= total) return "does not stop for failed hosts";
  return `stops after the ${ordinal(maxFailures + 1)} failed host of ${total}`;
}

function orderText({ order, seed, sickFirst }: RolloutPolicy): string {
  const text = order === "random" ? `random (seed ${seed})` : order;
  return sickFirst ? `${text}, hosts that are out already first` : text;
}

const hosts = (count: number): string => (count === 1 ? "host" : "hosts");

function ordinal(number: number): string {
  const teen = number % 100 > 10 && number % 100 < 14;
  return `${number}${teen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th")}`;
}
