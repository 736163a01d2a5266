import type { Clock } from "../../core/clock.ts";
import type { ReadySpec } from "../../core/component-spec.ts";
import type { Ms } from "../../core/duration.ts";
import type { ListenerVerdict } from "./listener-check.ts";
import type { ProbeResult } from "./probe.ts";
import { type Try, tryRepeatedly } from "./try-loop.ts";

/** What a watch of readiness uses and whom it tells. No call is made after the watch was stopped. */
export interface ReadinessPorts {
  readonly clock: Clock;
  readonly attempt: Try;
  /** Asked after the first success of each time that the component becomes ready, where the listener must be its own. */
  readonly checkListener: () => Promise<ListenerVerdict>;
  readonly onReady: () => void;
  /** @param why the last failed try of those that decided it. */
  readonly onUnready: (why: string) => void;
  /** After every try, before the others. A success on a foreign listener comes as a failure. */
  readonly onTry?: (result: ProbeResult) => void;
}

/** The parts of a readiness specification that the watch itself needs. */
export type ReadinessRules = Pick<ReadySpec, "interval" | "recheck" | "failures" | "listener">;

/**
 * Finds out when one run of a component becomes ready, stops being so, and becomes so again. Not ready, it tries every
 * `interval`; ready, every `recheck`, and after a failure every `interval` until it succeeds or `failures` in a row have failed.
 * A pause is counted from the end of a try, so that tries never overlap.
 */
export class ReadinessWatch implements Disposable {
  readonly #rules: ReadinessRules;
  readonly #ports: ReadinessPorts;
  readonly #end = new AbortController();
  #started = false;
  #ready = false;
  #failedInRow = 0;
  #lastFailure: string | null = null;

  constructor(rules: ReadinessRules, ports: ReadinessPorts) {
    this.#rules = rules;
    this.#ports = ports;
  }

  /** Why the last failed try failed; a later success does not clear it. Null while none has failed. */
  get lastFailure(): string | null {
    return this.#lastFailure;
  }

  /** Begins with a try at once. A second call changes nothing, and so does one after {@link stop}. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    void tryRepeatedly(
      this.#ports.clock,
      (signal) => this.#try(signal),
      (result) => this.#judge(result),
      this.#end.signal,
    );
  }

  /** Ends the watch and the try in progress, at once and for good. Safe to call twice, and from within a callback. */
  stop(): void {
    this.#end.abort();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  async #try(signal: AbortSignal): Promise<ProbeResult> {
    const result = await this.#ports.attempt(signal);
    if (!result.ok || this.#ready || this.#rules.listener === "any") return result;
    const listener = await this.#ports.checkListener();
    return listener.ok ? result : listener;
  }

  #judge(result: ProbeResult): Ms {
    this.#lastFailure = result.ok ? this.#lastFailure : result.why;
    this.#failedInRow = result.ok ? 0 : this.#failedInRow + 1;
    this.#ports.onTry?.(result);
    const ready = result.ok || (this.#ready && this.#failedInRow < this.#rules.failures);
    if (ready !== this.#ready) this.#change(ready);
    return result.ok ? this.#rules.recheck : this.#rules.interval;
  }

  #change(ready: boolean): void {
    this.#ready = ready;
    if (this.#end.signal.aborted) return; // stopped by onTry
    if (ready) this.#ports.onReady();
    else this.#ports.onUnready(this.#lastFailure ?? "");
  }
}
