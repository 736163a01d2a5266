import type { CancelTimer } from "../../core/clock.ts";
import { type MonoMs, ms } from "../../core/duration.ts";
import { AttemptGate } from "./attempt-gate.ts";
import { ChangeBell } from "./change-bell.ts";
import type { FleetWatch, WatchOptions, WatchSource } from "./fleet-watch.ts";
import { HostWatch } from "./host-watch.ts";
import type { WatchedHost } from "./watched-host.ts";

const FIRST_WORD_WITHIN = ms(15_000);
/** How often all hosts are looked at for silence: one timer for all. */
const LOOK_EVERY = ms(1_000);

/**
 * Watches hosts until it is disposed of: a connection each, opened again for ever where it was lost. Begins at once. Names
 * must differ.
 */
export function watchHosts(sources: readonly WatchSource[], options: WatchOptions): FleetWatch {
  return new HostsWatch(sources, options);
}

class HostsWatch implements FleetWatch {
  readonly hosts: Map<string, WatchedHost>;
  readonly #options: WatchOptions;
  readonly #bell: ChangeBell;
  readonly #watches: readonly HostWatch[];
  readonly #ended: Promise<unknown>;
  #lookedAt: MonoMs;
  #cancelLook: CancelTimer = () => {};

  constructor(sources: readonly WatchSource[], options: WatchOptions) {
    const { clock, usageEvery, concurrency, firstWordWithin = FIRST_WORD_WITHIN } = options;
    const gate = new AttemptGate(concurrency);
    const changed = (host: WatchedHost) => {
      this.hosts.set(host.name, host);
      this.#bell.ring(host.name);
    };
    const callContext = (signal: AbortSignal) => options.callContext(signal);
    const parts = { clock, usageEvery, firstWordWithin, gate, callContext, changed };
    this.#options = options;
    this.#bell = new ChangeBell(clock);
    this.#watches = sources.map((source) => new HostWatch(source, parts));
    this.hosts = new Map(this.#watches.map(({ host }) => [host.name, host]));
    this.#ended = Promise.all(this.#watches.map((watch) => watch.run()));
    this.#lookedAt = clock.now();
    this.#look();
  }

  onChange(listener: (changed: ReadonlySet<string>) => void): () => void {
    return this.#bell.listen(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const watch of this.#watches) watch.close();
    this.#cancelLook();
    await this.#ended;
    this.#bell[Symbol.dispose]();
  }

  #look(): void {
    this.#cancelLook = this.#options.clock.after(LOOK_EVERY, () => {
      const now = this.#options.clock.now();
      // Who looks late, as after a suspended machine, has not listened: what the hosts said waits to be read.
      const late = now - this.#lookedAt > 2 * LOOK_EVERY;
      this.#lookedAt = now;
      if (!late) for (const watch of this.#watches) watch.look(now);
      this.#look();
    });
  }
}
