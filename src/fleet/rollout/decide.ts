import { after, type MonoMs } from "../../core/duration.ts";
import { foldHosts } from "../fold-hosts.ts";
import { choose, isDue, outHosts } from "./choose-hosts.ts";
import { whyOut } from "./host-look.ts";
import type { RolloutPolicy } from "./rollout-policy.ts";
import type { HostStage, Seen, SeenHost } from "./seen.ts";

/** What to do next. */
export type Decision =
  /** Begin these, together. */
  | { readonly t: "act"; readonly hosts: readonly string[]; readonly canary: boolean }
  /** Look again later, at `until` at the latest. */
  | { readonly t: "wait"; readonly cause: "in-flight" | "pause" | "budget"; readonly until: MonoMs; readonly why: string }
  /** Let somebody say go. */
  | { readonly t: "ask" }
  /** Every host has had its turn, and no more have failed than may. */
  | { readonly t: "done" }
  /** Begin no further host. */
  | { readonly t: "halt"; readonly why: string };

/**
 * Pure and total: how every host stands, and what to do next. The budget counts hosts that are out, whatever put them out;
 * hosts that are out already go first, and cost nothing of it.
 */
export function decide(seen: Seen, policy: RolloutPolicy): Decision {
  if (seen.hosts.some(({ stage }) => stage === "in-flight"))
    return { t: "wait", cause: "in-flight", until: seen.flightsEndBy, why: "a batch is under way" };
  const failed = failedHosts(seen.hosts);
  if (failed.length > policy.maxFailures) return { t: "halt", why: tooManyFailed(failed, policy) };
  if (!seen.hosts.some(isDue)) return { t: "done" };
  return pauseOf(seen, policy) ?? next(seen, policy);
}

/** Hosts that count as failed: also those that could not be reached, and those of which nothing is known. */
export const failedHosts = <H extends { readonly stage: HostStage }>(hosts: readonly H[]): readonly H[] =>
  hosts.filter(({ stage }) => stage === "failed" || stage === "unreachable" || stage === "unknown");

function pauseOf({ lastBatchEnd, goAhead, now }: Seen, { pause }: RolloutPolicy): Decision | null {
  if (lastBatchEnd === null || goAhead) return null;
  if (pause === "ask") return { t: "ask" };
  const until = after(lastBatchEnd, pause);
  return now < until ? { t: "wait", cause: "pause", until, why: "the pause between two batches" } : null;
}

function next(seen: Seen, policy: RolloutPolicy): Decision {
  const done = seen.hosts.filter(({ stage }) => stage === "done").length;
  const canary = done < policy.canary;
  const room = policy.batch - lingering(seen.hosts).length;
  const hosts = choose(seen.hosts, canary ? Math.min(room, policy.canary - done) : room, policy);
  if (hosts.length > 0) return { t: "act", hosts, canary };
  const until = after(seen.stuckSince ?? seen.now, policy.limits.patience);
  const why = nothingPossible(seen, policy);
  return seen.now < until ? { t: "wait", cause: "budget", until, why } : { t: "halt", why };
}

/** Hosts whose operation was given up and that are still at work: they take up room in the batch. */
const lingering = (hosts: readonly SeenHost[]): readonly SeenHost[] =>
  hosts.filter(({ stage, look }) => stage === "unknown" && look.t === "busy");

function tooManyFailed(failed: readonly SeenHost[], { maxFailures, total }: RolloutPolicy): string {
  const names = foldHosts(failed.map(({ name }) => name));
  return `${failed.length} of ${total} hosts failed, were unreachable or are unknown, and ${maxFailures} may: ${names}`;
}

/** How many hosts are told of one by one in a sentence. */
const MOST_NAMED = 3;

function nothingPossible({ hosts }: Seen, policy: RolloutPolicy): string {
  const out = outHosts(hosts, policy);
  const still = lingering(hosts);
  if (still.length >= policy.batch) return `operations that were given up still run: ${named(still)}`;
  const free = hosts.some((host) => isDue(host) && host.look.t !== "busy");
  if (!free) return `every host that is left is held: ${named(out)}`;
  return `${policy.maxUnavailable} of ${policy.total} hosts may be out at once, and ${out.length} are: ${named(out)}`;
}

function named(hosts: readonly SeenHost[]): string {
  const first = hosts.slice(0, MOST_NAMED).map(({ name, look }) => `${name} (${whyOut(look)})`);
  return `${first.join(", ")}${hosts.length > MOST_NAMED ? `, and ${hosts.length - MOST_NAMED} more` : ""}`;
}
