import { type Ms, writeDuration } from "../core/duration.ts";
import type { LogsQuery, OperateRequest, StatusQuery } from "../core/host-service.ts";
import { type OperationId, parseOperationId } from "../core/names.ts";
import type { OperationKind } from "../core/operation.ts";
import type { Duration__Output } from "./gen/google/protobuf/Duration.ts";
import type { LogsRequest, LogsRequest__Output } from "./gen/imageserving/v1/LogsRequest.ts";
import type { OperationRequest, OperationRequest__Output } from "./gen/imageserving/v1/OperationRequest.ts";
import type { StatusRequest, StatusRequest__Output } from "./gen/imageserving/v1/StatusRequest.ts";
import {
  expectedHostFromWire,
  idFromWire,
  invalid,
  lengthFromWire,
  REQUEST_LIMITS,
  reasonFromWire,
  short,
} from "./wire-check.ts";
import { conditionsFromWire, conditionsToWire } from "./wire-conditions.ts";
import { msToWire } from "./wire-time.ts";
import { maybe } from "./wire-value.ts";

/** A request for an operation, for the wire; its kind is told by the call. */
export function operateRequestToWire(request: OperateRequest): OperationRequest {
  return {
    operationId: request.id,
    components: [...request.components],
    timeout: maybe(request.timeout, msToWire),
    expectedHost: request.expectedHost,
    reason: request.reason,
    ...(request.conditions === undefined ? {} : conditionsToWire(request.conditions)),
  };
}

/** A request for an operation, from outside: throws INVALID_REQUEST where a field is out of range. */
export function operateRequestFromWire(kind: OperationKind, wire: OperationRequest__Output): OperateRequest {
  const conditions = conditionsFromWire(wire);
  return {
    id: operationIdFromWire(wire.operationId),
    kind,
    components: componentsFromWire(wire.components),
    timeout: maybe(wire.timeout, timeout),
    expectedHost: expectedHostFromWire(wire.expectedHost),
    reason: reasonFromWire(wire.reason),
    ...(conditions === null ? {} : { conditions }),
  };
}

/** A question for a host's status, for the wire. */
export function statusQueryToWire(query: StatusQuery): StatusRequest {
  return { components: [...query.components], expectedHost: query.expectedHost };
}

/** A question for a host's status, from outside: throws INVALID_REQUEST where a field is out of range. */
export function statusQueryFromWire(wire: StatusRequest__Output): StatusQuery {
  return { components: componentsFromWire(wire.components), expectedHost: expectedHostFromWire(wire.expectedHost) };
}

/** A question for logs, for the wire. */
export function logsQueryToWire(query: LogsQuery): LogsRequest {
  return { components: [...query.components], lines: query.lines, follow: query.follow, expectedHost: query.expectedHost };
}

/** A question for logs, from outside: throws INVALID_REQUEST where a field is out of range. */
export function logsQueryFromWire(wire: LogsRequest__Output): LogsQuery {
  if (wire.lines > REQUEST_LIMITS.lines) throw invalid(`lines: ${wire.lines} is more than ${REQUEST_LIMITS.lines}`);
  return {
    components: componentsFromWire(wire.components),
    lines: wire.lines,
    follow: wire.follow,
    expectedHost: expectedHostFromWire(wire.expectedHost),
  };
}

/** An operation's id, from outside: throws INVALID_REQUEST where it is none. */
export const operationIdFromWire = (text: string): OperationId => idFromWire("operation_id", text, parseOperationId);

/** Names of components, from outside: throws INVALID_REQUEST where they are too many or too long. */
export function componentsFromWire(names: readonly string[]): readonly string[] {
  if (names.length > REQUEST_LIMITS.components) {
    throw invalid(`components: ${names.length} names are more than the ${REQUEST_LIMITS.components} that a request may have`);
  }
  for (const name of names) short("components", name, REQUEST_LIMITS.nameChars);
  return names;
}

function timeout(wire: Duration__Output): Ms {
  const limit = REQUEST_LIMITS.timeout;
  const range = `more than 0 and at most ${writeDuration(limit)}`;
  return lengthFromWire("timeout", wire, (length) => length > 0 && length <= limit, range);
}
