import type { Clock } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
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

  constructor(parts: InsightParts) {
    this.#parts = parts;
  }

  /** The wall clock of this host. */
  now(): Date {
    return this.#parts.clock.wall();
  }

  /** Components of which something is remembered. */
  get components(): readonly ComponentName[] {
    return [];
  }

  changed(_: Change): void {}

  /** A call has ended. @param method as `Status`. @param code the gRPC code's name, as `OK`. */
  called(_method: string, _code: string, _took: Ms): void {}

  /** Takes what a configuration says of metrics and notifications into use. */
  use(_: Settings): void {}

  async *events(_: EventsQuery, signal: AbortSignal): AsyncGenerator<EventBatch> {
    signal.throwIfAborted();
    yield { events: [], forgottenUntil: null, dropped: 0, now: this.now() };
  }

  usage(_: UsageQuery): readonly UsageSeries[] {
    return [];
  }

  async diagnose(): Promise<readonly Finding[]> {
    return [];
  }

  configuration(): Pick<ConfigurationReport, "file" | "yaml"> {
    return { file: "", yaml: "" };
  }

  async testNotifications(names: readonly string[], _by: string, _signal: AbortSignal): Promise<readonly NotificationTrial[]> {
    if (names.length > 0) throw new FaultError({ code: "INVALID_REQUEST", problem: "no notifications are configured" });
    return [];
  }

  /** Writes what is not on disk yet. */
  async close(): Promise<void> {}
}
