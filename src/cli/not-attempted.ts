import { FaultError } from "../core/fault.ts";

const NOT_ATTEMPTED = "not attempted: ";

/** Why a host was never asked: nothing was sent to it. */
export const notAttempted = (why: string): FaultError =>
  new FaultError({ code: "CANCELLED", why: `${NOT_ATTEMPTED}${why}` }, `${NOT_ATTEMPTED}${why}`);

/** Whether the host was not even asked. */
export const isNotAttempted = (error: FaultError | null): boolean =>
  error?.fault.code === "CANCELLED" && error.fault.why.startsWith(NOT_ATTEMPTED);
