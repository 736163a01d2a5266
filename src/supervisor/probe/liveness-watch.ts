import type { Clock } from "../../core/clock.ts";
import type { LiveSpec } from "../../core/component-spec.ts";
import type { Ms } from "../../core/duration.ts";
import type { ProbeResult } from "./probe.ts";
import { type Try, tryRepeatedly } from "./try-loop.ts";

/** What a watch of liveness uses and whom it tells. No call is made after the watch was stopped. */
export interface LivenessPorts {
  readonly clock: Clock;
  readonly attempt: Try;
  /**
   * So many tries in a row have failed; told once, until a try has succeeded again.
   * @param why the last of them.
   */
  readonly onUnhealthy: (why: string, failures: number) => void;
  /** The first success after {@link onUnhealthy}. */
  readonly onRecovered: () => void;
  /** After every try, before the others. */
  readonly onTry?: (result: ProbeResult) => void;
}

/** The parts of a liveness specification that the watch itself needs. */
export type LivenessRules = Pick<LiveSpec, "interval" | "failures">;

/**
 * Finds out when a component that was ready does not answer any more. To be started no earlier than it is ready:
 * a slow start is no illness. It tries every `interval`, counted from the end of a try, so that tries never overlap.
 */
export class LivenessWatch implements Disposable {
  readonly #rules: LivenessRules;
  readonly #ports: LivenessPorts;
  readonly #end = new AbortController();
  #started = false;
  #unhealthy = false;
  #failedInRow = 0;

  constructor(rules: LivenessRules, ports: LivenessPorts) {
    this.#rules = rules;
    this.#ports = ports;
  }

  /** Begins with a try at once. A second call changes nothing, and so does one after {@link stop}. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    void tryRepeatedly(this.#ports.clock, this.#ports.attempt, (result) => this.#judge(result), this.#end.signal);
  }

  /** Ends the watch and the try in progress, at once and for good. Safe to call twice, and from within a callback. */
  stop(): void {
    this.#end.abort();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #judge(result: ProbeResult): Ms {
    this.#failedInRow = result.ok ? 0 : this.#failedInRow + 1;
    this.#ports.onTry?.(result);
    if (!this.#end.signal.aborted) this.#tell(result);
    return this.#rules.interval;
  }

  #tell(result: ProbeResult): void {
    if (!result.ok && !this.#unhealthy && this.#failedInRow >= this.#rules.failures) {
      this.#unhealthy = true;
      this.#ports.onUnhealthy(result.why, this.#failedInRow);
    } else if (result.ok && this.#unhealthy) {
      this.#unhealthy = false;
      this.#ports.onRecovered();
    }
  }
}
