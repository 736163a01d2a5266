import { turnOfLoop } from "../../../../src/core/clock.ts";
import { type Ms, ms, seconds } from "../../../../src/core/duration.ts";
import type { LeaseId, OperationId } from "../../../../src/core/names.ts";
import type { OperationKind } from "../../../../src/core/operation.ts";
import { conditionsOf } from "../../../../src/fleet/rollout/host-look.ts";
import type { JournalRecord, RolloutHeader } from "../../../../src/fleet/rollout/journal-record.ts";
import type { RolloutEvent } from "../../../../src/fleet/rollout/rollout-event.ts";
import type { RolloutFleet, RolloutHooks } from "../../../../src/fleet/rollout/rollout-fleet.ts";
import type { RolloutJournal } from "../../../../src/fleet/rollout/rollout-journal.ts";
import type { RolloutParts } from "../../../../src/fleet/rollout/rollout-parts.ts";
import { type RolloutPolicy, resolvePolicy } from "../../../../src/fleet/rollout/rollout-policy.ts";
import { RolloutState } from "../../../../src/fleet/rollout/rollout-state.ts";
import { NO_WISH, type RolloutWish } from "../../../../src/fleet/rollout/rollout-wish.ts";
import { runRollout } from "../../../../src/fleet/rollout/run-rollout.ts";
import { MemoryJournal } from "../../../../src/fleet/rollout/simulation/memory-journal.ts";
import { SimulatedFleet } from "../../../../src/fleet/rollout/simulation/simulated-fleet.ts";
import {
  type SimulatedFault,
  SimulatedHost,
  type SimulatedHostSpec,
} from "../../../../src/fleet/rollout/simulation/simulated-host.ts";
import { VirtualClock } from "../../../../src/fleet/rollout/simulation/virtual-clock.ts";

export const NOON = new Date("2026-01-01T12:00:00Z");

export const count = (hosts: number) => ({ kind: "count", count: hosts }) as const;
export const percent = (share: number) => ({ kind: "percent", percent: share }) as const;

export const wish = (said: Partial<RolloutWish> = {}): RolloutWish => ({ ...NO_WISH, ...said });

export const policyOf = (total: number, said: Partial<RolloutWish> = {}, kind: OperationKind = "restart"): RolloutPolicy =>
  resolvePolicy(wish({ minReady: seconds(5), ...said }), kind, total);

/** A host that takes 10 s for everything, with a fault or without. */
export const spec = (
  name: string,
  fault: SimulatedFault | null = null,
  changed: Partial<SimulatedHostSpec> = {},
): SimulatedHostSpec => ({
  name,
  spread: null,
  components: ["is"],
  outBefore: null,
  fault,
  takes: seconds(10),
  diesAfter: seconds(3),
  heldFor: seconds(60),
  ...changed,
});

/** Hosts n1, n2 …, of which some have faults. */
export const specs = (total: number, faults: Readonly<Record<string, SimulatedFault>> = {}): readonly SimulatedHostSpec[] =>
  Array.from({ length: total }, (_, at) => spec(`n${at + 1}`, faults[`n${at + 1}`] ?? null));

export function headerOf(hosts: readonly SimulatedHostSpec[], policy: RolloutPolicy, id = "r1"): RolloutHeader {
  return {
    id: id as LeaseId,
    kind: policy.kind,
    components: [],
    by: "alice",
    reason: "",
    hosts: hosts.map((host) => ({
      name: host.name,
      spread: host.spread,
      conditions: conditionsOf(new SimulatedHost(host).look(0 as never), []),
      operationId: null,
    })),
    policy,
    retryOf: null,
    notes: {},
  };
}

/** A simulated rollout that can be run in parts. */
export class Rig {
  readonly clock = new VirtualClock(NOON);
  readonly stopping = new AbortController();
  readonly leaving = new AbortController();
  readonly events: RolloutEvent[] = [];
  readonly fleet: SimulatedFleet;
  readonly journal: RolloutJournal & { readonly records: readonly JournalRecord[] };
  readonly state: RolloutState;
  readonly parts: RolloutParts;
  /** Called with each event, as it comes. */
  onEvent: (event: RolloutEvent) => void = () => {};

  constructor(
    hosts: readonly SimulatedHostSpec[],
    policy: RolloutPolicy,
    with_: {
      readonly hooks?: RolloutHooks;
      readonly journal?: RolloutJournal & { readonly records: readonly JournalRecord[] };
      readonly wrap?: (fleet: SimulatedFleet) => RolloutFleet;
      readonly confirm?: RolloutParts["confirm"];
      readonly header?: Partial<RolloutHeader>;
    } = {},
  ) {
    this.fleet = new SimulatedFleet(hosts, policy.kind, this.clock, with_.hooks);
    this.journal = with_.journal ?? new MemoryJournal();
    this.state = new RolloutState({ ...headerOf(hosts, policy), ...with_.header }, NOON);
    let ids = 0;
    this.parts = {
      state: this.state,
      journal: this.journal,
      fleet: with_.wrap?.(this.fleet) ?? this.fleet,
      clock: this.clock,
      newOperationId: () => `op-${++ids}` as OperationId,
      confirm: with_.confirm ?? (async () => true),
      stopping: this.stopping.signal,
      leaving: this.leaving.signal,
    };
  }

  /** Runs it to its end. */
  run(): Promise<Finish> {
    return this.clock.run(this.#gather());
  }

  /** Aborts a signal at a moment of the virtual clock. */
  at(moment: Ms, act: () => void): void {
    this.clock.after(moment, act);
  }

  async #gather(): Promise<Finish> {
    for await (const event of runRollout(this.parts)) {
      this.events.push(event);
      this.onEvent(event);
    }
    return finishOf(this.events);
  }

  /** What happened, in short lines. */
  trail(): readonly string[] {
    return this.events.map((event) => {
      const host = "host" in event ? ` ${event.host}` : "hosts" in event ? ` ${event.hosts.join(" ")}` : "";
      return `${event.t}${host}${event.t === "settled" ? ` ${event.outcome}` : ""}`;
    });
  }

  /** The hosts of each batch, in order. */
  batches(): readonly string[] {
    return this.events.flatMap((event) => (event.t === "batch" ? [event.hosts.join(" ")] : []));
  }

  /** What was said of a host at last. */
  messageOf(host: string): string {
    return this.state.host(host).message;
  }
}

export type Finish = RolloutEvent & { readonly t: "finished" };

export function finishOf(events: readonly RolloutEvent[]): Finish {
  const last = events.at(-1);
  if (last?.t !== "finished") throw new Error(`the last event is ${String(last?.t)}`);
  return last;
}

/** Lets everything happen that needs no virtual time, so often. */
export async function turns(number: number): Promise<void> {
  for (let turn = 0; turn < number; turn++) await turnOfLoop();
}

export const total = (accounts: Finish["accounts"]): number =>
  Object.values(accounts).reduce((sum, names) => sum + names.length, 0);

export const inMs = (length: number): Ms => ms(length);
