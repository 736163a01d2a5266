import type { CancelTimer, Clock } from "../../core/clock.ts";
import { between } from "../../core/clock.ts";
import { after, type MonoMs, ms } from "../../core/duration.ts";

/** Listeners are told no more often than that. */
export const TOLD_EVERY = ms(50);

type Listener = (changed: ReadonlySet<string>) => void;

/** Gathers what has changed, and tells it together: the first change at once, more at most once in 50 ms. */
export class ChangeBell implements Disposable {
  readonly #clock: Clock;
  readonly #listeners = new Set<Listener>();
  #changed = new Set<string>();
  #toldAt: MonoMs | null = null;
  #cancel: CancelTimer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  listen(listener: Listener): () => void {
    const own: Listener = (changed) => listener(changed); // the same function twice is two listeners
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  ring(name: string): void {
    this.#changed.add(name);
    if (this.#cancel !== null) return;
    const now = this.#clock.now();
    const wait = this.#toldAt === null ? ms(0) : between(now, after(this.#toldAt, TOLD_EVERY));
    this.#cancel = this.#clock.after(wait, () => this.#tell());
  }

  #tell(): void {
    const changed = this.#changed;
    this.#changed = new Set();
    this.#cancel = null;
    this.#toldAt = this.#clock.now();
    for (const listener of [...this.#listeners]) listener(changed);
  }

  [Symbol.dispose](): void {
    this.#cancel?.();
    this.#cancel = () => {};
    this.#listeners.clear();
  }
}
