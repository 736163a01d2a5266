import type { WatchConnection, WatchSource } from "../../../../src/cli/watch/fleet-watch.ts";
import type { WatchQuery, WatchUpdate } from "../../../../src/core/host-service.ts";
import type { HostStatus } from "../../../../src/core/status.ts";
import { NOON } from "../samples.ts";

type Said = { readonly update: WatchUpdate } | { readonly error: unknown } | { readonly end: true };

/** One stream of changes, spoken by the test. */
export class FakeStream {
  readonly query: WatchQuery;
  readonly signal: AbortSignal;
  readonly #said: Said[] = [];
  #wake = () => {};

  constructor(query: WatchQuery, signal: AbortSignal) {
    this.query = query;
    this.signal = signal;
  }

  say(update: WatchUpdate): void {
    this.#add({ update });
  }

  fail(error: unknown): void {
    this.#add({ error });
  }

  end(): void {
    this.#add({ end: true });
  }

  #add(said: Said): void {
    this.#said.push(said);
    this.#wake();
  }

  async *read(): AsyncGenerator<WatchUpdate> {
    const gone = new Promise<never>((_, reject) =>
      this.signal.addEventListener("abort", () => reject(this.signal.reason), { once: true }),
    );
    gone.catch(() => {});
    for (;;) {
      const next = this.#said.shift();
      if (next === undefined) {
        await Promise.race([
          gone,
          new Promise<void>((resolve) => {
            this.#wake = resolve;
          }),
        ]);
      } else if ("error" in next) throw next.error;
      else if ("end" in next) return;
      else yield next.update;
    }
  }
}

/** A host that is watched, played by the test. */
export class FakeSource implements WatchSource {
  readonly name: string;
  readonly streams: FakeStream[] = [];
  open_ = 0;
  opened = 0;
  /** Thrown by the next attempts. */
  refusing: unknown = null;
  status: () => Promise<HostStatus> = () => Promise.reject(new Error("nobody expected that"));
  asked = 0;

  constructor(name = "node3") {
    this.name = name;
  }

  open(): WatchConnection {
    this.opened++;
    this.open_++;
    let open = true;
    const self = this;
    return {
      async *watch(query, { signal }) {
        if (self.refusing !== null) throw self.refusing;
        const stream = new FakeStream(query, signal);
        self.streams.push(stream);
        yield* stream.read();
      },
      status: () => {
        self.asked++;
        return self.status();
      },
      close: () => {
        if (open) self.open_--;
        open = false;
      },
    };
  }

  get stream(): FakeStream {
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error("nobody watches");
    return stream;
  }
}

/** What stands on every update. */
export const stamp = (sequence: number, epoch = "life-1", at = NOON) => ({ sequence, at, epoch });
