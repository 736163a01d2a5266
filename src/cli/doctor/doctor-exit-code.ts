import { ExitCode } from "../../core/exit-code.ts";
import type { Finding } from "../../core/finding.ts";
import { worstSeverity } from "../../core/finding.ts";
import type { Outcome } from "../../fleet/outcome.ts";

/** What a check-up came to. */
export interface CheckupEnd {
  readonly outcomes: readonly Outcome[];
  readonly findings: readonly Finding[];
  /** Whether the configuration or the inventory of this machine is invalid, or missing where it is needed. */
  readonly invalid: boolean;
  /** `--strict`: warnings count as errors do. */
  readonly strict: boolean;
}

/** The exit code of `doctor`; see docs/decisions/0016-doctor-exit-codes.md. */
export function doctorExitCode({ outcomes, findings, invalid, strict }: CheckupEnd): ExitCode {
  if (outcomes.some((outcome) => outcome !== "ok")) return ExitCode.UNKNOWN;
  if (invalid) return ExitCode.NOT_CONFIGURED;
  const worst = worstSeverity(findings);
  return worst === "error" || (strict && worst === "warning") ? ExitCode.FAILED : ExitCode.OK;
}
