import type { CancelTimer, Clock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import type { ProbeWatch } from "../surroundings.ts";

/** How a process tree stands at one moment. */
export interface TreeLook {
  /** All of its processes wait for something, and none of them for a disk. */
  readonly asleep: boolean;
  readonly processes: number;
  /** Processor time of all threads so far, in ticks of 10 ms. */
  readonly ticks: number;
  /** Processor time of the main threads so far, in nanoseconds; 0 where the kernel does not tell. */
  readonly nanoseconds: number;
}

/** Between two looks. */
export const LOOK_EVERY = ms(10);
/** So many looks in a row must find it at rest, the first of them to compare with. */
export const QUIET_LOOKS = 5;
/** What a program that waits for work may still do between two looks. */
const IDLE_NANOSECONDS = 1_000_000;
/** From then on the look does not matter any more: it has lived for long enough. */
const MOST_LOOKS = 60;

/** Whether nothing was done from one look to the next: what is still reading its program or its configuration is not at rest. */
export const isAtRest = (before: TreeLook, now: TreeLook): boolean =>
  before.asleep &&
  now.asleep &&
  now.processes === before.processes &&
  now.ticks === before.ticks &&
  now.nanoseconds - before.nanoseconds < IDLE_NANOSECONDS;

/** Looks at a process tree that has just been started, until it waits for work; then tells so, once. */
export class RestWatch implements ProbeWatch {
  readonly lastFailure = null;
  readonly #clock: Clock;
  readonly #look: () => TreeLook | null;
  readonly #rests: () => void;
  #before: TreeLook | null = null;
  #quiet = 0;
  #looks = 0;
  #cancel: CancelTimer = () => {};

  /** @param look null: there is nothing to look at. @param rests called once; nothing is looked at after that. */
  constructor(clock: Clock, look: () => TreeLook | null, rests: () => void) {
    this.#clock = clock;
    this.#look = look;
    this.#rests = rests;
    this.#again();
  }

  stop(): void {
    this.#cancel();
  }

  #again(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY, () => this.#lookAgain());
  }

  #lookAgain(): void {
    const now = this.#look();
    this.#quiet = this.#before !== null && now !== null && isAtRest(this.#before, now) ? this.#quiet + 1 : 1;
    this.#before = now;
    if (this.#quiet >= QUIET_LOOKS) this.#rests();
    else if (++this.#looks < MOST_LOOKS) this.#again();
  }
}
