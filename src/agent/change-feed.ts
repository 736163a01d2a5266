import type { Clock } from "../core/clock.ts";
import type { WatchUpdate } from "../core/host-service.ts";
import type { Operation } from "../core/operation.ts";
import type { ComponentStatus, HostStatus, SupervisorStatus } from "../core/status.ts";

/** What happened, before it has a number. */
export type Change =
  | { readonly t: "component"; readonly component: ComponentStatus }
  | { readonly t: "supervisor"; readonly supervisor: SupervisorStatus }
  | { readonly t: "operation"; readonly operation: Operation };

/** How many changes are kept for those who come back, and how far a reader may fall behind. */
export const KEPT_CHANGES = 1000;

/** The changes of this host, numbered; bounded, so that a slow reader costs nothing and is told what it missed. */
export class ChangeFeed {
  readonly #clock: Clock;
  readonly #kept: WatchUpdate[] = [];
  readonly #waiting = new Set<() => void>();
  #sequence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(change: Change): void {
    this.#kept.push({ sequence: ++this.#sequence, at: this.#clock.wall(), ...change });
    if (this.#kept.length > KEPT_CHANGES) this.#kept.shift();
    for (const wake of [...this.#waiting]) wake();
  }

  /**
   * Changes from a point on, for ever. With 0, or where the point is not kept any more, a snapshot comes first; a reader
   * that fell behind is told how many changes it lost, and gets a snapshot.
   */
  async *follow(afterSequence: number, snapshot: () => Promise<HostStatus>, signal: AbortSignal): AsyncGenerator<WatchUpdate> {
    let told = afterSequence;
    if (afterSequence === 0 || !this.#reaches(afterSequence)) {
      told = this.#sequence;
      yield await this.#snapshot(told, snapshot);
    }
    while (!signal.aborted) {
      const lost = this.#oldest() - 1 - told;
      if (lost > 0) {
        told = this.#sequence;
        yield { sequence: told, at: this.#clock.wall(), t: "dropped", count: lost };
        yield await this.#snapshot(told, snapshot);
      }
      const next = this.#kept[told + 1 - this.#oldest()];
      if (next === undefined) await this.#news(signal);
      else {
        told = next.sequence;
        yield next;
      }
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

  async #snapshot(sequence: number, snapshot: () => Promise<HostStatus>): Promise<WatchUpdate> {
    return { sequence, at: this.#clock.wall(), t: "snapshot", status: await snapshot() };
  }

  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      if (signal.aborted) return resolve();
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}
