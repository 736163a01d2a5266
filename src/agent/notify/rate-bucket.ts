import { after, type MonoMs } from "../../core/duration.ts";
import type { RateLimit } from "../../core/notification.ts";

/** A bucket of `most` tokens, each of which comes back `per` after it was taken: so no length of time `per` has more. */
export class RateBucket {
  readonly #limit: RateLimit;
  /** When those that are out were taken, the oldest first. */
  #taken: MonoMs[] = [];

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  /** Takes a token; false where none is there. */
  take(now: MonoMs): boolean {
    if (now < this.nextAt(now)) return false;
    this.#taken.push(now);
    return true;
  }

  /** When there is a token: now, or when the oldest comes back. */
  nextAt(now: MonoMs): MonoMs {
    const { most, per } = this.#limit;
    this.#taken = this.#taken.filter((at) => after(at, per) > now);
    const oldest = this.#taken[this.#taken.length - most];
    return oldest === undefined ? now : after(oldest, per);
  }
}
