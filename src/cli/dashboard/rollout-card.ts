import { foldHosts } from "../../fleet/fold-hosts.ts";
import type { ListedRollout } from "../../fleet/rollout/list-rollouts.ts";
import { policyText } from "../../fleet/rollout/policy-text.ts";
import type { HostState, RolloutState } from "../../fleet/rollout/rollout-state.ts";
import type { HostStage, RolloutCard, RolloutDetail, RolloutHostCard } from "../../web/protocol.ts";
import { whatIsLeft } from "../render/rollout-next.ts";
import type { RolloutCommands } from "../rollout/rollout-commands.ts";

const NONE: RolloutCard["counts"] = { due: 0, "in-flight": 0, done: 0, failed: 0, unreachable: 0, unknown: 0 };

/** A rollout as the list of the page has it. */
export function rolloutCard(rollout: ListedRollout): RolloutCard {
  const { id, standing } = rollout;
  if (standing === "unreadable") {
    const at = rollout.at.getTime();
    const unknown = { kind: null, components: [], by: "", reason: "", total: 0, counts: NONE };
    return { id, standing, ...unknown, begunAt: at, lastAt: at, why: rollout.why };
  }
  const { header, begunAt, lastAt, end, aborted, hosts } = rollout.state;
  return {
    id,
    standing,
    kind: header.kind,
    components: header.components,
    by: header.by,
    reason: header.reason,
    begunAt: begunAt.getTime(),
    lastAt: lastAt.getTime(),
    total: hosts.size,
    counts: countsOf(rollout.state),
    why: aborted === null ? (end?.why ?? "") : `aborted by ${aborted.by}${aborted.why === "" ? "" : `: ${aborted.why}`}`,
  };
}

function countsOf({ hosts }: RolloutState): RolloutCard["counts"] {
  const counts: Record<HostStage, number> = { ...NONE };
  for (const { stage } of hosts.values()) counts[stage] += 1;
  return counts;
}

/** A rollout with all its hosts. One that cannot be read has none. */
export function rolloutDetail(rollout: ListedRollout, commands: RolloutCommands): RolloutDetail {
  const card = rolloutCard(rollout);
  if (rollout.standing === "unreadable") return { card, policy: [], hosts: [], batches: 0, next: [] };
  const { state, standing } = rollout;
  return {
    card,
    policy: policyText(state.policy),
    hosts: [...state.hosts.values()].map(hostCard),
    batches: state.batches,
    next: standing === "running" ? [] : whatIsLeft(state, state.end?.result ?? null, commands),
  };
}

const hostCard = ({ target, stage, operated, batch, tookMs, message, baked }: HostState): RolloutHostCard => ({
  name: target.name,
  stage,
  operated,
  batch,
  tookMs,
  message,
  worse: baked?.message ?? "",
});

/** The hosts in flight of rollouts that this process works on, for its last words: `node[03-04]`. */
export function inFlight({ hosts }: RolloutState): string {
  return foldHosts([...hosts.values()].filter(({ stage }) => stage === "in-flight").map(({ target }) => target.name));
}
