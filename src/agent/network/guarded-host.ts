import { FaultError } from "../../core/fault.ts";
import type { CheckupReport } from "../../core/finding.ts";
import type { EventBatch, EventsQuery, HostEvent } from "../../core/host-event.ts";
import type { ConfigurationReport, NotificationTrial } from "../../core/host-reports.ts";
import type {
  CallContext,
  Caller,
  HostService,
  LogLines,
  LogsQuery,
  OperateRequest,
  OperationUpdate,
  StatusQuery,
  WatchQuery,
  WatchUpdate,
} from "../../core/host-service.ts";
import type { Lease, LeaseQuery, LeaseRequest } from "../../core/lease.ts";
import type { OperationId } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import type { HostStatus } from "../../core/status.ts";
import type { UsageQuery, UsageReport } from "../../core/usage-history.ts";

/**
 * A host on which callers who are limited to some components can see and change no others. What they ask for by name is
 * done or refused as a whole; where they ask for everything, they are shown what is theirs, and may change nothing.
 */
export class GuardedHost implements HostService {
  readonly #host: HostService;

  constructor(host: HostService) {
    this.#host = host;
  }

  async *operate(request: OperateRequest, context: CallContext): AsyncGenerator<OperationUpdate> {
    const { caller } = context;
    if (caller.components !== null && request.components.length === 0) throw denied(`${request.kind} of everything`, caller);
    mustBeTheirs(request.kind, request.components, caller);
    yield* this.#host.operate(request, context);
  }

  async status(query: StatusQuery, context: CallContext): Promise<HostStatus> {
    mustBeTheirs("status", query.components, context.caller);
    return shownTo(context.caller, await this.#host.status(query, context));
  }

  async *watch(query: WatchQuery, context: CallContext): AsyncGenerator<WatchUpdate> {
    const { caller } = context;
    for await (const update of this.#host.watch(query, context)) {
      if (update.t === "snapshot") yield { ...update, status: shownTo(caller, update.status) };
      else if (update.t === "component" && !isTheirs(caller, [update.component.name])) continue;
      else if (update.t === "operation" && !isTheirs(caller, update.operation.requested)) continue;
      else if (update.t === "usage" && caller.components !== null) yield usageShownTo(caller, update);
      else yield update;
    }
  }

  async *logs(query: LogsQuery, context: CallContext): AsyncGenerator<LogLines> {
    const { caller } = context;
    mustBeTheirs("logs", query.components, caller);
    if (caller.components === null || query.components.length > 0) return yield* this.#host.logs(query, context);
    const { components } = await this.status({ components: [], expectedHost: query.expectedHost }, context);
    if (components.length > 0) yield* this.#host.logs({ ...query, components: components.map(({ name }) => name) }, context);
  }

  async getOperation(id: OperationId, context: CallContext, expectedHost?: string): Promise<Operation> {
    const operation = await this.#host.getOperation(id, context, expectedHost);
    if (!isTheirs(context.caller, operation.requested)) throw denied("this operation", context.caller);
    return operation;
  }

  async cancelOperation(id: OperationId, reason: string, context: CallContext, expectedHost?: string): Promise<Operation> {
    await this.getOperation(id, context, expectedHost);
    return await this.#host.cancelOperation(id, reason, context, expectedHost);
  }

  // A rollout of one component needs the lease as one of everything does; but nobody with limits takes another's.

  async acquireLease(request: LeaseRequest, context: CallContext): Promise<Lease> {
    await this.#mustNotBeOthers(request, context);
    return await this.#host.acquireLease(request, context);
  }

  async renewLease(request: LeaseRequest, context: CallContext): Promise<Lease> {
    await this.#mustNotBeOthers(request, context);
    return await this.#host.renewLease(request, context);
  }

  releaseLease(query: LeaseQuery, context: CallContext): Promise<Lease | null> {
    return this.#host.releaseLease(query, context);
  }

  getLease(expectedHost: string, context: CallContext): Promise<Lease | null> {
    return this.#host.getLease(expectedHost, context);
  }

  async breakLease(query: LeaseQuery, reason: string, context: CallContext): Promise<Lease> {
    await this.#mustNotBeOthers(query, context);
    return await this.#host.breakLease(query, reason, context);
  }

  async *events(query: EventsQuery, context: CallContext): AsyncGenerator<EventBatch> {
    const { caller } = context;
    mustBeTheirs("events", query.components, caller);
    for await (const batch of this.#host.events(query, context)) yield { ...batch, events: batch.events.filter(mayHear(caller)) };
  }

  async usage(query: UsageQuery, context: CallContext): Promise<UsageReport> {
    const { caller } = context;
    mustBeTheirs("usage", query.components, caller);
    const report = await this.#host.usage(query, context);
    if (caller.components === null) return report;
    const theirs = report.series.filter(({ component }) => component !== null && isTheirs(caller, [component]));
    return { ...report, series: theirs };
  }

  async diagnose(expectedHost: string, context: CallContext): Promise<CheckupReport> {
    mustBeUnlimited("a check-up of the host", context.caller);
    return await this.#host.diagnose(expectedHost, context);
  }

  async configuration(expectedHost: string, context: CallContext): Promise<ConfigurationReport> {
    mustBeUnlimited("the configuration of the host", context.caller);
    return await this.#host.configuration(expectedHost, context);
  }

  async testNotifications(
    names: readonly string[],
    expectedHost: string,
    context: CallContext,
  ): Promise<readonly NotificationTrial[]> {
    mustBeUnlimited("a trial of notifications", context.caller);
    return await this.#host.testNotifications(names, expectedHost, context);
  }

  async #mustNotBeOthers({ id, expectedHost }: LeaseQuery, context: CallContext): Promise<void> {
    const { caller } = context;
    if (caller.components === null) return;
    const held = await this.#host.getLease(expectedHost, context);
    if (held?.id === id && held.by !== caller.name) throw denied(`the lease of ${held.by}`, caller);
  }
}

/** Whether what an operation is about, which is everything where it names nothing, is within what the caller is limited to. */
const isTheirs = ({ components }: Caller, named: readonly string[]): boolean =>
  components === null || (named.length > 0 && named.every((name) => components.includes(name)));

function mustBeTheirs(what: string, named: readonly string[], caller: Caller): void {
  if (named.length > 0 && !isTheirs(caller, named)) throw denied(`${what} of ${named.join(", ")}`, caller);
}

function mustBeUnlimited(what: string, caller: Caller): void {
  if (caller.components !== null) throw denied(what, caller);
}

/** Of the host itself everybody hears that its agent or its Server Supervisor began or ended; of operations only those of their components. */
const mayHear =
  (caller: Caller) =>
  ({ component, kind, requested }: HostEvent): boolean => {
    if (caller.components === null) return true;
    if (component !== null) return isTheirs(caller, [component]);
    return kind.startsWith("operation-") ? isTheirs(caller, requested) : kind !== "configuration";
  };

function shownTo(caller: Caller, { operations = [], ...status }: HostStatus): HostStatus {
  const { name, components } = caller;
  const theirs = operations.filter(({ requested }) => isTheirs(caller, requested));
  const told = theirs.length === 0 ? status : { ...status, operations: theirs };
  if (components === null) return told;
  const shown = status.components.filter((component) => components.includes(component.name));
  const warning = `the certificate of ${name} is limited to ${components.join(", ")}: nothing else is shown`;
  return { ...told, components: shown, warnings: [warning] };
}

const usageShownTo = (caller: Caller, update: Extract<WatchUpdate, { t: "usage" }>): WatchUpdate => ({
  ...update,
  components: update.components.filter(({ name }) => isTheirs(caller, [name])),
});

const denied = (what: string, { name, components }: Caller): FaultError =>
  new FaultError({
    code: "PERMISSION_DENIED",
    what,
    who: `the certificate of ${name} is limited to ${(components ?? []).join(", ")}`,
  });
