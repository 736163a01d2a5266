import type { Clock } from "../../core/clock.ts";
import { between } from "../../core/clock.ts";
import { type MonoMs, type Ms, seconds } from "../../core/duration.ts";
import type { Operation } from "../../core/operation.ts";
import { HostMetrics } from "./host-metrics.ts";
import type { Page } from "./metrics-server.ts";
import type { Reading } from "./reading.ts";

/** A text that is younger is told again: however many ask, it is made once a second. */
const FRESH = seconds(1);

/** The text of `/metrics`, and what is counted for it as it happens. */
export class MetricsPage implements Page {
  readonly #metrics = new HostMetrics();
  readonly #clock: Clock;
  readonly #read: () => Promise<Reading>;
  #made: { readonly at: MonoMs; readonly text: string } | null = null;
  #making: Promise<string> | null = null;

  constructor(clock: Clock, read: () => Promise<Reading>) {
    this.#clock = clock;
    this.#read = read;
  }

  get contentType(): string {
    return this.#metrics.contentType;
  }

  called(method: string, code: string, took: Ms): void {
    this.#metrics.called(method, code, took);
  }

  ended(operation: Operation): void {
    this.#metrics.ended(operation);
  }

  text(): Promise<string> {
    const now = this.#clock.now();
    if (this.#made !== null && between(this.#made.at, now) < FRESH) return Promise.resolve(this.#made.text);
    this.#making ??= this.#make(now).finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  async #make(at: MonoMs): Promise<string> {
    const text = await this.#metrics.text(await this.#read());
    this.#made = { at, text };
    return text;
  }
}
