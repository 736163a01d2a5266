import { status } from "@grpc/grpc-js";
import type { FaultCode } from "../core/fault.ts";

/** The gRPC code of each fault. */
export const GRPC_CODE = {
  UNKNOWN_COMPONENT: status.NOT_FOUND,
  SUPERVISOR_NOT_RUNNING: status.FAILED_PRECONDITION,
  SUPERVISOR_DEAD: status.FAILED_PRECONDITION,
  OPERATION_CONFLICT: status.ABORTED,
  OPERATION_ID_REUSED: status.ALREADY_EXISTS,
  OPERATION_NOT_FOUND: status.NOT_FOUND,
  INVALID_REQUEST: status.INVALID_ARGUMENT,
  INVALID_CONFIG: status.FAILED_PRECONDITION,
  NOT_CONFIGURED: status.FAILED_PRECONDITION,
  WRONG_HOST: status.FAILED_PRECONDITION,
  MOVED_ON: status.FAILED_PRECONDITION,
  LEASE_HELD: status.FAILED_PRECONDITION,
  LEASE_NOT_HELD: status.FAILED_PRECONDITION,
  PERMISSION_DENIED: status.PERMISSION_DENIED,
  SHUTTING_DOWN: status.UNAVAILABLE, // the one answer of an agent that may be asked again without a question
  NOT_DURABLE: status.RESOURCE_EXHAUSTED,
  TIMED_OUT: status.DEADLINE_EXCEEDED,
  CANCELLED: status.CANCELLED,
  AGENT_RUNNING: status.ALREADY_EXISTS,
  UNREACHABLE: status.UNAVAILABLE,
  NOT_RESPONDING: status.DEADLINE_EXCEEDED,
  AGENT_ERROR: status.INTERNAL,
  AGENT_START_FAILED: status.INTERNAL,
  BAD_FILE: status.FAILED_PRECONDITION,
  INVALID_SELECTOR: status.INVALID_ARGUMENT,
  UNKNOWN_HOST: status.NOT_FOUND,
  NO_MATCH: status.NOT_FOUND,
} as const satisfies Record<FaultCode, status>;

/** The name of a gRPC code, as `NOT_FOUND`. */
export type GrpcCodeName = keyof typeof status;

/** The name of a gRPC code; `UNKNOWN` for a number that is none. */
export const codeName = (code: status): GrpcCodeName => (status[code] as GrpcCodeName | undefined) ?? "UNKNOWN";

/** The name of a fault's gRPC code, for output that people's programs read. */
export const grpcCodeName = (code: FaultCode): GrpcCodeName => codeName(GRPC_CODE[code]);
