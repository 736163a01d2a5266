import { after, type MonoMs, type Ms, ms } from "../../core/duration.ts";
import { outHosts } from "./choose-hosts.ts";
import { decide } from "./decide.ts";
import { type HostLook, whyOut } from "./host-look.ts";
import type { RolloutPolicy } from "./rollout-policy.ts";
import type { Seen, SeenHost } from "./seen.ts";

/** One host that is to be planned for. */
export interface PlannedHost {
  readonly name: string;
  readonly spread: string | null;
  readonly look: HostLook;
  /** How long the operation took there before, from its beginning until everything was ready; null: not known. */
  readonly took: Ms | null;
}

/** One batch of a plan. */
export interface PlannedBatch {
  readonly canary: boolean;
  readonly hosts: readonly string[];
  /** How long it will probably take; null: nothing is known of any host. */
  readonly expected: Ms | null;
}

/** What a rollout would do, if every host that can be reached now succeeded, and nothing else changed. */
export interface RolloutPlan {
  readonly batches: readonly PlannedBatch[];
  /** What uses up the budget before anything is begun, in the order of the hosts. */
  readonly out: readonly { readonly host: string; readonly why: string }[];
  /** Hosts that would have no turn, and why; null: all would have one. */
  readonly stuck: { readonly hosts: readonly string[]; readonly why: string } | null;
  /** Null where nothing is known; else the sum over batches and pauses, for `known` hosts from their own past, for others as the known ones on average. */
  readonly forecast: { readonly total: Ms; readonly known: number; readonly of: number } | null;
}

/**
 * Lets {@link decide} decide again and again, over hosts in the order in which they are taken. Pauses that ask are taken to need
 * no time. What would have to wait for somebody else to mend or release a host is `stuck`.
 */
export function planBatches(hosts: readonly PlannedHost[], policy: RolloutPolicy): RolloutPlan {
  const forecast = new Forecast(hosts, policy);
  const batches: PlannedBatch[] = [];
  let seen = atFirst(hosts);
  for (;;) {
    const decision = decide(seen, policy);
    if (decision.t === "act") {
      batches.push({ canary: decision.canary, hosts: decision.hosts, expected: forecast.batch(decision.hosts) });
      seen = afterBatch(seen, new Set(decision.hosts));
    } else if (decision.t === "ask") seen = { ...seen, goAhead: true };
    else if (decision.t === "wait" && decision.cause === "pause") seen = { ...seen, now: decision.until };
    else {
      const stuck = decision.t === "done" ? null : { hosts: dueOf(seen), why: decision.why };
      return { batches, out: outOf(seen, hosts, policy), stuck, forecast: forecast.of(batches) };
    }
  }
}

const START = 0 as MonoMs;

function atFirst(hosts: readonly PlannedHost[]): Seen {
  const due = hosts.map(({ name, spread, look }): SeenHost => ({ name, spread, look, stage: "due", recalled: false }));
  return { hosts: due, now: START, flightsEndBy: START, lastBatchEnd: null, goAhead: false, stuckSince: null };
}

/** Whoever can be reached succeeds; whoever cannot is out after it as it was before. */
function afterBatch(seen: Seen, batch: ReadonlySet<string>): Seen {
  const hosts = seen.hosts.map((host): SeenHost => {
    if (!batch.has(host.name)) return host;
    if (host.look.t === "unreachable") return { ...host, stage: "unreachable" };
    return { ...host, stage: "done", look: { t: "ready", components: [], configHash: "" } };
  });
  return { ...seen, hosts, lastBatchEnd: seen.now, goAhead: false };
}

const dueOf = ({ hosts }: Seen): readonly string[] => hosts.filter(({ stage }) => stage === "due").map(({ name }) => name);

function outOf(seen: Seen, hosts: readonly PlannedHost[], policy: RolloutPolicy): RolloutPlan["out"] {
  const before = outHosts({ ...seen, ...atFirst(hosts) }.hosts, policy);
  return before.map(({ name, look }) => ({ host: name, why: whyOut(look) ?? "" }));
}

class Forecast {
  readonly #policy: RolloutPolicy;
  readonly #took: ReadonlyMap<string, number>;
  readonly #average: number;
  readonly #known: number;

  constructor(hosts: readonly PlannedHost[], policy: RolloutPolicy) {
    this.#policy = policy;
    const known = hosts.flatMap(({ took }) => (took === null ? [] : [took]));
    this.#known = known.length;
    this.#average = known.reduce((sum, took) => sum + took, 0) / Math.max(1, known.length);
    const unreachable = ({ look }: PlannedHost) => look.t === "unreachable"; // nothing is waited for there
    this.#took = new Map(
      hosts.map((host) => [host.name, unreachable(host) ? 0 : (host.took ?? this.#average) + policy.minReady]),
    );
  }

  batch(hosts: readonly string[]): Ms | null {
    return this.#known === 0 ? null : ms(Math.max(...hosts.map((host) => this.#took.get(host) ?? 0)));
  }

  of(batches: readonly PlannedBatch[]): RolloutPlan["forecast"] {
    if (this.#known === 0) return null;
    const { pause } = this.#policy;
    const pauses = pause === "ask" ? 0 : Math.max(0, batches.length - 1) * pause;
    const total = batches.reduce((sum, { expected }) => after(sum, expected ?? ms(0)), pauses as MonoMs);
    return { total: ms(total), known: this.#known, of: this.#took.size };
  }
}
