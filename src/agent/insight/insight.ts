import type { Clock } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import type { Finding } from "../../core/finding.ts";
import type { HomePaths } from "../../core/home-paths.ts";
import type { EventBatch, EventsQuery } from "../../core/host-event.ts";
import type { ConfigurationReport, NotificationTrial } from "../../core/host-reports.ts";
import type { ComponentName } from "../../core/names.ts";
import type { SupervisorStatus } from "../../core/status.ts";
import type { UsageQuery, UsageSeries } from "../../core/usage-history.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import type { Environment } from "../../supervisor/child-environment.ts";
import type { Sampler } from "../../supervisor/sampler.ts";
import type { ServerSupervisor } from "../../supervisor/server-supervisor.ts";
import type { Settings } from "../agent-settings.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Change, Observer } from "../change.ts";
import type { ChangeFeed } from "../change-feed.ts";
import { Checkup } from "../checkup/checkup.ts";
import { MetricsListener } from "../metrics/metrics-listener.ts";
import { Notifications } from "../notify/notifications.ts";
import { AgentMemory } from "./agent-memory.ts";

/** What this needs of the agent around it. */
export interface InsightParts {
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly paths: HomePaths;
  readonly version: string;
  readonly env: Environment;
  readonly supervisor: ServerSupervisor;
  readonly sampler: Sampler;
  readonly audit: AuditLog;
  readonly feed: ChangeFeed;
  /** The configuration in use. */
  settings(): Settings;
  /** The Server Supervisor as it stands, with the figures of the agent's own process. */
  own(): SupervisorStatus;
  /** The last lines of a component's log. Never rejects. */
  tail(name: ComponentName, lines: number): Promise<readonly string[]>;
}

/** What the agent remembers and finds out about this host, beside how things stand: events, figures, findings. */
export class Insight implements Observer {
  readonly #parts: InsightParts;
  readonly #metrics: MetricsListener;
  readonly #notifications: Notifications;
  readonly #checkup: Checkup;
  readonly #memory: AgentMemory;

  constructor(parts: InsightParts) {
    this.#parts = parts;
    this.#notifications = new Notifications({
      ...parts,
      agentLife: () => parts.feed.epoch,
      host: () => parts.settings().host,
      random: Math.random,
    });
    this.#metrics = new MetricsListener({ ...parts, notifications: () => this.#notifications.figures });
    this.#checkup = new Checkup(parts);
    this.#memory = new AgentMemory(parts);
  }

  /** The wall clock of this host. */
  now(): Date {
    return this.#parts.clock.wall();
  }

  /** Components of which something is remembered. */
  get components(): readonly ComponentName[] {
    return this.#memory.components;
  }

  /** What an operator should know, each one sentence. */
  get warnings(): readonly string[] {
    return [...this.#memory.warnings, ...this.#metrics.warnings, ...this.#notifications.warnings];
  }

  changed(change: Change): void {
    this.#memory.changed(change);
    this.#metrics.changed(change);
    this.#notifications.changed(change);
  }

  /** A call has ended. @param method as `Status`. @param code the gRPC code's name, as `OK`. */
  called(method: string, code: string, took: Ms): void {
    this.#metrics.called(method, code, took);
  }

  /** Takes what a configuration says of metrics and notifications into use. */
  use({ metrics, notify }: Settings): void {
    void this.#metrics.use(metrics);
    this.#notifications.use(notify);
  }

  events(query: EventsQuery, signal: AbortSignal): AsyncGenerator<EventBatch> {
    return this.#memory.events(query, signal);
  }

  usage(query: UsageQuery): readonly UsageSeries[] {
    return this.#memory.usage(query);
  }

  diagnose(): Promise<readonly Finding[]> {
    return this.#checkup.diagnose();
  }

  configuration(): Pick<ConfigurationReport, "file" | "yaml"> {
    return this.#checkup.configuration();
  }

  async testNotifications(names: readonly string[], by: string, signal: AbortSignal): Promise<readonly NotificationTrial[]> {
    return await this.#notifications.test(names, by, signal);
  }

  /** Writes what is not on disk yet. */
  async close(): Promise<void> {
    await Promise.all([this.#metrics.close(), this.#notifications.close()]);
    await this.#memory.close();
  }
}
