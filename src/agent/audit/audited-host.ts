import type { Clock } from "../../core/clock.ts";
import { FaultError, isFault, messageOf } from "../../core/fault.ts";
import type { CheckupReport } from "../../core/finding.ts";
import type { EventBatch, EventsQuery } from "../../core/host-event.ts";
import type { ConfigurationReport, NotificationTrial } from "../../core/host-reports.ts";
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
} from "../../core/host-service.ts";
import type { Lease, LeaseQuery, LeaseRequest } from "../../core/lease.ts";
import type { OperationId } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import type { HostStatus } from "../../core/status.ts";
import type { UsageQuery, UsageReport } from "../../core/usage-history.ts";
import type { AuditLog, Refusal } from "./audit-log.ts";
import { METHOD_OF } from "./mutation-id.ts";

/** What this needs of the log. */
export type RefusalLog = Pick<AuditLog, "append" | "refused">;

/** What was asked for, as far as a refusal tells of it. */
type Asked = Omit<Refusal, "caller" | "code" | "detail">;

/**
 * A host whose refusals are in the audit log before the caller hears of them, and so is every cancel that was accepted.
 * What becomes of operations is not told here but where they end: that may be in another agent.
 */
export class AuditedHost implements HostService {
  readonly #host: HostService;
  readonly #log: RefusalLog;
  readonly #clock: Clock;

  constructor(host: HostService, log: RefusalLog, clock: Clock) {
    this.#host = host;
    this.#log = log;
    this.#clock = clock;
  }

  async *operate(request: OperateRequest, context: CallContext): AsyncGenerator<OperationUpdate> {
    const { id, kind, components, reason } = request;
    let begun = false;
    try {
      for await (const update of this.#host.operate(request, context)) {
        begun = true;
        yield update;
      }
    } catch (error) {
      if (!begun) await this.#refusedMutation(error, context, { method: METHOD_OF[kind], operationId: id, components, reason });
      throw error;
    }
  }

  status(query: StatusQuery, context: CallContext): Promise<HostStatus> {
    const { components } = query;
    return this.#host.status(query, context).catch((error) => this.#denied(error, context, { method: "Status", components }));
  }

  async *watch(query: WatchQuery, context: CallContext): AsyncGenerator<WatchUpdate> {
    try {
      yield* this.#host.watch(query, context);
    } catch (error) {
      await this.#denied(error, context, { method: "Watch" });
    }
  }

  async *logs(query: LogsQuery, context: CallContext): AsyncGenerator<LogLines> {
    try {
      yield* this.#host.logs(query, context);
    } catch (error) {
      await this.#denied(error, context, { method: "Logs", components: query.components });
    }
  }

  getOperation(id: OperationId, context: CallContext, expectedHost?: string): Promise<Operation> {
    const asked = { method: "GetOperation", operationId: id };
    return this.#host.getOperation(id, context, expectedHost).catch((error) => this.#denied(error, context, asked));
  }

  async cancelOperation(id: OperationId, reason: string, context: CallContext, expectedHost?: string): Promise<Operation> {
    const asked = { method: "CancelOperation", operationId: id, reason };
    const at = this.#clock.wall();
    try {
      const operation = await this.#host.cancelOperation(id, reason, context, expectedHost);
      const before = operation.finishedAt !== null && operation.finishedAt < at;
      await this.#done(at, asked, context, before ? `it had ended before: ${operation.result}` : `it ended: ${operation.result}`);
      return operation;
    } catch (error) {
      // A caller that does not wait for the end has cancelled it all the same.
      if (gone(error, context)) await this.#done(at, asked, context, "the caller did not wait for its end");
      else await this.#refusedMutation(error, context, asked);
      throw error;
    }
  }

  // Leases change no component: of those calls only what was not permitted is told. Breaking one stops another's rollout.

  acquireLease(request: LeaseRequest, context: CallContext): Promise<Lease> {
    return this.#host.acquireLease(request, context).catch((error) => this.#denied(error, context, { method: "AcquireLease" }));
  }

  renewLease(request: LeaseRequest, context: CallContext): Promise<Lease> {
    return this.#host.renewLease(request, context).catch((error) => this.#denied(error, context, { method: "RenewLease" }));
  }

  releaseLease(query: LeaseQuery, context: CallContext): Promise<Lease | null> {
    return this.#host.releaseLease(query, context).catch((error) => this.#denied(error, context, { method: "ReleaseLease" }));
  }

  getLease(expectedHost: string, context: CallContext): Promise<Lease | null> {
    return this.#host.getLease(expectedHost, context).catch((error) => this.#denied(error, context, { method: "GetLease" }));
  }

  async breakLease(query: LeaseQuery, reason: string, context: CallContext): Promise<Lease> {
    const asked = { method: "BreakLease", reason };
    const at = this.#clock.wall();
    try {
      const broken = await this.#host.breakLease(query, reason, context);
      await this.#done(at, asked, context, `the lease of rollout ${broken.id} of ${broken.by} was broken`);
      return broken;
    } catch (error) {
      await this.#refusedMutation(error, context, asked);
      throw error;
    }
  }

  async *events(query: EventsQuery, context: CallContext): AsyncGenerator<EventBatch> {
    try {
      yield* this.#host.events(query, context);
    } catch (error) {
      await this.#denied(error, context, { method: "Events", components: query.components });
    }
  }

  usage(query: UsageQuery, context: CallContext): Promise<UsageReport> {
    const { components } = query;
    return this.#host.usage(query, context).catch((error) => this.#denied(error, context, { method: "Usages", components }));
  }

  diagnose(expectedHost: string, context: CallContext): Promise<CheckupReport> {
    return this.#host.diagnose(expectedHost, context).catch((error) => this.#denied(error, context, { method: "Diagnose" }));
  }

  configuration(expectedHost: string, context: CallContext): Promise<ConfigurationReport> {
    const asked = { method: "GetConfiguration" };
    return this.#host.configuration(expectedHost, context).catch((error) => this.#denied(error, context, asked));
  }

  async testNotifications(
    names: readonly string[],
    expectedHost: string,
    context: CallContext,
  ): Promise<readonly NotificationTrial[]> {
    const asked = { method: "TestNotifications" };
    const at = this.#clock.wall();
    try {
      const trials = await this.#host.testNotifications(names, expectedHost, context);
      const said = trials.map(({ name, ok }) => `${name} ${ok ? "ok" : "failed"}`).join(", ");
      await this.#done(at, asked, context, said === "" ? "none is configured" : said);
      return trials;
    } catch (error) {
      await this.#refusedMutation(error, context, asked);
      throw error;
    }
  }

  #done(at: Date, asked: Asked, { caller }: CallContext, detail: string): Promise<void> {
    const { method, operationId = null, components = [], reason = "" } = asked;
    const { name: who, role, from } = caller;
    return this.#log.append({
      at,
      who,
      role,
      from,
      method,
      operationId,
      components,
      reason,
      outcome: "done",
      code: null,
      detail,
    });
  }

  /** Whatever ends a mutation before it has begun refuses it; only of a caller that has gone nobody knows. */
  async #refusedMutation(error: unknown, context: CallContext, asked: Asked): Promise<void> {
    const { caller } = context;
    if (gone(error, context) || isFault(error, "SHUTTING_DOWN")) return; // an agent that ends refuses nobody, and has no time to wait for a disk
    const [code, detail] = error instanceof FaultError ? [error.fault.code, error.message] : [null, "internal error"];
    await this.#log.refused({ caller, code, detail, ...asked });
  }

  /** Of questions only those are told that the caller was not permitted to ask. */
  async #denied(error: unknown, { caller }: CallContext, asked: Asked): Promise<never> {
    if (error instanceof FaultError && error.fault.code === "PERMISSION_DENIED") {
      await this.#log.refused({ caller, code: error.fault.code, detail: messageOf(error), ...asked });
    }
    throw error;
  }
}

/** Whether this is how the end of the call surfaced, and no answer. */
const gone = (error: unknown, { signal }: CallContext): boolean => signal.aborted && error === signal.reason;
