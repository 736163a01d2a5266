import { type Metadata, type StatusObject, status } from "@grpc/grpc-js";
import type { Ms } from "../core/duration.ts";
import { type Fault, FaultError, faultMessage } from "../core/fault.ts";
import { faultFromFields } from "./fault-fields.ts";
import { CUT } from "./fault-size.ts";
import { DETAILS_KEY, DOMAIN, ERROR_INFO_URL } from "./fault-to-status.ts";
import type { ErrorInfo__Output } from "./gen/google/rpc/ErrorInfo.ts";
import { protoTypes } from "./proto.ts";

/** Who was asked, and how long ago. */
export interface Asked {
  /** For people: a socket path, or host:port. */
  readonly target: string;
  readonly afterMs: Ms;
}

/**
 * The fault behind the status that ended a call which was sent: the agent's own where it told one of ours, else by
 * the gRPC code. A call that was never sent has no status; that is found out before.
 */
export function faultFromStatus(answer: StatusObject, asked: Asked): FaultError {
  const info = errorInfo(answer.metadata);
  const fault = info === null || info.domain !== DOMAIN ? null : faultFromFields(info.reason, info.metadata);
  return fault === null
    ? BY_CODE[known(answer.code)](answer.details, asked)
    : new FaultError(fault, fullMessage(fault, answer.details));
}

// The words of grpc-js for the two ways in which a call is certain not to have been seen by anyone: it found no connection
// any more, or the peer refused its stream unread (RFC 9113, REFUSED_STREAM). With other words they are only less precise.
const UNSEEN = /^(No connection established|Stream refused by server)/;

const unavailable = (details: string, asked: Asked): FaultError =>
  UNSEEN.test(details)
    ? new FaultError({ code: "UNREACHABLE", target: asked.target, cause: "it went away before the request" })
    : brokeOff(details, asked);

/** No answer, or only the beginning of one: what was asked may or may not have been done. */
export function brokeOff(why: string, { target, afterMs }: Asked): FaultError {
  return new FaultError({ code: "NOT_RESPONDING", target, pid: null, afterMs }, `the answer of ${target} broke off: ${why}`);
}

/** Nothing was heard in time: what was asked may or may not have been done. */
export const noAnswer = ({ target, afterMs }: Asked): FaultError =>
  new FaultError({ code: "NOT_RESPONDING", target, pid: null, afterMs });

const agentError = (cause: string): FaultError => new FaultError({ code: "AGENT_ERROR", cause });
const denied = (who: string): FaultError => new FaultError({ code: "PERMISSION_DENIED", what: "this request", who });

// Without an ErrorInfo of ours a status is often made up on this side of a broken connection: those codes are no answer.
const BY_CODE = {
  [status.OK]: brokeOff,
  [status.CANCELLED]: brokeOff,
  [status.UNKNOWN]: brokeOff,
  [status.INVALID_ARGUMENT]: (problem) => new FaultError({ code: "INVALID_REQUEST", problem }),
  [status.DEADLINE_EXCEEDED]: (_, asked) => noAnswer(asked),
  [status.NOT_FOUND]: agentError,
  [status.ALREADY_EXISTS]: agentError,
  [status.PERMISSION_DENIED]: denied,
  [status.RESOURCE_EXHAUSTED]: agentError,
  [status.FAILED_PRECONDITION]: agentError,
  [status.ABORTED]: agentError,
  [status.OUT_OF_RANGE]: agentError,
  [status.UNIMPLEMENTED]: (details) => agentError(`it may be older than this command: ${details}`),
  [status.INTERNAL]: brokeOff,
  [status.UNAVAILABLE]: unavailable,
  [status.DATA_LOSS]: agentError,
  [status.UNAUTHENTICATED]: denied,
} as const satisfies Record<status, (details: string, asked: Asked) => FaultError>;

const known = (code: number): status => (Object.hasOwn(BY_CODE, code) ? code : status.UNKNOWN);

/** What the agent said, or the fault's own sentence where that is what was said and had to be cut. */
function fullMessage(fault: Fault, said: string): string {
  const own = faultMessage(fault as never);
  return said.endsWith(CUT) && own.startsWith(said.slice(0, -CUT.length)) ? own : said;
}

function errorInfo(metadata: Metadata): ErrorInfo__Output | null {
  const [bytes] = metadata.get(DETAILS_KEY);
  if (!Buffer.isBuffer(bytes)) return null;
  try {
    const { Status, ErrorInfo } = protoTypes().rpc;
    const any = Status.deserialize(bytes).details.find((detail) => detail.type_url === ERROR_INFO_URL);
    return any === undefined ? null : ErrorInfo.deserialize(any.value);
  } catch {
    return null; // not ours after all
  }
}
