import type { KeptEvent } from "./event-ring.ts";

/** How far a reader may fall behind. */
const MOST_EVENTS_BEHIND = 1_000;
const MOST_BYTES_BEHIND = 2 ** 20;

/** One who is told what happens from now on. What he does not take in time is lost to him, and counted. */
export class EventFollower {
  #waiting: KeptEvent[] = [];
  #bytes = 0;
  #dropped = 0;
  #wake: () => void = () => {};
  readonly #wants: (event: KeptEvent) => boolean;

  constructor(wants: (event: KeptEvent) => boolean) {
    this.#wants = wants;
  }

  tell(event: KeptEvent): void {
    if (!this.#wants(event)) return;
    this.#waiting.push(event);
    this.#bytes += event.bytes;
    while (this.#waiting.length > MOST_EVENTS_BEHIND || this.#bytes > MOST_BYTES_BEHIND) this.#drop();
    this.#wake();
  }

  /** What has happened since the last time, and how many events before these are lost. */
  take(): { readonly events: readonly KeptEvent[]; readonly dropped: number } {
    const taken = { events: this.#waiting, dropped: this.#dropped };
    this.#waiting = [];
    this.#bytes = 0;
    this.#dropped = 0;
    return taken;
  }

  /** Resolves when there is something to take, or when the signal aborts. Leaves no listener behind. */
  news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || this.#waiting.length > 0) return resolve();
      const wake = () => {
        this.#wake = () => {};
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#wake = wake;
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  #drop(): void {
    this.#bytes -= this.#waiting.shift()?.bytes ?? 0;
    this.#dropped++;
  }
}
