import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ComponentState } from "../../core/component-state.ts";
import type { Ms } from "../../core/duration.ts";
import type { Operation } from "../../core/operation.ts";
import type { SupervisorStatus } from "../../core/status.ts";
import { COMPONENT_FIGURES, HOST_FIGURES } from "./figures.ts";
import type { ComponentReading, Reading } from "./reading.ts";

const STATES = {
  stopped: true,
  starting: true,
  running: true,
  stopping: true,
  backoff: true,
  failed: true,
} as const satisfies Record<ComponentState, true>;

const OPERATION_BUCKETS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
const CALL_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];
/** Methods are few; should a defect ever make them many, they are one. */
const MOST_METHODS = 64;

/** Everything that this agent tells Prometheus, in a registry of its own. */
export class HostMetrics {
  readonly #registry = new Registry();
  readonly #methods = new Set<string>();
  /** What a process tree has used by now: it never goes back while the process is the same, though a member may have gone unseen. */
  readonly #cpu = new Map<string, { readonly generation: number; readonly seconds: number }>();

  readonly #about = this.#gauge("imageserving_build_info", "The agent and the host that it is for; always 1.", [
    "version",
    "host",
  ]);
  readonly #config = this.#gauge("imageserving_config_info", "The hash of the configuration in use; always 1.", ["hash"]);
  readonly #host = HOST_FIGURES.map(({ name, help, kind, of }) => ({ of, metric: this.#metric(kind, name, help, []) }));
  readonly #info = this.#gauge("imageserving_component_info", "The title of a component; always 1.", ["component", "title"]);
  readonly #state = this.#gauge("imageserving_component_state", "1 for the state that a component is in, 0 for the others.", [
    "component",
    "state",
  ]);
  readonly #component = COMPONENT_FIGURES.map(({ name, help, kind, of }) => ({
    of,
    metric: this.#metric(kind, name, help, ["component"]),
  }));
  readonly #cpuSeconds = this.#metric(
    "counter",
    "imageserving_component_cpu_seconds_total",
    "Processor time of a component's processes since it was started.",
    ["component"],
  );
  readonly #operations = this.#counter("imageserving_operations_total", "Operations that have ended.", ["kind", "result"]);
  readonly #operationSeconds = new Histogram({
    name: "imageserving_operation_duration_seconds",
    help: "How long operations took that have ended.",
    labelNames: ["kind"],
    buckets: OPERATION_BUCKETS,
    registers: [this.#registry],
  });
  readonly #calls = this.#counter("imageserving_grpc_calls_total", "Calls to the agent that have ended.", ["method", "code"]);
  readonly #callSeconds = new Histogram({
    name: "imageserving_grpc_call_duration_seconds",
    help: "How long calls took that have ended; streams last as long as they are read.",
    labelNames: ["method"],
    buckets: CALL_BUCKETS,
    registers: [this.#registry],
  });
  readonly #notifications = this.#counter(
    "imageserving_notifications_total",
    "Messages of a notification that were delivered or failed, and happenings that no message told (lost).",
    ["notification", "result"],
  );
  readonly #waiting = this.#gauge(
    "imageserving_notifications_waiting",
    "Messages that wait to be sent, and happenings that wait for the rate limit.",
    ["notification"],
  );
  readonly #certificates = this.#gauge(
    "imageserving_certificate_expiry_timestamp_seconds",
    "When a certificate of this host expires, in seconds since 1970.",
    ["use"],
  );

  constructor() {
    for (const kind of ["start", "stop", "restart"]) {
      // So that the first of them is seen as an increase.
      for (const result of ["done", "failed", "cancelled"]) this.#operations.inc({ kind, result }, 0);
      this.#operationSeconds.zero({ kind });
    }
  }

  /** What the text is, for whoever reads it. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The name of every metric, without the suffixes of histograms. */
  get names(): readonly string[] {
    return this.#registry.getMetricsAsArray().map(({ name }) => name);
  }

  /** Counts a call that has ended. */
  called(method: string, code: string, took: Ms): void {
    const known = this.#methods.has(method) || this.#methods.size < MOST_METHODS;
    const label = known ? method : "other";
    this.#methods.add(label);
    this.#calls.inc({ method: label, code });
    this.#callSeconds.observe({ method: label }, took / 1_000);
  }

  /** Counts an operation that has ended. */
  ended({ kind, result, durationMs }: Operation): void {
    this.#operations.inc({ kind, result });
    this.#operationSeconds.observe({ kind }, durationMs / 1_000);
  }

  /** The text of a scrape. */
  async text(reading: Reading): Promise<string> {
    this.#setHost(reading);
    this.#setComponents(reading.components);
    return await this.#registry.metrics();
  }

  #setHost({ host, supervisor, notifications, certificates, ...rest }: Reading): void {
    this.#setAbout(host, supervisor);
    for (const { of, metric } of this.#host) set(metric, {}, of({ host, supervisor, notifications, certificates, ...rest }));
    for (const metric of [this.#notifications, this.#waiting, this.#certificates]) metric.reset();
    for (const { name: notification, delivered, failed, lost, waiting, held } of notifications) {
      for (const [result, count] of Object.entries({ delivered, failed, lost }))
        this.#notifications.inc({ notification, result }, count);
      this.#waiting.set({ notification }, waiting + held);
    }
    for (const { use, expires } of certificates) this.#certificates.set({ use }, expires.getTime() / 1_000);
  }

  #setAbout(host: string, { version, configHash }: SupervisorStatus): void {
    this.#about.reset();
    this.#about.set({ version, host }, 1);
    this.#config.reset();
    if (configHash !== "") this.#config.set({ hash: configHash }, 1);
  }

  #setComponents(components: readonly ComponentReading[]): void {
    for (const metric of [this.#info, this.#state, this.#cpuSeconds]) metric.reset();
    for (const { metric } of this.#component) metric.reset();
    for (const one of components) {
      const { name: component, title, state } = one.status;
      this.#info.set({ component, title }, 1);
      for (const each of Object.keys(STATES)) this.#state.set({ component, state: each }, each === state ? 1 : 0);
      for (const { of, metric } of this.#component) set(metric, { component }, of(one));
      set(this.#cpuSeconds, { component }, this.#cpuOf(one));
    }
    for (const name of this.#cpu.keys()) if (!components.some(({ status }) => status.name === name)) this.#cpu.delete(name);
  }

  #cpuOf({ status: { name, generation, usage } }: ComponentReading): number | null {
    const before = this.#cpu.get(name);
    const least = before?.generation === generation ? before.seconds : 0;
    if (usage?.cpuSeconds === undefined) return null;
    const seconds = Math.max(least, usage.cpuSeconds);
    this.#cpu.set(name, { generation, seconds });
    return seconds;
  }

  #metric(kind: "gauge" | "counter", name: string, help: string, labels: readonly string[]): Gauge | Counter {
    return kind === "gauge" ? this.#gauge(name, help, labels) : this.#counter(name, help, labels);
  }

  #gauge(name: string, help: string, labels: readonly string[]): Gauge {
    return new Gauge({ name, help, labelNames: [...labels], registers: [this.#registry] });
  }

  #counter(name: string, help: string, labels: readonly string[]): Counter {
    return new Counter({ name, help, labelNames: [...labels], registers: [this.#registry] });
  }
}

/** What is not known is not told: a 0 would be a lie. */
function set(metric: Gauge | Counter, labels: Readonly<Record<string, string>>, value: number | null): void {
  if (metric instanceof Counter) metric.remove(labels);
  else if (value === null) metric.remove(labels);
  if (value === null) return;
  if (metric instanceof Counter) metric.inc({ ...labels }, value);
  else metric.set({ ...labels }, value);
}
