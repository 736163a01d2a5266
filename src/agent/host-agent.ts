import { ms, seconds } from "../core/duration.ts";
import { FaultError } from "../core/fault.ts";
import type { CheckupReport } from "../core/finding.ts";
import type { EventBatch, EventsQuery } from "../core/host-event.ts";
import type { ConfigurationReport, NotificationTrial } from "../core/host-reports.ts";
import type {
  CallContext,
  HostService,
  LogLines,
  LogsQuery,
  OperateRequest,
  OperationUpdate,
  StatusQuery,
  WatchQuery,
  WatchUpdate,
} from "../core/host-service.ts";
import type { Lease, LeaseQuery, LeaseRequest } from "../core/lease.ts";
import { mergeStreams } from "../core/merge-streams.ts";
import type { ComponentName, OperationId } from "../core/names.ts";
import type { Operation } from "../core/operation.ts";
import type { HostStatus, SupervisorStatus } from "../core/status.ts";
import type { UsageQuery, UsageReport } from "../core/usage-history.ts";
import type { LinesQuery } from "../supervisor/log/log-reader.ts";
import type { Sampler } from "../supervisor/sampler.ts";
import type { ServerSupervisor } from "../supervisor/server-supervisor.ts";
import type { ChangeFeed, Figures } from "./change-feed.ts";
import type { ComponentLogs } from "./component-logs.ts";
import type { Insight } from "./insight/insight.ts";
import type { LeaseTable } from "./leases/lease-table.ts";
import type { OperationTable } from "./operations/operation-table.ts";

/** What the agent answers with. */
export interface HostAgentParts {
  /** Name of this host, as the configuration has it now. */
  host(): string;
  readonly supervisor: ServerSupervisor;
  readonly operations: OperationTable;
  readonly leases: LeaseTable;
  readonly sampler: Sampler;
  readonly feed: ChangeFeed;
  readonly logs: ComponentLogs;
  readonly insight: Insight;
  supervisorStatus(): SupervisorStatus;
  warnings(): readonly string[];
}

/** How old the figures of memory and processor use may be in an answer. */
const FRESH = seconds(1);
/** A component that was started since the last sample has no figures yet. */
const NOW = ms(0);

/** This host, as its agent answers for it: each method checks what was asked and hands on. */
export class HostAgent implements HostService {
  readonly #parts: HostAgentParts;
  /** Streams of operations that somebody is reading. */
  #told = 0;
  #whenTold: () => void = () => {};

  constructor(parts: HostAgentParts) {
    this.#parts = parts;
  }

  async *operate(request: OperateRequest, { caller, signal }: CallContext): AsyncGenerator<OperationUpdate> {
    this.#mustBeMeant(request.expectedHost);
    const { id, kind, components, timeout, reason, conditions } = request;
    const { name: by, from, role } = caller;
    const wanted = { id, kind, components, timeoutMs: timeout, reason, by, asker: { from, role }, conditions };
    const live = await this.#parts.operations.open(wanted);
    this.#told++;
    try {
      yield* live.updates(signal);
    } finally {
      if (--this.#told === 0) this.#whenTold();
    }
  }

  /** Resolves as soon as nobody reads the stream of an operation any more. */
  allTold(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenTold = resolve;
      if (this.#told === 0) resolve();
    });
  }

  async status({ components, expectedHost }: StatusQuery): Promise<HostStatus> {
    this.#mustBeMeant(expectedHost);
    const { supervisor, sampler, supervisorStatus, warnings, insight } = this.#parts;
    const names = this.#known(components);
    const unmeasured = supervisor.actors.some(({ pid, usage }) => pid !== null && usage === null);
    await sampler.refresh(unmeasured ? NOW : FRESH);
    const { inProgress } = this.#parts.operations;
    const still = names.filter((name) => supervisor.has(name)); // one may have been forgotten meanwhile
    return {
      host: this.#parts.host(),
      supervisor: supervisorStatus(),
      components: supervisor.statuses(still),
      warnings: [...warnings(), ...insight.warnings],
      ...(inProgress.length > 0 && { operations: inProgress.map(({ operation }) => operation) }),
    };
  }

  async *watch(query: WatchQuery, { signal }: CallContext): AsyncGenerator<WatchUpdate> {
    this.#mustBeMeant(query.expectedHost ?? "");
    const snapshot = () => this.status({ components: [], expectedHost: "" });
    yield* this.#parts.feed.follow(query, { snapshot, figures: async () => figuresOf(await snapshot()) }, signal);
  }

  async *events(query: EventsQuery, { signal }: CallContext): AsyncGenerator<EventBatch> {
    this.#mustBeMeant(query.expectedHost);
    yield* this.#parts.insight.events({ ...query, components: this.#remembered(query.components) }, signal);
  }

  async usage(query: UsageQuery): Promise<UsageReport> {
    this.#mustBeMeant(query.expectedHost);
    const series = this.#parts.insight.usage({ ...query, components: this.#remembered(query.components) });
    return { host: this.#parts.host(), now: this.#parts.insight.now(), series };
  }

  async diagnose(expectedHost: string): Promise<CheckupReport> {
    this.#mustBeMeant(expectedHost);
    const { insight, host, supervisorStatus } = this.#parts;
    const findings = await insight.diagnose();
    return { host: host(), now: insight.now(), version: supervisorStatus().version, findings };
  }

  async configuration(expectedHost: string): Promise<ConfigurationReport> {
    this.#mustBeMeant(expectedHost);
    return { host: this.#parts.host(), hash: this.#parts.supervisorStatus().configHash, ...this.#parts.insight.configuration() };
  }

  async testNotifications(
    names: readonly string[],
    expectedHost: string,
    { caller, signal }: CallContext,
  ): Promise<readonly NotificationTrial[]> {
    this.#mustBeMeant(expectedHost);
    return await this.#parts.insight.testNotifications(names, caller.name, signal);
  }

  async *logs(query: LogsQuery, { signal }: CallContext): AsyncGenerator<LogLines> {
    this.#mustBeMeant(query.expectedHost);
    const names = this.#known(query.components);
    const { lines, follow } = query;
    if (follow) yield* mergeStreams(names.map((component) => this.#lines(component, "follow", { lines, signal })));
    else for (const component of names) yield* this.#lines(component, "last", { lines, signal });
  }

  async getOperation(id: OperationId, _: CallContext, expectedHost = ""): Promise<Operation> {
    this.#mustBeMeant(expectedHost);
    return this.#parts.operations.get(id);
  }

  async cancelOperation(id: OperationId, reason: string, { caller, signal }: CallContext, expectedHost = ""): Promise<Operation> {
    this.#mustBeMeant(expectedHost);
    return this.#parts.operations.cancel(
      id,
      reason === "" ? `asked for by ${caller.name}` : `${reason} (${caller.name})`,
      signal,
    );
  }

  async acquireLease({ expectedHost, ...wish }: LeaseRequest, { caller }: CallContext): Promise<Lease> {
    this.#mustBeMeant(expectedHost);
    return await this.#parts.leases.acquire(wish, caller.name);
  }

  async renewLease({ expectedHost, ...wish }: LeaseRequest, { caller }: CallContext): Promise<Lease> {
    this.#mustBeMeant(expectedHost);
    return await this.#parts.leases.renew(wish, caller.name);
  }

  async releaseLease({ id, expectedHost }: LeaseQuery, { caller }: CallContext): Promise<Lease | null> {
    this.#mustBeMeant(expectedHost);
    return await this.#parts.leases.release(id, caller.name);
  }

  async getLease(expectedHost: string): Promise<Lease | null> {
    this.#mustBeMeant(expectedHost);
    return this.#parts.leases.held;
  }

  async breakLease({ id, expectedHost }: LeaseQuery, reason: string, { caller }: CallContext): Promise<Lease> {
    this.#mustBeMeant(expectedHost);
    return await this.#parts.leases.break(id, caller.name, reason);
  }

  async *#lines(component: ComponentName, which: "last" | "follow", query: LinesQuery): AsyncGenerator<LogLines> {
    for await (const lines of this.#parts.logs.of(component)[which](query)) yield { component, lines };
  }

  #mustBeMeant(expected: string): void {
    const actual = this.#parts.host();
    if (expected !== "" && expected !== actual) throw new FaultError({ code: "WRONG_HOST", expected, actual });
  }

  /** Those that are configured, or of which something is remembered; none asked for means all. */
  #remembered(asked: readonly string[]): readonly string[] {
    const known = [...new Set([...this.#parts.supervisor.names, ...this.#parts.insight.components])];
    const unknown = asked.filter((name) => !known.includes(name as ComponentName));
    if (unknown.length > 0) throw new FaultError({ code: "UNKNOWN_COMPONENT", names: unknown, known });
    return asked;
  }

  /** The components by name; none asked for means all. */
  #known(asked: readonly string[]): readonly ComponentName[] {
    const known = this.#parts.supervisor.names;
    if (asked.length === 0) return known;
    const unknown = asked.filter((name) => !known.includes(name as ComponentName));
    if (unknown.length > 0) throw new FaultError({ code: "UNKNOWN_COMPONENT", names: unknown, known });
    return known.filter((name) => asked.includes(name));
  }
}

const figuresOf = ({ supervisor, components }: HostStatus): Figures => ({
  supervisor: supervisor.usage,
  components: components.map(({ name, usage, uptimeSeconds, probeLatencyMs }) => ({
    name,
    usage,
    uptimeSeconds,
    probeLatencyMs,
  })),
});
