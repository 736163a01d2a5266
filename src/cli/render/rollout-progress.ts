import { between, type Clock } from "../../core/clock.ts";
import { after, type MonoMs, type Ms } from "../../core/duration.ts";
import type { HostOutcome } from "../../fleet/rollout/journal-record.ts";
import type { RolloutEvent } from "../../fleet/rollout/rollout-event.ts";
import type { RolloutPolicy } from "../../fleet/rollout/rollout-policy.ts";
import type { RolloutState } from "../../fleet/rollout/rollout-state.ts";
import { estimateLeft } from "./rollout-estimate.ts";

/** What a host in flight is at. `resolving`: it was asked in an earlier run, and is asked what became of it. */
export type FlightStage = "asked" | "resolving" | "acting" | "readying" | "staying";

/** One host in flight. */
export interface FlightSeen {
  readonly host: string;
  readonly stage: FlightStage;
  readonly since: MonoMs;
  /** When it came to this stage. */
  readonly stageSince: MonoMs;
}

/** Why no host is begun at present; empty where hosts are, or may be at any moment. */
export interface Standstill {
  readonly text: string;
  /** When it ends at the latest; null: nobody knows, or it will not. */
  readonly until: MonoMs | null;
}

/** What became of hosts so far. */
export type OutcomeCounts = Readonly<Record<HostOutcome, number>>;

/** Where a rollout is, gathered from its events. Takes part in nothing: whoever shows it asks. */
export class RolloutProgress {
  readonly #clock: Clock;
  readonly #isNew: boolean;
  readonly #due: Set<string>;
  readonly #flights = new Map<string, FlightSeen>();
  readonly #counts: Record<HostOutcome, number>;
  readonly #took: Ms[] = [];
  #policy: RolloutPolicy | null = null;
  #batch: number;
  readonly #again = new Set<string>();
  #standstill: Standstill | null = null;
  #ending: Standstill | null = null;

  /** @param before where an earlier run left it; null: it begins. */
  constructor(clock: Clock, before: RolloutState | null) {
    this.#clock = clock;
    const hosts = [...(before?.hosts.values() ?? [])];
    this.#isNew = before === null;
    const at = (stage: string) => hosts.filter((host) => host.stage === stage).length;
    this.#due = new Set(hosts.filter(({ stage }) => stage === "due" || stage === "in-flight").map(({ target }) => target.name));
    this.#counts = { done: at("done"), failed: at("failed"), unreachable: at("unreachable"), unknown: at("unknown") };
    this.#batch = before?.batches ?? 0;
  }

  /** Null before it was planned. */
  get policy(): RolloutPolicy | null {
    return this.#policy;
  }

  get counts(): OutcomeCounts {
    return this.#counts;
  }

  /** Those that were begun first come first. */
  get flights(): readonly FlightSeen[] {
    return [...this.#flights.values()];
  }

  /** How many hosts have not had their turn. */
  get left(): number {
    return this.#due.size;
  }

  /** Counted from 1; 0: none was begun. */
  get batch(): number {
    return this.#batch;
  }

  /** How many batches there will be, if none is smaller than it has to be; null before it was planned. */
  get batches(): number | null {
    return this.#policy === null ? null : this.#batch + batchesLeft(this.left, this.#succeeding, this.#policy);
  }

  /** What holds up the next host; null: nothing. */
  get standstill(): Standstill | null {
    return this.#ending ?? this.#standstill;
  }

  /** How long it will take yet; null where nothing is known of any host, or no further host will be begun. */
  leftTime(now: MonoMs): Ms | null {
    if (this.#ending !== null || this.#policy === null) return null;
    const flying = this.flights.map(({ since }) => between(since, now));
    const batches = batchesLeft(this.left, this.#succeeding, this.#policy);
    return estimateLeft({ took: this.#took, flying, batches, pause: this.#policy.pause });
  }

  /** Takes in what happened. */
  take(event: RolloutEvent): void {
    const now = this.#clock.now();
    if (event.t === "batch") this.#standstill = null;
    this.#standstill = standstillAfter(event, now) ?? this.#standstill;
    this.#ending ??= endingAfter(event);
    switch (event.t) {
      case "planned":
        this.#policy = event.policy;
        if (this.#isNew) for (const { name } of event.header.hosts) this.#due.add(name);
        break;
      case "batch":
        this.#batch = event.number;
        for (const host of event.hosts) this.#begin(host, false, now);
        break;
      case "began":
        this.#begin(event.host, event.again, now);
        break;
      case "accepted":
      case "operated":
      case "ready":
        this.#comesTo(event.host, STAGE_AFTER[event.t], now);
        break;
      case "settled":
        this.#flights.delete(event.host);
        this.#counts[event.outcome] += 1;
        if (event.outcome === "done" && !this.#again.has(event.host)) this.#took.push(event.took); // of the others a part is missing
        break;
      case "recalled":
        this.#flights.delete(event.host);
        this.#due.add(event.host);
    }
  }

  /** How many have succeeded, or are taken to. */
  get #succeeding(): number {
    return this.#counts.done + this.#flights.size;
  }

  #begin(host: string, again: boolean, now: MonoMs): void {
    this.#due.delete(host);
    if (again) this.#again.add(host);
    this.#flights.set(host, { host, stage: again ? "resolving" : "asked", since: now, stageSince: now });
  }

  #comesTo(host: string, stage: FlightStage, now: MonoMs): void {
    const flight = this.#flights.get(host);
    if (flight !== undefined) this.#flights.set(host, { ...flight, stage, stageSince: now });
  }
}

const STAGE_AFTER = { accepted: "acting", operated: "readying", ready: "staying" } as const;

/** What holds up the next host after this; null: nothing new. */
function standstillAfter(event: RolloutEvent, now: MonoMs): Standstill | null {
  if (event.t === "pause") return { text: "pause between two batches", until: after(now, event.length) };
  if (event.t === "asking") return { text: "waits for an answer", until: null };
  return event.t === "waiting" ? { text: `waits: ${event.why}`, until: after(now, event.within) } : null;
}

/** Why there will be no further host after this; null: there may be. */
function endingAfter(event: RolloutEvent): Standstill | null {
  if (event.t === "interrupted") return { text: "no new hosts; Ctrl-C again leaves those in flight running", until: null };
  if (event.t === "journal-failed") return { text: `no new hosts: the journal cannot be written: ${event.message}`, until: null };
  return event.t === "halted" ? { text: `halted: ${event.why}`, until: null } : null;
}

/** How many batches so many hosts are, if so many have succeeded before: hosts of the canary go alone. */
export function batchesLeft(hosts: number, done: number, { batch, canary }: Pick<RolloutPolicy, "batch" | "canary">): number {
  const first = Math.min(hosts, Math.max(0, canary - done));
  return Math.ceil(first / batch) + Math.ceil((hosts - first) / batch);
}
