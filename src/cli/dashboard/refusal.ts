import { type FaultCode, FaultError } from "../../core/fault.ts";
import { harmlessLines } from "../../core/harmless-text.ts";
import type { Refused } from "../../web/protocol.ts";

/** The statuses of answers that are no success, where a fault is behind them. */
type FaultStatus = 400 | 403 | 404 | 409 | 500 | 502 | 504;

const STATUS: Partial<Record<FaultCode, FaultStatus>> = {
  INVALID_REQUEST: 400,
  INVALID_SELECTOR: 400,
  UNKNOWN_COMPONENT: 400,
  UNKNOWN_HOST: 400,
  NO_MATCH: 400,
  PERMISSION_DENIED: 403,
  OPERATION_NOT_FOUND: 404,
  UNREACHABLE: 502,
  SHUTTING_DOWN: 502,
  AGENT_ERROR: 502,
  NOT_RESPONDING: 504,
  TIMED_OUT: 504,
};

/** How a failure is told to the page. What nobody foresaw is named and not described: it is for the one who runs the dashboard. */
export function refusedBy(error: unknown): { readonly status: FaultStatus; readonly body: Refused } {
  if (!(error instanceof FaultError))
    return { status: 500, body: refused("INTERNAL", "internal error; the dashboard has said on its stderr what it is") };
  return { status: STATUS[error.fault.code] ?? 409, body: refused(error.fault.code, error.message) };
}

/** The body of an answer that is no success. */
export const refused = (code: string, message: string): Refused => ({ error: { code, message: harmlessLines(message) } });
