import { type CancelTimer, type Clock, turnOfLoop } from "../../../core/clock.ts";
import type { MonoMs, Ms } from "../../../core/duration.ts";

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly act: () => void;
  cancelled: boolean;
}

/**
 * A clock that goes on to the next timer as soon as nothing happens any more without time: hours in moments. What waits for
 * anything but its timers (files, networks) sees time leap.
 */
export class VirtualClock implements Clock {
  readonly #heap: Timer[] = [];
  readonly #wallAtZero: number;
  #now = 0;
  #order = 0;

  /** @param wall the time of day at its beginning. */
  constructor(wall: Date) {
    this.#wallAtZero = wall.getTime();
  }

  now(): MonoMs {
    return this.#now as MonoMs;
  }

  wall(): Date {
    return new Date(this.#wallAtZero + this.#now);
  }

  after(delay: Ms, act: () => void): CancelTimer {
    const timer: Timer = { due: this.#now + Math.max(0, delay), order: this.#order++, act, cancelled: false };
    this.#push(timer);
    return () => {
      timer.cancelled = true;
    };
  }

  /** Lets time pass until the work has ended, and returns what it does. Throws where it waits and no timer is set. */
  async run<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = () => {
      ended = true;
    };
    work.then(end, end);
    for (;;) {
      await turnOfLoop();
      if (ended) return work;
      const timer = this.#next();
      if (timer === null) throw new Error("something is waited for, and no timer is set");
      this.#now = timer.due;
      timer.act();
    }
  }

  /** The earliest that is not cancelled, of those of one time the one that was set first; it is taken out. */
  #next(): Timer | null {
    for (let timer = this.#pop(); timer !== null; timer = this.#pop()) if (!timer.cancelled) return timer;
    return null;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && isBefore(timer, heap[parent] as Timer); parent = (at - 1) >> 1) {
      heap[at] = heap[parent] as Timer;
      at = parent;
    }
    heap[at] = timer;
  }

  #pop(): Timer | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(timer: Timer): void {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as Timer)) child += 1;
      if (!isBefore(heap[child] as Timer, timer)) break;
      heap[at] = heap[child] as Timer;
      at = child;
    }
    heap[at] = timer;
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);
