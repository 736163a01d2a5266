import { after, humanDuration, type MonoMs, type Ms, ms } from "../../core/duration.ts";
import { type ComponentLook, type HostLook, meant } from "./host-look.ts";
import type { RolloutPolicy } from "./rollout-policy.ts";

/** What is known of a host whose operation is over, while it has to show that it stays ready. */
export interface ReadinessWatch {
  /** When its operation ended, as far as this process knows. */
  readonly since: MonoMs;
  /** Since when every component has been ready without interruption, and as which process; null: not all are. */
  readonly ready: { readonly since: MonoMs; readonly generations: ReadonlyMap<string, number> } | null;
  /** Since when it does not answer; null: it does. */
  readonly silentSince: MonoMs | null;
}

/** What a look at such a host says. */
export type Verdict =
  /** Look again in a while, not later than at `until`. */
  | { readonly t: "watch"; readonly watch: ReadinessWatch; readonly until: MonoMs }
  | { readonly t: "passed" }
  | { readonly t: "failed"; readonly message: string }
  | { readonly t: "unknown"; readonly message: string };

/** What is watched, and by which rules. */
export type WatchRules = Pick<RolloutPolicy, "minReady" | "limits"> & {
  /** The components that were asked for; empty: all. */
  readonly components: readonly string[];
};

/** The watch of a host whose operation is over now. */
export const beginWatch = (now: MonoMs): ReadinessWatch => ({ since: now, ready: null, silentSince: null });

/**
 * Pure: what a look says about a host that has to become ready and to stay so. One that loses its readiness once has failed:
 * it may be ready again, but it is no host to build the next batch upon. Silence is no proof of readiness: after it the
 * time that counts begins anew.
 */
export function judge(watch: ReadinessWatch, look: HostLook, now: MonoMs, rules: WatchRules): Verdict {
  if (look.t === "unreachable") return silent(watch, look.why, now, rules);
  const components = meant(look, rules.components);
  if (watch.ready !== null) {
    const lost = whyLost(components, watch.ready.generations, look);
    if (lost !== null) return { t: "failed", message: lostAfter(lost, ms(now - watch.ready.since), rules.minReady) };
  }
  const missing = rules.components.find((name) => !components.some((component) => component.name === name));
  const waiting = missing === undefined ? whyNotReady(components, look) : { name: missing, why: "it is not configured there" };
  if (waiting !== null) return unready({ ...watch, silentSince: null }, waiting, now, rules);
  const generations = new Map(components.map(({ name, generation }) => [name, generation]));
  const since = watch.ready === null || watch.silentSince !== null ? now : watch.ready.since;
  const until = after(since, rules.minReady);
  return now >= until
    ? { t: "passed" }
    : { t: "watch", watch: { ...watch, ready: { since, generations }, silentSince: null }, until };
}

interface Blame {
  readonly name: string;
  readonly why: string;
}

function silent(watch: ReadinessWatch, why: string, now: MonoMs, { limits }: WatchRules): Verdict {
  const since = watch.silentSince ?? now;
  const until = after(since, limits.silence);
  if (now < until) return { t: "watch", watch: { ...watch, silentSince: since }, until };
  const message = `the operation was done, and whether the host stays ready is not known: unreachable for ${humanDuration(ms(now - since))}: ${why}`;
  return { t: "unknown", message };
}

function unready(watch: ReadinessWatch, { name, why }: Blame, now: MonoMs, { limits }: WatchRules): Verdict {
  const until = after(watch.since, limits.ready);
  if (now < until) return { t: "watch", watch, until };
  return { t: "failed", message: `${name} is not ready ${humanDuration(ms(now - watch.since))} after the operation: ${why}` };
}

/** The first component that is not ready; of a host without components the host itself. */
function whyNotReady(components: readonly ComponentLook[], look: HostLook): Blame | null {
  const unready = components.find(({ ready }) => !ready);
  if (unready !== undefined) return { name: unready.name, why: unready.reason ?? "no reason is known" };
  return components.length === 0 && look.t === "sick" ? { name: "the host", why: look.why } : null;
}

/** Also a process that was replaced between two looks is an interruption. */
function whyLost(components: readonly ComponentLook[], were: ReadonlyMap<string, number>, look: HostLook): Blame | null {
  const unready = whyNotReady(components, look);
  if (unready !== null) return unready;
  for (const [name, generation] of were) {
    const now = components.find((component) => component.name === name);
    if (now === undefined) return { name, why: "it is not configured any more" };
    if (now.generation !== generation) return { name, why: "another process of it was started" };
  }
  return null;
}

const lostAfter = ({ name, why }: Blame, held: Ms, minReady: Ms): string =>
  `${name} did not stay ready: for ${humanDuration(held)} of ${humanDuration(minReady)}, then: ${why}`;
