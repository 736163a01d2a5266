import { ms } from "../../src/core/duration.ts";
import type { CheckupReport } from "../../src/core/finding.ts";
import type { EventBatch, EventsQuery } from "../../src/core/host-event.ts";
import type { ConfigurationReport, NotificationTrial } from "../../src/core/host-reports.ts";
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
} from "../../src/core/host-service.ts";
import type { Lease, LeaseQuery, LeaseRequest } from "../../src/core/lease.ts";
import type { ComponentName, LeaseId, OperationId } from "../../src/core/names.ts";
import type { Operation } from "../../src/core/operation.ts";
import type { HostStatus } from "../../src/core/status.ts";
import type { UsageQuery, UsageReport } from "../../src/core/usage-history.ts";

/** A status to be recognized by. */
export const STATUS: HostStatus = {
  host: "node3",
  supervisor: { state: "running", pid: 812, uptimeSeconds: 12.5, usage: null, version: "1.0.0", configHash: "sha256:00" },
  components: [],
  warnings: ["it is late"],
};

/** A component's name. */
export const IS = "is" as ComponentName;

/** An operation to be recognized by. */
export const operation = (id: string, change: Partial<Operation> = {}): Operation => ({
  id: id as OperationId,
  kind: "restart",
  requested: [IS],
  result: "running",
  by: "alice",
  reason: "because",
  startedAt: new Date(1_000),
  deadline: null,
  finishedAt: null,
  durationMs: 0,
  components: [],
  message: "",
  agentEnds: false,
  ...change,
});

/** A request to be recognized by. */
export const request = (change: Partial<OperateRequest> = {}): OperateRequest => ({
  id: "op-1" as OperationId,
  kind: "restart",
  components: ["is"],
  timeout: null,
  expectedHost: "",
  reason: "because",
  ...change,
});

/** A lease to be recognized by. */
export const lease = (change: Partial<Lease> = {}): Lease => ({
  id: "rollout-1" as LeaseId,
  by: "alice",
  reason: "new version",
  since: new Date(2_000),
  ttl: ms(60_000),
  expiresIn: ms(45_000),
  ...change,
});

/** Resolves when the signal aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** A host whose answers each test writes itself. It keeps what it was asked. */
export class FakeHost implements HostService {
  readonly asked: { readonly method: string; readonly what: unknown; readonly context: CallContext }[] = [];
  onStatus: (context: CallContext) => Promise<HostStatus> = async () => STATUS;
  onOperation: (id: OperationId, context: CallContext) => Promise<Operation> = async (id) => operation(id);
  onOperate: (request: OperateRequest, context: CallContext) => AsyncIterable<OperationUpdate> = operates;
  onLease: (context: CallContext) => Promise<Lease> = async () => lease();
  held: Lease | null = null;
  onWatch: (query: WatchQuery, context: CallContext) => AsyncIterable<WatchUpdate> = watches;
  onEvents: (query: EventsQuery, context: CallContext) => AsyncIterable<EventBatch> = remembersNothing;
  usages: UsageReport = { host: "node3", now: new Date(5), series: [] };
  checkup: CheckupReport = { host: "node3", now: new Date(5), version: "1.0.0", findings: [] };
  configured: ConfigurationReport = { host: "node3", file: "/etc/agent.yaml", hash: "sha256:0", yaml: "host: node3\n" };
  trials: readonly NotificationTrial[] = [];
  onLogs: (query: LogsQuery, context: CallContext) => AsyncIterable<LogLines> = tellsNothing;

  status(query: StatusQuery, context: CallContext): Promise<HostStatus> {
    this.#note("status", query, context);
    return this.onStatus(context);
  }

  operate(what: OperateRequest, context: CallContext): AsyncIterable<OperationUpdate> {
    this.#note("operate", what, context);
    return this.onOperate(what, context);
  }

  watch(query: WatchQuery, context: CallContext): AsyncIterable<WatchUpdate> {
    this.#note("watch", query, context);
    return this.onWatch(query, context);
  }

  logs(query: LogsQuery, context: CallContext): AsyncIterable<LogLines> {
    this.#note("logs", query, context);
    return this.onLogs(query, context);
  }

  getOperation(id: OperationId, context: CallContext, expectedHost = ""): Promise<Operation> {
    this.#note("getOperation", expectedHost === "" ? id : [id, expectedHost], context);
    return this.onOperation(id, context);
  }

  cancelOperation(id: OperationId, reason: string, context: CallContext, expectedHost = ""): Promise<Operation> {
    this.#note("cancelOperation", expectedHost === "" ? [id, reason] : [id, reason, expectedHost], context);
    return this.onOperation(id, context);
  }

  acquireLease(asked: LeaseRequest, context: CallContext): Promise<Lease> {
    this.#note("acquireLease", asked, context);
    return this.onLease(context);
  }

  renewLease(asked: LeaseRequest, context: CallContext): Promise<Lease> {
    this.#note("renewLease", asked, context);
    return this.onLease(context);
  }

  async releaseLease(query: LeaseQuery, context: CallContext): Promise<Lease | null> {
    this.#note("releaseLease", query, context);
    return this.held;
  }

  async getLease(expectedHost: string, context: CallContext): Promise<Lease | null> {
    this.#note("getLease", expectedHost, context);
    return this.held;
  }

  breakLease(query: LeaseQuery, reason: string, context: CallContext): Promise<Lease> {
    this.#note("breakLease", [query, reason], context);
    return this.onLease(context);
  }

  events(query: EventsQuery, context: CallContext): AsyncIterable<EventBatch> {
    this.#note("events", query, context);
    return this.onEvents(query, context);
  }

  async usage(query: UsageQuery, context: CallContext): Promise<UsageReport> {
    this.#note("usage", query, context);
    return this.usages;
  }

  async diagnose(expectedHost: string, context: CallContext): Promise<CheckupReport> {
    this.#note("diagnose", expectedHost, context);
    return this.checkup;
  }

  async configuration(expectedHost: string, context: CallContext): Promise<ConfigurationReport> {
    this.#note("configuration", expectedHost, context);
    return this.configured;
  }

  async testNotifications(
    names: readonly string[],
    expectedHost: string,
    context: CallContext,
  ): Promise<readonly NotificationTrial[]> {
    this.#note("testNotifications", [names, expectedHost], context);
    return this.trials;
  }

  #note(method: string, what: unknown, context: CallContext): void {
    this.asked.push({ method, what, context });
  }
}

async function* operates({ id }: OperateRequest): AsyncGenerator<OperationUpdate> {
  yield { t: "accepted", operation: operation(id) };
  yield { t: "progress", progress: { component: IS, state: "starting", ready: false, pid: 7, forMs: 250, detail: "waiting" } };
  yield { t: "result", operation: operation(id, { result: "done" }) };
}

async function* watches({ afterSequence }: WatchQuery, { signal }: CallContext): AsyncGenerator<WatchUpdate> {
  yield { sequence: afterSequence + 1, at: new Date(5), epoch: "life-1", t: "snapshot", status: STATUS };
  await aborted(signal);
}

async function* remembersNothing(): AsyncGenerator<EventBatch> {
  yield { events: [], forgottenUntil: null, dropped: 0, now: new Date(5) };
}

async function* tellsNothing(_: LogsQuery, { signal }: CallContext): AsyncGenerator<LogLines> {
  await aborted(signal);
  yield* [];
}
