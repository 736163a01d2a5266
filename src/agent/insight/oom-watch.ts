import { between, type Clock } from "../../core/clock.ts";
import { humanDuration, type MonoMs, ms, seconds } from "../../core/duration.ts";
import type { ComponentName } from "../../core/names.ts";
import { groupCounter, hostCounter, type OomCounter, readCounter } from "./oom-counts.ts";

/** The counters as they were at a moment, by file. */
interface Reading {
  readonly at: MonoMs;
  readonly counts: ReadonlyMap<string, number>;
}

/** A process and what we hear of its end are so far apart at the most, and its killer was counted before. */
const LAG = seconds(2);
/** How many readings are kept: what is compared with must be older than {@link LAG}, however often somebody looks. */
const MOST_READINGS = 32;

/** Watches what the kernel counts of its out-of-memory killer, to tell whether a process that was killed was its victim. */
export class OomWatch {
  readonly #root: string;
  readonly #clock: Clock;
  readonly #host: OomCounter;
  readonly #own: OomCounter | null;
  /** Of components in a control group of their own. */
  readonly #groups = new Map<ComponentName, OomCounter>();
  #readings: Reading[] = [];

  /** @param root `/`; a folder with a `proc` and a `sys` for tests. */
  constructor(clock: Clock, root = "/") {
    this.#clock = clock;
    this.#root = root;
    this.#host = hostCounter(root);
    this.#own = groupCounter(root, "self");
    this.look(new Map());
  }

  /** Takes the counts of this moment to compare with later. @param pids of the components that run. */
  look(pids: ReadonlyMap<ComponentName, number>): void {
    for (const [name, pid] of pids) {
      const group = groupCounter(this.#root, pid);
      if (group !== null && group.file !== this.#own?.file) this.#groups.set(name, group);
      else this.#groups.delete(name);
    }
    const at = this.#clock.now();
    const last = this.#readings.at(-1);
    if (last !== undefined && between(last.at, at) < seconds(1)) return;
    this.#readings.push({ at, counts: this.#read() });
    if (this.#readings.length > MOST_READINGS) this.#readings.shift();
  }

  /** Forgets components that are not there any more. */
  keep(names: ReadonlySet<ComponentName>): void {
    for (const name of this.#groups.keys()) if (!names.has(name)) this.#groups.delete(name);
  }

  /** What the counters say of a process of this component that has just been killed, each one sentence. */
  evidence(name: ComponentName): readonly string[] {
    const now = this.#clock.now();
    const before = this.#readings.findLast(({ at }) => between(at, now) >= LAG) ?? this.#readings[0];
    if (before === undefined) return [];
    const counts = this.#read();
    const counters = [this.#host, this.#own, this.#groups.get(name) ?? null].filter((one) => one !== null);
    const told = counters.flatMap((counter) => {
      const [from, to] = [before.counts.get(counter.file), counts.get(counter.file)];
      return from === undefined || to === undefined ? [] : [{ counter, from, to }];
    });
    const within = humanDuration(ms(Math.max(1_000, between(before.at, now))));
    const acted = told.filter(({ from, to }) => to > from).map((one) => sentence(one, within));
    const [host] = told.filter(({ counter }) => counter === this.#host);
    if (acted.length > 0 || host === undefined) return acted;
    return [
      `the kernel's out-of-memory killer ended nothing on this host within the last ${within} (${host.counter.name} stayed at ${host.to})`,
    ];
  }

  #read(): ReadonlyMap<string, number> {
    const counters = [this.#host, this.#own, ...this.#groups.values()].filter((one) => one !== null);
    const counts = counters.map((counter) => [counter.file, readCounter(counter)] as const);
    return new Map(counts.filter((one): one is [string, number] => one[1] !== null));
  }
}

function sentence({ counter, from, to }: { counter: OomCounter; from: number; to: number }, within: string): string {
  const victims = to - from === 1 ? "1 process" : `${to - from} processes`;
  return `the kernel's out-of-memory killer ended ${victims} ${counter.where} within the last ${within} (${counter.name} went from ${from} to ${to})`;
}
