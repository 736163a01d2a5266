import { FaultError, faultMessage } from "../../core/fault.ts";
import { type Aim, aimedAt } from "./aim.ts";

/**
 * The same error as it reads among those of other hosts: what to do next names the host, and a host that cannot be reached is
 * not named twice.
 */
export function hostFault(host: string, error: FaultError, aim: Aim): FaultError {
  const { fault } = error;
  if (fault.code === "UNREACHABLE" && error.message === faultMessage(fault)) {
    return new FaultError(fault, `connect: ${fault.cause} (${fault.target})`);
  }
  const message = aimedAt(aim, host, error.message);
  return message === error.message ? error : new FaultError(fault, message);
}
