import type { OperationId } from "../../core/names.ts";
import type { BakedComponent } from "./bake.ts";
import type { HostOutcome, JournalRecord, RolloutHeader, RunResult, TargetHost } from "./journal-record.ts";
import type { RolloutPolicy } from "./rollout-policy.ts";
import type { HostStage } from "./seen.ts";

/** What a comparison found. `message`: what is clearly worse; empty: nothing is. */
export interface Baked {
  readonly components: readonly BakedComponent[];
  readonly message: string;
}

/** How far a rollout is with one host. */
export interface HostState {
  readonly target: TargetHost;
  readonly stage: HostStage;
  /** Under which it was, or may have been, asked; null: it was not. */
  readonly operationId: OperationId | null;
  /** Whether its operation is done, and it only has to stay ready. */
  readonly operated: boolean;
  /** Whether it was in a batch and turned out never to have been asked. */
  readonly recalled: boolean;
  /** The batch in which it was begun, counted from 1; null: in none. */
  readonly batch: number | null;
  /** Why it is not done; empty where there is nothing to say. */
  readonly message: string;
  /** How long it took, from its beginning to its outcome; null: not known. */
  readonly tookMs: number | null;
  /** How it did after it was ready, compared with before and with others; null: it was not compared. */
  readonly baked: Baked | null;
}

/** Every host of a rollout once, by what became of it. */
export type Accounts = { readonly [K in HostOutcome | "notAttempted"]: readonly string[] };

/** A rollout as its journal tells it: what every record means, in one place, for whoever runs it and whoever reads it. */
export class RolloutState {
  readonly header: RolloutHeader;
  readonly begunAt: Date;
  readonly #hosts = new Map<string, HostState>();
  #policy: RolloutPolicy;
  #batches = 0;
  #last: Date;
  #end: { readonly result: RunResult; readonly why: string } | null = null;
  #aborted: { readonly by: string; readonly at: Date; readonly why: string } | null = null;

  constructor(header: RolloutHeader, begunAt: Date) {
    this.header = header;
    this.begunAt = begunAt;
    this.#last = begunAt;
    this.#policy = header.policy;
    for (const target of header.hosts) {
      this.#hosts.set(target.name, {
        target,
        stage: "due",
        operationId: target.operationId,
        operated: false,
        recalled: false,
        batch: null,
        message: "",
        tookMs: null,
        baked: null,
      });
    }
  }

  /** By name, in the order in which they are taken. */
  get hosts(): ReadonlyMap<string, HostState> {
    return this.#hosts;
  }

  /** As planned, with what was changed when somebody went on with it. */
  get policy(): RolloutPolicy {
    return this.#policy;
  }

  /** How many batches were begun. */
  get batches(): number {
    return this.#batches;
  }

  /** How its last run ended; null: it has not, or its process was killed. */
  get end(): { readonly result: RunResult; readonly why: string } | null {
    return this.#end;
  }

  /** Who forbade to go on with it; null: nobody. */
  get aborted(): { readonly by: string; readonly at: Date; readonly why: string } | null {
    return this.#aborted;
  }

  /** The time of the last record. */
  get lastAt(): Date {
    return this.#last;
  }

  /** The host of this name. Throws where it is not one of this rollout. */
  host(name: string): HostState {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new Error(`${name} is no host of this rollout`);
    return host;
  }

  /** Every host once. Those in flight are unknown: they were asked, and their end was not seen. */
  accounts(): Accounts {
    const named = (...stages: readonly HostStage[]) =>
      [...this.#hosts.values()].filter(({ stage }) => stages.includes(stage)).map(({ target }) => target.name);
    return {
      done: named("done"),
      failed: named("failed"),
      unreachable: named("unreachable"),
      unknown: named("unknown", "in-flight"),
      notAttempted: named("due"),
    };
  }

  /** Takes in one record. Throws an Error where it cannot follow the ones before it. */
  apply(record: JournalRecord): void {
    this.#last = record.at;
    switch (record.t) {
      case "rollout":
        throw new Error("a second beginning");
      case "batch":
        this.#batches += 1;
        for (const { host, operationId } of record.hosts) this.#begin(host, operationId);
        return;
      case "operated":
        this.#change(record.host, "in-flight", { operated: true });
        return;
      case "baked":
        this.#change(record.host, "in-flight", { baked: { components: record.components, message: record.message } });
        return;
      case "settled":
        this.#settle(record);
        return;
      case "recalled":
        this.#change(record.host, "in-flight", { stage: "due", recalled: true });
        return;
      case "end":
        this.#end = { result: record.result, why: record.why };
        return;
      case "resume":
        this.#end = null;
        if (record.maxFailures !== null) this.#policy = { ...this.#policy, maxFailures: record.maxFailures };
        return;
      case "abort":
        this.#aborted = { by: record.by, at: record.at, why: record.why };
    }
  }

  #begin(host: string, operationId: OperationId): void {
    this.#change(host, "due", { stage: "in-flight", operationId, recalled: false, batch: this.#batches });
  }

  #settle({ host, outcome, message, tookMs }: JournalRecord & { readonly t: "settled" }): void {
    this.#change(host, "in-flight", { stage: outcome, message, tookMs });
  }

  #change(name: string, from: HostStage, changed: Partial<HostState>): void {
    const host = this.host(name);
    if (host.stage !== from) throw new Error(`${name} is ${host.stage}, not ${from}`);
    this.#hosts.set(name, { ...host, ...changed });
  }
}
