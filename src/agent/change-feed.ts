import { randomUUID } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import { after, type MonoMs, ms } from "../core/duration.ts";
import type { UsageUpdate, WatchQuery, WatchUpdate } from "../core/host-service.ts";
import type { HostStatus, Usage } from "../core/status.ts";
import type { Change, Observer, WatchedChange } from "./change.ts";

/** How many changes are kept for those who come back, and how far a reader may fall behind. */
export const KEPT_CHANGES = 1000;

/** The memory and processor use of everything on this host. */
export interface Figures {
  readonly supervisor: Usage | null;
  readonly components: readonly UsageUpdate[];
}

/** What the feed asks when it has to tell how things stand. */
export interface FeedSource {
  snapshot(): Promise<HostStatus>;
  figures(): Promise<Figures>;
}

/** The changes of this host, numbered; bounded, so that a slow reader costs nothing and is told what it missed. */
export class ChangeFeed implements Observer {
  readonly #clock: Clock;
  readonly #kept: WatchUpdate[] = [];
  readonly #waiting = new Set<() => void>();
  #sequence = 0;
  #droppedInAll = 0;
  /** Tells this life of the agent from others, in which changes are counted anew. */
  readonly epoch = randomUUID().slice(0, 8);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Changes that readers lost because they were too slow, in all. */
  get droppedInAll(): number {
    return this.#droppedInAll;
  }

  changed(change: Change): void {
    if (isWatched(change)) this.add(change);
  }

  add(change: WatchedChange): void {
    this.#kept.push({ ...this.#stamp(++this.#sequence), ...change });
    if (this.#kept.length > KEPT_CHANGES) this.#kept.shift();
    for (const wake of [...this.#waiting]) wake();
  }

  /**
   * Changes from a point on, for ever. With 0, or where the point is not kept any more or of another life, a snapshot comes
   * first; a reader that fell behind is told how many changes it lost, and gets a snapshot. Figures come in between, never
   * before a change that is there already.
   */
  async *follow(query: WatchQuery, source: FeedSource, signal: AbortSignal): AsyncGenerator<WatchUpdate> {
    const { afterSequence, epoch = this.epoch, usageEvery = null } = query;
    let told = afterSequence;
    let due: MonoMs | null = usageEvery === null ? null : after(this.#clock.now(), usageEvery);
    if (afterSequence === 0 || epoch !== this.epoch || !this.#reaches(afterSequence)) {
      told = this.#sequence;
      yield await this.#snapshot(told, source);
    }
    while (!signal.aborted) {
      const lost = this.#oldest() - 1 - told;
      if (lost > 0) {
        told = this.#sequence;
        this.#droppedInAll += lost;
        yield { ...this.#stamp(told), t: "dropped", count: lost };
        yield await this.#snapshot(told, source);
      }
      const next = this.#kept[told + 1 - this.#oldest()];
      if (next !== undefined) {
        told = next.sequence;
        yield next;
      } else if (usageEvery !== null && due !== null && this.#clock.now() >= due) {
        due = after(this.#clock.now(), usageEvery);
        yield { ...this.#stamp(told), t: "usage", ...(await source.figures()) };
      } else await this.#news(due, signal);
    }
    signal.throwIfAborted();
  }

  /** Whether everything after this number is still kept. A number from the future is from another agent's life. */
  #reaches(sequence: number): boolean {
    return sequence <= this.#sequence && sequence >= this.#oldest() - 1;
  }

  #oldest(): number {
    return this.#sequence - this.#kept.length + 1;
  }

  async #snapshot(sequence: number, { snapshot }: FeedSource): Promise<WatchUpdate> {
    return { ...this.#stamp(sequence), t: "snapshot", status: await snapshot() };
  }

  #stamp(sequence: number): Pick<WatchUpdate, "sequence" | "at" | "epoch"> {
    return { sequence, at: this.#clock.wall(), epoch: this.epoch };
  }

  /** Resolves when something has changed, when the time has come, or when the signal aborts. */
  #news(due: MonoMs | null, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      if (signal.aborted) return resolve();
      const rest = due === null ? null : ms(Math.max(0, due - this.#clock.now()));
      const cancel = rest === null ? () => {} : this.#clock.after(rest, wake);
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}

const isWatched = (change: Change): change is WatchedChange =>
  change.t === "component" || change.t === "supervisor" || change.t === "operation";
