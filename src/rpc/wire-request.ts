import { type Ms, seconds, writeDuration } from "../core/duration.ts";
import { FaultError } from "../core/fault.ts";
import type { LogsQuery, OperateRequest, StatusQuery } from "../core/host-service.ts";
import { type OperationId, parseOperationId } from "../core/names.ts";
import type { OperationKind } from "../core/operation.ts";
import type { Duration__Output } from "./gen/google/protobuf/Duration.ts";
import type { LogsRequest, LogsRequest__Output } from "./gen/imageserving/v1/LogsRequest.ts";
import type { OperationRequest, OperationRequest__Output } from "./gen/imageserving/v1/OperationRequest.ts";
import type { StatusRequest, StatusRequest__Output } from "./gen/imageserving/v1/StatusRequest.ts";
import { msFromWire, msToWire } from "./wire-time.ts";
import { maybe } from "./wire-value.ts";

/** The most that a request may ask for. */
export const REQUEST_LIMITS = {
  components: 256,
  /** Characters of a component's name; longer ones cannot be configured anyway. */
  nameChars: 64,
  hostChars: 253,
  reasonChars: 1_000,
  lines: 100_000,
  timeout: seconds(7 * 86_400),
} as const;

/** A request for an operation, for the wire; its kind is told by the call. */
export function operateRequestToWire(request: OperateRequest): OperationRequest {
  return {
    operationId: request.id,
    components: [...request.components],
    timeout: maybe(request.timeout, msToWire),
    expectedHost: request.expectedHost,
    reason: request.reason,
  };
}

/** A request for an operation, from outside: throws INVALID_REQUEST where a field is out of range. */
export function operateRequestFromWire(kind: OperationKind, wire: OperationRequest__Output): OperateRequest {
  return {
    id: operationIdFromWire(wire.operationId),
    kind,
    components: components(wire.components),
    timeout: maybe(wire.timeout, timeout),
    expectedHost: expectedHost(wire.expectedHost),
    reason: reasonFromWire(wire.reason),
  };
}

/** A question for a host's status, for the wire. */
export function statusQueryToWire(query: StatusQuery): StatusRequest {
  return { components: [...query.components], expectedHost: query.expectedHost };
}

/** A question for a host's status, from outside: throws INVALID_REQUEST where a field is out of range. */
export function statusQueryFromWire(wire: StatusRequest__Output): StatusQuery {
  return { components: components(wire.components), expectedHost: expectedHost(wire.expectedHost) };
}

/** A question for logs, for the wire. */
export function logsQueryToWire(query: LogsQuery): LogsRequest {
  return { components: [...query.components], lines: query.lines, follow: query.follow, expectedHost: query.expectedHost };
}

/** A question for logs, from outside: throws INVALID_REQUEST where a field is out of range. */
export function logsQueryFromWire(wire: LogsRequest__Output): LogsQuery {
  if (wire.lines > REQUEST_LIMITS.lines) throw invalid(`lines: ${wire.lines} is more than ${REQUEST_LIMITS.lines}`);
  return {
    components: components(wire.components),
    lines: wire.lines,
    follow: wire.follow,
    expectedHost: expectedHost(wire.expectedHost),
  };
}

/** An operation's id, from outside: throws INVALID_REQUEST where it is none. */
export function operationIdFromWire(text: string): OperationId {
  const id = parseOperationId(text);
  if (id !== null) return id;
  const said = text === "" ? "it is missing" : `"${text.slice(0, 64)}" is none`;
  throw invalid(
    `operation_id: ${said}; an id is 1 to 64 letters, digits, dots, dashes and underscores and begins with a letter or digit`,
  );
}

/** A reason, from outside: throws INVALID_REQUEST where it is too long for the records. */
export const reasonFromWire = (text: string): string => short("reason", text, REQUEST_LIMITS.reasonChars);

/** A sequence number, from outside: throws INVALID_REQUEST where it is beyond what can be counted exactly. */
export function sequenceFromWire(sequence: number): number {
  if (!Number.isSafeInteger(sequence)) throw invalid(`after_sequence: ${sequence} was never given out`);
  return sequence;
}

function components(names: readonly string[]): readonly string[] {
  if (names.length > REQUEST_LIMITS.components) {
    throw invalid(`components: ${names.length} names are more than the ${REQUEST_LIMITS.components} that a request may have`);
  }
  for (const name of names) short("components", name, REQUEST_LIMITS.nameChars);
  return names;
}

function timeout(wire: Duration__Output): Ms {
  const length = msFromWire(wire);
  const limit = REQUEST_LIMITS.timeout;
  if (length > 0 && length <= limit && wire.nanos >= 0 && wire.nanos < 1e9) return length;
  throw invalid(`timeout: ${length / 1000} s is out of range; it must be more than 0 and at most ${writeDuration(limit)}`);
}

const expectedHost = (text: string): string => short("expected_host", text, REQUEST_LIMITS.hostChars);

function short(field: string, text: string, limit: number): string {
  if (text.length <= limit) return text;
  throw invalid(`${field}: ${text.length} characters are more than the ${limit} that are allowed`);
}

const invalid = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });
