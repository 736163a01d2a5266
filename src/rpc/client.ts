import type { Clock } from "../core/clock.ts";
import { type Ms, ms } from "../core/duration.ts";
import { FaultError, isFault } from "../core/fault.ts";
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
import type { OperationId } from "../core/names.ts";
import type { Operation, OperationKind } from "../core/operation.ts";
import type { HostStatus } from "../core/status.ts";
import type { UsageQuery, UsageReport } from "../core/usage-history.ts";
import type { Calling } from "./call-scope.ts";
import { callForStream, callOnce, type SendForStream } from "./client-call.ts";
import { brokeOff } from "./fault-from-status.ts";
import type { OperationEvent__Output } from "./gen/imageserving/v1/OperationEvent.ts";
import type { OperationRequest } from "./gen/imageserving/v1/OperationRequest.ts";
import { HostChannel } from "./host-channel.ts";
import { type HostTarget, targetName } from "./host-target.ts";
import { eventBatchFromWire, eventsQueryToWire } from "./wire-events.ts";
import { checkupFromWire, configurationFromWire, trialsFromWire } from "./wire-insight.ts";
import { leaseFromWire, leaseQueryToWire, leaseReportFromWire, leaseRequestToWire } from "./wire-lease.ts";
import { logLinesFromWire } from "./wire-log.ts";
import { operationFromWire, operationUpdateFromWire } from "./wire-operation.ts";
import { logsQueryToWire, operateRequestToWire, statusQueryToWire } from "./wire-request.ts";
import { hostStatusFromWire } from "./wire-status.ts";
import { usageQueryToWire, usageReportFromWire } from "./wire-usage.ts";
import { watchQueryToWire, watchUpdateFromWire } from "./wire-watch.ts";

/** How a host is called. */
export interface ConnectOptions {
  /** For establishing a connection, up to the host's first word. When it is over nothing was sent: UNREACHABLE. */
  readonly connectTimeout: Ms;
  /** From sending a request to its answer, or to the first message of an operation. When it is over: NOT_RESPONDING. */
  readonly callTimeout: Ms;
  /** Who calls, for the agent's records. Over a unix socket that is all an agent knows. */
  readonly callerName: string;
  readonly clock: Clock;
}

/** A connection to one host. It opens with the first call. */
export interface HostConnection extends HostService, AsyncDisposable {
  /** Ends all calls that are open, each with CANCELLED, and the connection. Harmless when repeated. */
  close(): void;
}

/** The host at `target`, to be called as if it were here. Throws BAD_FILE for a socket path that is too long. The caller of a context is not sent: see `callerName`. */
export const connectHost = (target: HostTarget, options: ConnectOptions): HostConnection => new RemoteHost(target, options);

class RemoteHost implements HostConnection {
  readonly #channel: HostChannel;
  readonly #calling: Calling;
  readonly #closing = new AbortController();

  constructor(target: HostTarget, { clock, connectTimeout, callTimeout, callerName }: ConnectOptions) {
    this.#channel = new HostChannel(target, clock, connectTimeout);
    const closing = this.#closing.signal;
    this.#calling = { channel: this.#channel, clock, target: targetName(target), callTimeout, callerName, closing };
  }

  async *operate(request: OperateRequest, { signal }: CallContext): AsyncGenerator<OperationUpdate> {
    let accepted = false;
    try {
      for await (const event of callForStream(
        this.#calling,
        signal,
        true,
        sendOperation(request.kind, operateRequestToWire(request)),
      )) {
        const update = operationUpdateFromWire(event);
        if (update === null) continue;
        accepted = true;
        yield update;
        if (update.t === "result") return;
      }
    } catch (error) {
      if (!accepted || !isFault(error, "SHUTTING_DOWN")) throw error; // "nothing was done" is not said of what was accepted
    }
    throw brokeOff("it ended without a result", { target: this.#calling.target, afterMs: ms(0) });
  }

  async status(query: StatusQuery, { signal }: CallContext): Promise<HostStatus> {
    const request = statusQueryToWire(query);
    return hostStatusFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.status(request, metadata, answer)),
    );
  }

  async *watch(query: WatchQuery, { signal }: CallContext): AsyncGenerator<WatchUpdate> {
    const request = watchQueryToWire(query);
    for await (const event of callForStream(this.#calling, signal, false, (client, metadata) =>
      client.watch(request, metadata),
    )) {
      const update = watchUpdateFromWire(event);
      if (update !== null) yield update;
    }
  }

  async *logs(query: LogsQuery, { signal }: CallContext): AsyncGenerator<LogLines> {
    const request = logsQueryToWire(query);
    for await (const chunk of callForStream(this.#calling, signal, false, (client, metadata) => client.logs(request, metadata))) {
      yield logLinesFromWire(chunk);
    }
  }

  async getOperation(operationId: OperationId, { signal }: CallContext, expectedHost = ""): Promise<Operation> {
    const request = { operationId, expectedHost };
    return operationFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.getOperation(request, metadata, answer)),
    );
  }

  async cancelOperation(
    operationId: OperationId,
    reason: string,
    { signal }: CallContext,
    expectedHost = "",
  ): Promise<Operation> {
    const request = { operationId, reason, expectedHost };
    return operationFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.cancelOperation(request, metadata, answer)),
    );
  }

  async acquireLease(asked: LeaseRequest, { signal }: CallContext): Promise<Lease> {
    const request = leaseRequestToWire(asked);
    return leaseFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.acquireLease(request, metadata, answer)),
    );
  }

  async renewLease(asked: LeaseRequest, { signal }: CallContext): Promise<Lease> {
    const request = leaseRequestToWire(asked);
    return leaseFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.renewLease(request, metadata, answer)),
    );
  }

  async releaseLease(query: LeaseQuery, { signal }: CallContext): Promise<Lease | null> {
    const request = leaseQueryToWire(query);
    return leaseReportFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.releaseLease(request, metadata, answer)),
    );
  }

  async getLease(expectedHost: string, { signal }: CallContext): Promise<Lease | null> {
    return leaseReportFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.getLease({ expectedHost }, metadata, answer)),
    );
  }

  async breakLease(query: LeaseQuery, reason: string, { signal }: CallContext): Promise<Lease> {
    const request = { ...leaseQueryToWire(query), reason };
    return leaseFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.breakLease(request, metadata, answer)),
    );
  }

  async *events(query: EventsQuery, { signal }: CallContext): AsyncGenerator<EventBatch> {
    const request = eventsQueryToWire(query);
    for await (const batch of callForStream(this.#calling, signal, true, (client, metadata) =>
      client.events(request, metadata),
    )) {
      yield eventBatchFromWire(batch);
    }
  }

  async usage(query: UsageQuery, { signal }: CallContext): Promise<UsageReport> {
    const request = usageQueryToWire(query);
    return usageReportFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.usages(request, metadata, answer)),
    );
  }

  async diagnose(expectedHost: string, { signal }: CallContext): Promise<CheckupReport> {
    return checkupFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.diagnose({ expectedHost }, metadata, answer)),
    );
  }

  async configuration(expectedHost: string, { signal }: CallContext): Promise<ConfigurationReport> {
    return configurationFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) =>
        client.getConfiguration({ expectedHost }, metadata, answer),
      ),
    );
  }

  async testNotifications(
    names: readonly string[],
    expectedHost: string,
    { signal }: CallContext,
  ): Promise<readonly NotificationTrial[]> {
    const request = { names: [...names], expectedHost };
    return trialsFromWire(
      await callOnce(this.#calling, signal, (client, metadata, answer) => client.testNotifications(request, metadata, answer)),
    );
  }

  close(): void {
    this.#closing.abort(new FaultError({ code: "CANCELLED", why: "the connection was closed" }));
    this.#channel.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}

function sendOperation(kind: OperationKind, request: OperationRequest): SendForStream<OperationEvent__Output> {
  switch (kind) {
    case "start":
      return (client, metadata) => client.start(request, metadata);
    case "stop":
      return (client, metadata) => client.stop(request, metadata);
    case "restart":
      return (client, metadata) => client.restart(request, metadata);
  }
}
