import { NewestEvents } from "./newest-events.ts";
import type { PrintEvents } from "./print-events.ts";
import type { ToldEvent } from "./told-event.ts";

/**
 * Puts what happened before on many hosts in order, before what happens from now on is shown: whoever comes first waits until
 * all have begun, or until it takes too long. Who comes later than that is shown as it comes.
 */
export class EventBacklog {
  readonly #newest: NewestEvents;
  readonly #print: PrintEvents;
  readonly #released: Promise<void>;
  readonly #missing: Set<string>;
  #release = () => {};
  #over = false;

  constructor(hosts: readonly string[], limit: number, print: PrintEvents) {
    this.#newest = new NewestEvents(limit);
    this.#print = print;
    this.#missing = new Set(hosts);
    this.#released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  /** The first of a host. Resolves when what comes next may be shown. */
  async begin(host: string, events: readonly ToldEvent[]): Promise<void> {
    if (this.#over) return await this.#print(events);
    this.#newest.add(events);
    this.without(host);
    await this.#released;
  }

  /** From this host nothing needs to be waited for. */
  without(host: string): void {
    this.#missing.delete(host);
    if (this.#missing.size === 0) this.flush();
  }

  /** Shows what has come, and waits no more. Safe to call twice. */
  flush(): void {
    if (this.#over) return;
    this.#over = true;
    void this.#print(this.#newest.take()).finally(this.#release);
  }
}
