import type { MetricsConfig } from "../../core/agent-config.ts";
import type { CancelTimer, Clock } from "../../core/clock.ts";
import { type Ms, seconds } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import type { Change, Observer } from "../change.ts";
import { Certificates } from "../network/certificates.ts";
import type { MetricsPage } from "./metrics-page.ts";
import type { MetricsServer } from "./metrics-server.ts";
import { type ReadingSources, Readings } from "./take-reading.ts";

/** What the listener works with. */
export interface MetricsParts extends ReadingSources {
  readonly clock: Clock;
  readonly log: AgentLog;
}

/** How often certificates are looked at, and an address that could not be had is tried again. */
const LOOK_EVERY = seconds(5);

/**
 * Where the agent's figures are read, as the configuration says it. What keeps it from that is a warning and not the end of the agent: it
 * tries again. What it needs for that is loaded where it is configured, and costs nothing where it is not.
 */
export class MetricsListener implements Observer {
  readonly #parts: MetricsParts;
  #wanted: MetricsConfig | null = null;
  #page: MetricsPage | null = null;
  #server: MetricsServer | null = null;
  #certificates: Certificates | null = null;
  #problem: string | null = null;
  #cancelLook: CancelTimer = () => {};
  /** Opening and closing, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: MetricsParts) {
    this.#parts = parts;
  }

  /** Answers there from now on; null: nowhere. Resolves when it does or cannot; never rejects. */
  use(metrics: MetricsConfig | null): Promise<void> {
    if (JSON.stringify(metrics) === JSON.stringify(this.#wanted)) return this.#turn;
    this.#wanted = metrics;
    return this.#next(async () => {
      await this.#shut();
      if (this.#wanted !== metrics) return;
      if (metrics === null) this.#page = null;
      else await this.#open(metrics);
    });
  }

  /** What an operator should know, each one sentence. */
  get warnings(): readonly string[] {
    if (this.#wanted === null) return [];
    if (this.#problem !== null) return [`its metrics cannot be read: ${this.#problem}; it tries again`];
    const problem = this.#certificates?.problem ?? null;
    return problem === null ? [] : [`certificates of metrics are not taken up as they are now: ${problem}`];
  }

  changed(change: Change): void {
    if (change.t === "operation" && change.operation.result !== "running") this.#page?.ended(change.operation);
  }

  called(method: string, code: string, took: Ms): void {
    this.#page?.called(method, code, took);
  }

  /** Answers no more. Never rejects. */
  close(): Promise<void> {
    return this.use(null);
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch((error) => this.#parts.log.error({ why: messageOf(error) }, "internal error"));
    return this.#turn;
  }

  async #open(metrics: MetricsConfig): Promise<void> {
    const { clock, log } = this.#parts;
    const address = `${metrics.host}:${metrics.port}`;
    try {
      const [{ MetricsPage }, { serveMetrics }] = await Promise.all([import("./metrics-page.ts"), import("./metrics-server.ts")]);
      const readings = new Readings(this.#parts);
      this.#page ??= new MetricsPage(clock, () => readings.take());
      this.#certificates = metrics.tls === null ? null : new Certificates(metrics.tls);
      const report = (error: unknown) => log.error({ why: messageOf(error) }, "a scrape failed");
      const { page, certificates } = { page: this.#page, certificates: this.#certificates };
      this.#server = await serveMetrics({ host: metrics.host, port: metrics.port, certificates, page, clock, report });
      this.#problem = null;
      log.info({ address, tls: certificates !== null }, "metrics can be read");
      if (metrics.plain) log.warn({ address }, "everybody who reaches this address can read the metrics");
    } catch (error) {
      const why = `cannot listen at ${address}: ${messageOf(error)}`;
      if (why !== this.#problem) log.error({ address, why }, "metrics cannot be read; trying again");
      this.#problem = why;
    }
    this.#lookLater();
  }

  async #shut(): Promise<void> {
    this.#cancelLook();
    await this.#server?.close();
    this.#server = null;
    this.#certificates = null;
    this.#problem = null;
  }

  #lookLater(): void {
    this.#cancelLook();
    this.#cancelLook = this.#parts.clock.after(LOOK_EVERY, () => this.#lookNow(), { idle: true });
  }

  #lookNow(): void {
    const wanted = this.#wanted;
    if (this.#server === null && wanted !== null) {
      void this.#next(async () => {
        if (this.#wanted === wanted && this.#server === null) await this.#open(wanted);
      });
      return;
    }
    if (this.#certificates?.refresh() === true) {
      this.#parts.log.info({}, "certificates of metrics read anew");
      this.#server?.renewTls();
    }
    this.#lookLater();
  }
}
