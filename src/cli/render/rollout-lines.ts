import { between, type CancelTimer, type Clock } from "../../core/clock.ts";
import { seconds } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { RolloutEvent } from "../../fleet/rollout/rollout-event.ts";
import type { TextOutput } from "../terminal.ts";
import { rolloutEventLine } from "./rollout-event-line.ts";
import type { RolloutProgress } from "./rollout-progress.ts";
import { flightWords, wholeSeconds } from "./rollout-words.ts";

/** Shows on stderr how a rollout goes on. */
export interface RolloutView {
  event(event: RolloutEvent): void;
  /** Writes something in between; on a screen it stands above the lines that are redrawn. */
  print(write: () => void): void;
  /** Leaves the terminal clean. To be called before anything else is written. Safe to call twice. */
  close(): void;
}

/** For so long a rollout may say nothing. */
const SILENT_FOR = seconds(30);
const MOST_NAMED = 5;

/** A line per event, for everything that is no terminal; a word now and then while nothing happens. */
export class RolloutLines implements RolloutView {
  readonly #out: TextOutput;
  readonly #clock: Clock;
  readonly #progress: RolloutProgress;
  readonly #badOnly: boolean;
  #tick: CancelTimer = () => {};

  constructor(out: TextOutput, clock: Clock, progress: RolloutProgress, badOnly: boolean) {
    this.#out = out;
    this.#clock = clock;
    this.#progress = progress;
    this.#badOnly = badOnly;
  }

  event(event: RolloutEvent): void {
    this.#progress.take(event);
    const line = rolloutEventLine(event, this.#progress.batches);
    if (line !== null && (line.weight === "bad" || !this.#badOnly)) this.#out.write(`${line.text}\n`);
    this.#later();
  }

  print(write: () => void): void {
    write();
  }

  close(): void {
    this.#tick();
  }

  #later(): void {
    this.#tick();
    if (this.#badOnly) return;
    const remind = () => {
      const words = this.#stillWords();
      if (words !== "") this.#out.write(`${words}\n`);
      this.#later();
    };
    this.#tick = this.#clock.after(SILENT_FOR, remind, { idle: true });
  }

  /** `still in flight: node03 (restarting, 42s)` */
  #stillWords(): string {
    const { flights, policy } = this.#progress;
    const now = this.#clock.now();
    const named = flights
      .slice(0, MOST_NAMED)
      .map((flight) => `${flight.host} (${flightWords(flight, now, policy)}, ${wholeSeconds(between(flight.since, now))})`);
    const others = flights.length > MOST_NAMED ? ` and ${flights.length - MOST_NAMED} more` : "";
    return named.length === 0 ? "" : harmlessText(`still in flight: ${named.join(", ")}${others}`);
  }
}
