import { type BoundedAsk, boundedAsk } from "../core/bounded-ask.ts";
import type { Clock } from "../core/clock.ts";
import type { Ms } from "../core/duration.ts";
import { FaultError, messageOf } from "../core/fault.ts";
import { type Answer, outcomeOf } from "./outcome.ts";

/** How many hosts are asked at once unless something else is said. */
export const DEFAULT_WIDTH = 64;

/** How many hosts are asked, and for how long. */
export interface FanOutOptions {
  /** How many at once, at least 1. */
  readonly width: number;
  /** For one host, from when its turn comes; null: as long as `ask` takes. When it is over the answer is NOT_RESPONDING. */
  readonly hostDeadline: Ms | null;
  readonly clock: Clock;
  /** Ends it: hosts that are being asked are unknown then, and those whose turn had not come unreachable, all with CANCELLED. */
  readonly signal: AbortSignal;
}

/**
 * Asks many hosts and yields one answer for each, as they come. A host's turn comes only when an answer is waited for, so
 * that who leaves the loop after a bad one has asked no further host. Leaving the loop aborts the signals of those in flight.
 *
 * `ask` should heed its signal: a host is answered for when it is given up, whether or not the question has ended.
 */
export async function* fanOut<H extends { readonly name: string }, T>(
  hosts: readonly H[],
  ask: (host: H, signal: AbortSignal) => Promise<T>,
  options: FanOutOptions,
): AsyncGenerator<Answer<T>> {
  const flights = new Flights(hosts, ask, options);
  const stop = () => flights.stop(new FaultError({ code: "CANCELLED", why: whyStopped(options.signal.reason) }));
  options.signal.addEventListener("abort", stop, { once: true });
  if (options.signal.aborted) stop();
  try {
    for (let given = 0; given < hosts.length; given++) yield await flights.next();
  } finally {
    options.signal.removeEventListener("abort", stop);
    flights.stop(new FaultError({ code: "CANCELLED", why: "its answer is not waited for any more" }));
  }
}

const whyStopped = (reason: unknown): string =>
  reason instanceof FaultError && reason.fault.code === "CANCELLED" ? reason.fault.why : "it was interrupted";

/** The hosts whose turn has come, and the answers that nobody has taken yet. */
class Flights<H extends { readonly name: string }, T> {
  readonly #hosts: readonly H[];
  readonly #ask: (host: H, signal: AbortSignal) => Promise<T>;
  readonly #options: FanOutOptions;
  readonly #open = new Set<BoundedAsk<T>>();
  readonly #answers: Answer<T>[] = [];
  #turn = 0;
  #stopped: FaultError | null = null;
  #wake = () => {};

  constructor(hosts: readonly H[], ask: (host: H, signal: AbortSignal) => Promise<T>, options: FanOutOptions) {
    this.#hosts = hosts;
    this.#ask = ask;
    this.#options = options;
  }

  /** The next answer. To be called once for each host, one call after the other. */
  async next(): Promise<Answer<T>> {
    while (this.#open.size < this.#options.width && this.#turn < this.#hosts.length) this.#begin(this.#hosts[this.#turn++] as H);
    for (;;) {
      const answer = this.#answers.shift();
      if (answer !== undefined) return answer;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Gives up whoever is being asked, and asks nobody from now on. */
  stop(why: FaultError): void {
    this.#stopped ??= why;
    for (const flight of this.#open) flight.giveUp(why);
  }

  #begin(host: H): void {
    if (this.#stopped !== null) {
      this.#land({ host: host.name, outcome: "unreachable", error: this.#stopped }); // nothing was sent to it
      return;
    }
    const { clock, hostDeadline } = this.#options;
    const late = () => new FaultError({ code: "NOT_RESPONDING", target: host.name, pid: null, afterMs: hostDeadline ?? 0 });
    const flight = boundedAsk((signal) => this.#ask(host, signal), { clock, within: hostDeadline, late });
    this.#open.add(flight);
    const landed = (answer: Answer<T>) => {
      this.#open.delete(flight);
      this.#land(answer);
    };
    flight.result.then(
      (value) => landed({ host: host.name, outcome: "ok", value }),
      (error) => landed(this.#failure(host.name, error)),
    );
  }

  #failure(host: string, error: unknown): Answer<T> {
    if (error === this.#stopped && this.#stopped !== null) return { host, outcome: "unknown", error: this.#stopped };
    if (error instanceof FaultError) return { host, outcome: outcomeOf(error), error };
    const defect = `internal error: ${messageOf(error)}`; // of ours, and no reason to hide how the other hosts fared
    return { host, outcome: outcomeOf(error), error: new FaultError({ code: "AGENT_ERROR", cause: defect }, defect) };
  }

  #land(answer: Answer<T>): void {
    this.#answers.push(answer);
    this.#wake();
  }
}
