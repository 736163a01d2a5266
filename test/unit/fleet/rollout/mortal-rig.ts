import type { LeaseId, OperationId } from "../../../../src/core/names.ts";
import {
  type JournalRecord,
  parseRecord,
  type RolloutHeader,
  writeRecord,
} from "../../../../src/fleet/rollout/journal-record.ts";
import type { RolloutEvent } from "../../../../src/fleet/rollout/rollout-event.ts";
import type { RolloutFleet } from "../../../../src/fleet/rollout/rollout-fleet.ts";
import { type Accounts, RolloutState } from "../../../../src/fleet/rollout/rollout-state.ts";
import { runRollout } from "../../../../src/fleet/rollout/run-rollout.ts";
import { SimulatedFleet } from "../../../../src/fleet/rollout/simulation/simulated-fleet.ts";
import type { SimulatedHostSpec } from "../../../../src/fleet/rollout/simulation/simulated-host.ts";
import { VirtualClock } from "../../../../src/fleet/rollout/simulation/virtual-clock.ts";
import { finishOf, NOON } from "./rig.ts";

/** A process is killed when it writes its n-th record (from 1), before or after that is on disk. */
export interface Death {
  readonly at: number;
  readonly stored: boolean;
}

export interface Outcome {
  readonly accounts: Accounts;
  readonly result: string;
  readonly acts: Readonly<Record<string, number>>;
  /** How many times each host was sent its operation; asking what became of it does not count. */
  readonly sent: Readonly<Record<string, number>>;
  readonly peakAtWork: number;
  /** How many records the last process wrote. */
  readonly written: number;
}

const never = <T>() => new Promise<T>(() => {});

/** Hosts and a journal that outlive the processes that work on them. */
export class MortalRig {
  readonly #clock = new VirtualClock(NOON);
  readonly #fleet: SimulatedFleet;
  readonly #header: RolloutHeader;
  #lines: string[] = [];
  readonly #sent: Record<string, number> = {};
  #processes = 0;
  #written = 0;

  constructor(hosts: readonly SimulatedHostSpec[], header: RolloutHeader) {
    this.#fleet = new SimulatedFleet(hosts, header.kind, this.#clock);
    this.#header = header;
  }

  /** Runs a process for each death, and one that lives to the end. A death that comes too late is the end. */
  async run(deaths: readonly Death[]): Promise<Outcome> {
    for (const death of deaths) {
      const outcome = await this.#process(death);
      if (outcome !== null) return outcome;
    }
    return (await this.#process({ at: Number.POSITIVE_INFINITY, stored: true })) as Outcome;
  }

  /** Null: it was killed. */
  async #process(death: Death): Promise<Outcome | null> {
    const number = ++this.#processes;
    const state = new RolloutState(this.#header, NOON);
    for (const line of this.#lines) state.apply(parseRecord(line));
    if (number > 1) this.#resume(state);
    this.#written = 0;
    const alive = new AbortController();
    const died = new Promise<null>((resolve) => alive.signal.addEventListener("abort", () => resolve(null)));
    let ids = 0;
    const idle = new AbortController().signal;
    const rollout = runRollout({
      state,
      journal: { append: (record) => this.#append(record, death, alive) },
      fleet: this.#fleetFor(alive.signal),
      clock: this.#clock,
      newOperationId: () => `op-${number}-${++ids}` as OperationId,
      confirm: async () => true,
      stopping: idle,
      leaving: idle,
    });
    const events = await this.#clock.run(Promise.race([gather(rollout), died]));
    return events === null ? null : this.#outcome(events);
  }

  #resume(state: RolloutState): void {
    const record: JournalRecord = { t: "resume", at: NOON, by: "bob", maxFailures: null };
    this.#lines.push(writeRecord(record));
    state.apply(record);
  }

  #append(record: JournalRecord, { at, stored }: Death, alive: AbortController): Promise<void> {
    if (alive.signal.aborted) return never();
    this.#written += 1;
    if (this.#written < at || stored) this.#lines.push(writeRecord(record));
    if (this.#written < at) return Promise.resolve();
    alive.abort();
    return never();
  }

  /** What a dead process asks reaches nobody; what it has asked goes on. */
  #fleetFor(alive: AbortSignal): RolloutFleet {
    const fleet = this.#fleet;
    return {
      hooks: fleet.hooks,
      look: (host, call) => (alive.aborted ? never() : fleet.look(host, call)),
      act: (host, call) => {
        if (alive.aborted) return never();
        this.#sent[host] = (this.#sent[host] ?? 0) + 1;
        return fleet.act(host, call);
      },
      resolve: (host, id, call) => (alive.aborted ? never() : fleet.resolve(host, id, call)),
    };
  }

  #outcome(events: readonly RolloutEvent[]): Outcome {
    const { accounts, result } = finishOf(events);
    const { peakAtWork } = this.#fleet;
    return {
      accounts,
      result,
      peakAtWork,
      acts: Object.fromEntries(this.#fleet.acts()),
      sent: this.#sent,
      written: this.#written,
    };
  }
}

async function gather<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export const rolloutId = (text: string): LeaseId => text as LeaseId;
