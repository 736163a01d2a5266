import type { ListedRollout } from "../../fleet/rollout/list-rollouts.ts";
import type { HostState } from "../../fleet/rollout/rollout-state.ts";
import { countHosts } from "./count-hosts.ts";
import type { ReadRollout } from "./find-rollout.ts";
import { policyObject } from "./policy-object.ts";

/** A rollout in a list, as programs read it. One that cannot be read has an `error` and nothing else of its own. */
export function rolloutObject(rollout: ListedRollout): Readonly<Record<string, unknown>> {
  if (rollout.standing === "unreadable") {
    const { id, standing, at, why } = rollout;
    return { rolloutId: id, standing, begunAt: null, lastAt: at.toISOString(), error: { code: "BAD_FILE", message: why } };
  }
  const { standing, state } = rollout;
  const { id, kind, components, by, reason, retryOf, hosts } = state.header;
  return {
    rolloutId: id,
    standing,
    begunAt: state.begunAt.toISOString(),
    lastAt: state.lastAt.toISOString(),
    kind,
    components,
    by,
    reason,
    retryOf,
    summary: { hosts: hosts.length, ...countHosts(state) },
  };
}

/** All that is known of a rollout, as programs read it; its hosts stand beside it. */
export const wholeRolloutObject = (rollout: ReadRollout): Readonly<Record<string, unknown>> => {
  const { policy, end, aborted, header, batches } = rollout.state;
  return {
    ...rolloutObject(rollout),
    policy: policyObject(policy),
    batches,
    why: end?.why ?? null,
    aborted: aborted === null ? null : { by: aborted.by, at: aborted.at.toISOString(), why: aborted.why },
    notes: header.notes,
  };
};

/** One host of a rollout. `stage`: due, in-flight, or what became of it. */
export const rolloutHostObject = ({ target, stage, batch, tookMs, message, operationId, baked }: HostState) => ({
  host: target.name,
  stage,
  batch,
  tookMs,
  message,
  operationId,
  baked,
});
