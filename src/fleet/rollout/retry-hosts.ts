import type { TargetHost } from "./journal-record.ts";
import type { RolloutState } from "./rollout-state.ts";

/** What hosts can be tried again by. */
export const RETRY_CLASSES = ["failed", "unreachable", "unknown", "not-attempted"] as const;
export type RetryClass = (typeof RETRY_CLASSES)[number];

/**
 * The hosts of a rollout that a new one is to try, in their order, each with the id that it has to be asked under. An unknown
 * host is asked under its old id: where it did what it was asked it answers that, and does not act twice. So is one that was
 * recalled. All others are asked under a new one (null).
 */
export function retryHosts(
  state: RolloutState,
  only: ReadonlySet<RetryClass>,
): readonly Pick<TargetHost, "name" | "spread" | "operationId">[] {
  const accounts = state.accounts();
  const wanted = new Set(
    RETRY_CLASSES.filter((name) => only.has(name)).flatMap((name) => accounts[name === "not-attempted" ? "notAttempted" : name]),
  );
  const unknown = new Set(accounts.unknown);
  const hosts = [...state.hosts.values()].filter(({ target }) => wanted.has(target.name));
  return hosts.map(({ target, operationId, stage }) => ({
    name: target.name,
    spread: target.spread,
    operationId: unknown.has(target.name) || stage === "due" ? operationId : null,
  }));
}
