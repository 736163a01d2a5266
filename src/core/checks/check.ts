import { boundedAsk } from "../bounded-ask.ts";
import type { Clock } from "../clock.ts";
import { type Ms, ms } from "../duration.ts";
import { errnoOf, messageOf } from "../fault.ts";
import type { Finding } from "../finding.ts";
import type { CheckName } from "./check-table.ts";

/** One thing that a check-up looks at. */
export interface Check {
  /** As {@link Finding.check}. */
  readonly check: CheckName;
  /** As {@link Finding.subject}, where the check fails itself. */
  readonly subject: string;
  /** Reads facts and judges them; changes nothing. */
  look(signal: AbortSignal): Promise<readonly Finding[]> | readonly Finding[];
}

/** How checks are run. */
export interface CheckRun {
  readonly clock: Clock;
  /** For each of them. */
  readonly within: Ms;
  readonly signal: AbortSignal;
}

/** How long a check may take. A file system that hangs is the usual reason. */
export const CHECK_WITHIN = ms(3_000);

/**
 * Runs checks side by side, each within its own time, and gives their findings in the order of the checks. One that fails or
 * takes too long is a finding itself. Rejects only with the reason of the signal.
 */
export async function runChecks(checks: readonly Check[], { clock, within, signal }: CheckRun): Promise<readonly Finding[]> {
  signal.throwIfAborted();
  const late = () => new Error(`it took longer than ${within / 1_000} s`);
  const asks = checks.map((check) => boundedAsk(async (own) => await check.look(own), { clock, within, late }));
  const stop = () => {
    for (const ask of asks) ask.giveUp(signal.reason);
  };
  signal.addEventListener("abort", stop, { once: true });
  const found = await Promise.all(
    asks.map(({ result }, at) => result.catch((error: unknown) => [notChecked(checks[at] as Check, error)])),
  );
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  return found.flat();
}

/** A check that failed itself. What somebody may not read is no fault of the host. */
export function notChecked({ check, subject }: Pick<Check, "check" | "subject">, error: unknown): Finding {
  const forbidden = errnoOf(error) === "EACCES" || errnoOf(error) === "EPERM";
  return {
    severity: forbidden ? "note" : "warning",
    check,
    subject,
    message: `could not be checked: ${messageOf(error)}`,
    remedy: forbidden ? "run the command as the user that the agent runs as, or as root" : "",
  };
}
