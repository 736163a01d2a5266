import type { ToldEvent } from "./told-event.ts";

/** Keeps the newest so many events of many hosts, whatever order they come in: never more than twice as many at once. */
export class NewestEvents {
  readonly #limit: number;
  #kept: ToldEvent[] = [];

  /** @param limit 0: none. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(events: readonly ToldEvent[]): void {
    for (const event of events) {
      this.#kept.push(event);
      if (this.#kept.length > 2 * this.#limit) this.#kept = this.#newest();
    }
  }

  /** The newest, the oldest of them first. */
  take(): readonly ToldEvent[] {
    const newest = this.#newest();
    this.#kept = [];
    return newest;
  }

  #newest(): ToldEvent[] {
    return this.#limit === 0 ? [] : inOrder(this.#kept).slice(-this.#limit);
  }
}

/**
 * By time, but never against the order in which an agent saw it: a clock that was set back does not mix up the events of its
 * own host. So each counts as no earlier than those of its host before it.
 */
function inOrder(events: readonly ToldEvent[]): ToldEvent[] {
  const bySequence = [...events].sort((a, b) => a.event.sequence - b.event.sequence);
  const latest = new Map<string, number>();
  const timed = bySequence.map((told) => {
    const time = Math.max(told.at.getTime(), latest.get(told.host) ?? Number.NEGATIVE_INFINITY);
    latest.set(told.host, time);
    return { told, time };
  });
  timed.sort((a, b) => a.time - b.time || compare(a.told.host, b.told.host) || a.told.event.sequence - b.told.event.sequence);
  return timed.map(({ told }) => told);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
