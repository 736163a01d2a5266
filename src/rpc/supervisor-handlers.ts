import { FaultError } from "../core/fault.ts";
import type { EventBatch } from "../core/host-event.ts";
import type { CallContext, HostService, LogLines, OperateRequest } from "../core/host-service.ts";
import type { OperationKind } from "../core/operation.ts";
import type { EventBatch as WireBatch } from "./gen/imageserving/v1/EventBatch.ts";
import type { LogChunk } from "./gen/imageserving/v1/LogChunk.ts";
import type { OperationEvent } from "./gen/imageserving/v1/OperationEvent.ts";
import type { OperationRequest__Output } from "./gen/imageserving/v1/OperationRequest.ts";
import type { SupervisorHandlers } from "./gen/imageserving/v1/Supervisor.ts";
import type { WatchEvent } from "./gen/imageserving/v1/WatchEvent.ts";
import type { WatchRequest__Output } from "./gen/imageserving/v1/WatchRequest.ts";
import { type Method, type Serving, serveStream, serveUnary } from "./serve-call.ts";
import { expectedHostFromWire, reasonFromWire } from "./wire-check.ts";
import { eventBatchToWire, eventsQueryFromWire } from "./wire-events.ts";
import { checkupToWire, configurationToWire, notificationNamesFromWire, trialsToWire } from "./wire-insight.ts";
import { leaseQueryFromWire, leaseReportToWire, leaseRequestFromWire, leaseToWire } from "./wire-lease.ts";
import { logLinesToWire } from "./wire-log.ts";
import { operationToWire, operationUpdateToWire } from "./wire-operation.ts";
import { logsQueryFromWire, operateRequestFromWire, operationIdFromWire, statusQueryFromWire } from "./wire-request.ts";
import { hostStatusToWire } from "./wire-status.ts";
import { usageQueryFromWire, usageReportToWire } from "./wire-usage.ts";
import { watchQueryFromWire, watchUpdateToWire } from "./wire-watch.ts";

/** What ends open calls when the server ends; the reason of each is what its callers hear. */
export interface Ends {
  /** For streams that only tell something. */
  readonly readers: AbortSignal;
  /** For streams of operations: those go on without their caller, so it must not hear that nothing was done. */
  readonly operations: AbortSignal;
  /** For calls with one answer, which have longer. */
  readonly unary: AbortSignal;
}

/** The Supervisor service over a host. @param host the name of that host, for operations. */
export function supervisorHandlers(
  service: HostService,
  host: string,
  serving: Serving,
  ends: Ends,
): Record<Method, unknown> & SupervisorHandlers {
  const read = <T>(method: Method, { caller }: CallContext, reading: () => T): T => {
    try {
      return reading();
    } catch (error) {
      if (error instanceof FaultError) serving.onUnreadable(method, caller, error);
      throw error;
    }
  };
  const operate = (kind: OperationKind, method: Method) => (request: OperationRequest__Output, context: CallContext) =>
    operationEvents(service, () => read(method, context, () => operateRequestFromWire(kind, request)), context, host);
  return {
    Start: serveStream("Start", serving, ends.operations, operate("start", "Start")),
    Stop: serveStream("Stop", serving, ends.operations, operate("stop", "Stop")),
    Restart: serveStream("Restart", serving, ends.operations, operate("restart", "Restart")),
    Status: serveUnary("Status", serving, ends.unary, async (request, context) =>
      hostStatusToWire(await service.status(statusQueryFromWire(request), context)),
    ),
    Watch: serveStream("Watch", serving, ends.readers, (request, context) => watchEvents(service, request, context, host)),
    Logs: serveStream("Logs", serving, ends.readers, (request, context) =>
      logChunks(service.logs(logsQueryFromWire(request), context)),
    ),
    GetOperation: serveUnary("GetOperation", serving, ends.unary, async (request, context) =>
      operationToWire(await service.getOperation(operationIdFromWire(request.operationId), context, meant(request)), host),
    ),
    CancelOperation: serveUnary("CancelOperation", serving, ends.unary, async (request, context) => {
      const [id, reason] = read(
        "CancelOperation",
        context,
        () => [operationIdFromWire(request.operationId), reasonFromWire(request.reason)] as const,
      );
      return operationToWire(await service.cancelOperation(id, reason, context, meant(request)), host);
    }),
    AcquireLease: serveUnary("AcquireLease", serving, ends.unary, async (request, context) =>
      leaseToWire(await service.acquireLease(leaseRequestFromWire(request), context)),
    ),
    RenewLease: serveUnary("RenewLease", serving, ends.unary, async (request, context) =>
      leaseToWire(await service.renewLease(leaseRequestFromWire(request), context)),
    ),
    ReleaseLease: serveUnary("ReleaseLease", serving, ends.unary, async (request, context) =>
      leaseReportToWire(await service.releaseLease(leaseQueryFromWire(request), context), host),
    ),
    GetLease: serveUnary("GetLease", serving, ends.unary, async (request, context) =>
      leaseReportToWire(await service.getLease(meant(request), context), host),
    ),
    BreakLease: serveUnary("BreakLease", serving, ends.unary, async (request, context) =>
      leaseToWire(await service.breakLease(leaseQueryFromWire(request), reasonFromWire(request.reason), context)),
    ),
    Events: serveStream("Events", serving, ends.readers, (request, context) =>
      eventBatches(service.events(eventsQueryFromWire(request), context)),
    ),
    Usages: serveUnary("Usages", serving, ends.unary, async (request, context) =>
      usageReportToWire(await service.usage(usageQueryFromWire(request), context)),
    ),
    Diagnose: serveUnary("Diagnose", serving, ends.unary, async (request, context) =>
      checkupToWire(await service.diagnose(meant(request), context)),
    ),
    GetConfiguration: serveUnary("GetConfiguration", serving, ends.unary, async (request, context) =>
      configurationToWire(await service.configuration(meant(request), context)),
    ),
    TestNotifications: serveUnary("TestNotifications", serving, ends.unary, async (request, context) => {
      const names = read("TestNotifications", context, () => notificationNamesFromWire(request.names));
      return trialsToWire(await service.testNotifications(names, meant(request), context), host);
    }),
  };
}

const meant = ({ expectedHost }: { readonly expectedHost: string }): string => expectedHostFromWire(expectedHost);

async function* operationEvents(
  service: HostService,
  read: () => OperateRequest,
  context: CallContext,
  host: string,
): AsyncGenerator<OperationEvent> {
  for await (const update of service.operate(read(), context)) {
    yield operationUpdateToWire(update, host);
    if (update.t === "result") return; // the agent may end with its operation: nothing after the result counts
  }
}

async function* watchEvents(
  service: HostService,
  request: WatchRequest__Output,
  context: CallContext,
  host: string,
): AsyncGenerator<WatchEvent> {
  const updates = service.watch(watchQueryFromWire(request), context);
  for await (const update of updates) yield watchUpdateToWire(update, host);
}

async function* eventBatches(batches: AsyncIterable<EventBatch>): AsyncGenerator<WireBatch> {
  for await (const batch of batches) yield eventBatchToWire(batch);
}

async function* logChunks(logs: AsyncIterable<LogLines>): AsyncGenerator<LogChunk> {
  for await (const log of logs) yield* logLinesToWire(log);
}
