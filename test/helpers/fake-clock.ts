import { setImmediate as turnOfLoop } from "node:timers/promises";
import type { CancelTimer, Clock } from "../../src/core/clock.ts";
import { type MonoMs, type Ms, ms } from "../../src/core/duration.ts";

interface Timer {
  readonly due: number;
  readonly act: () => void;
}

/** How many timers may fire in one `advance`: beyond it something waits for 0 ms again and again. */
const MAX_FIRED = 20_000;

/**
 * A clock that stands still until it is told to go on. It begins at 0 on the monotonic clock and at noon of
 * 1 January 2026 (UTC) on the wall clock, or where it is told.
 *
 * ```ts
 * const clock = new FakeClock();
 * watch.start();
 * await clock.advance(999);
 * expect(trail).toEqual([]);
 * await clock.advance(1);
 * expect(trail).toEqual(["ready"]);
 * ```
 */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>(); // in the order in which they were set
  #now: number;
  #wallAtZero: number;
  #advancing = false;

  constructor(begin: { readonly now?: number; readonly wall?: Date } = {}) {
    this.#now = begin.now ?? 0;
    this.#wallAtZero = (begin.wall ?? new Date("2026-01-01T12:00:00Z")).getTime() - this.#now;
  }

  now(): MonoMs {
    return this.#now as MonoMs;
  }

  wall(): Date {
    return new Date(this.#wallAtZero + this.#now);
  }

  after(delay: Ms, act: () => void): CancelTimer {
    if (Number.isNaN(delay)) throw new Error("a timer was set for NaN milliseconds");
    const timer: Timer = { due: this.#now + Math.max(0, delay), act };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /**
   * Lets `length` milliseconds pass: timers fire in the order of their time, those of the same time in the order in which
   * they were set, and what follows from each (promises, and I/O that is ready) happens before the next. Timers set on the
   * way fire too where their time comes. Whatever a timer throws is thrown here. To be awaited: two at once are refused.
   */
  async advance(length: number): Promise<void> {
    if (!(length >= 0)) throw new Error(`a clock does not go on by ${length} milliseconds`);
    if (this.#advancing) throw new Error("the clock is already on its way; await the earlier advance()");
    this.#advancing = true;
    try {
      await this.#advanceTo(this.#now + length);
    } finally {
      this.#advancing = false;
    }
  }

  /** Goes on to the next timer and fires all of that moment. Returns how long that took; throws where there is no timer. */
  async advanceToNext(): Promise<Ms> {
    const next = this.nextIn;
    if (next === null) throw new Error("no timer is set");
    await this.advance(next);
    return next;
  }

  /** Lets happen what is due without time: promises, timers for now, and I/O that is ready. */
  settle(): Promise<void> {
    return this.advance(0);
  }

  /** Sets the wall clock, as an administrator or NTP does; nothing that runs notices. */
  setWall(wall: Date): void {
    this.#wallAtZero = wall.getTime() - this.#now;
  }

  /** How many timers are set: none may be left when everything has ended. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Until the next timer; null where none is set. */
  get nextIn(): Ms | null {
    const next = this.#next(Number.POSITIVE_INFINITY);
    return next === null ? null : ms(next.due - this.#now);
  }

  async #advanceTo(end: number): Promise<void> {
    await consequences();
    for (let fired = 0; ; fired++) {
      const timer = this.#next(end);
      if (timer === null) break;
      if (fired >= MAX_FIRED) throw new Error(`${MAX_FIRED} timers fired and ${this.pending} are set: a timer loops`);
      this.#timers.delete(timer);
      this.#now = timer.due;
      timer.act();
      await consequences();
    }
    this.#now = end;
  }

  /** The earliest timer up to `end`; the set keeps the order of those of the same time. */
  #next(end: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.due <= end && (next === null || timer.due < next.due)) next = timer;
    }
    return next;
  }
}

/** A turn of the event loop runs every microtask there is, however long the chain, and what I/O has ready. */
const consequences = (): Promise<void> => turnOfLoop();
