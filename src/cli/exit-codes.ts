import { ExitCode } from "../core/exit-code.ts";
import { exitCodeOf, type FaultCode } from "../core/fault.ts";
import type { Operation } from "../core/operation.ts";
import type { ComponentStatus, HostStatus } from "../core/status.ts";
import type { HostAnswer } from "./host-answer.ts";

/** Whether a component does what it is there for. */
export const isWell = (component: Pick<ComponentStatus, "state" | "ready">): boolean =>
  component.state === "running" && component.ready;

/** The exit code of `status` for one host. */
export function statusExitCode({ value, error }: HostAnswer<HostStatus>): ExitCode {
  if (error !== null) return statusFailure(error.fault.code);
  if (value === null) return ExitCode.UNKNOWN;
  return value.supervisor.state === "running" && value.components.every(isWell) ? ExitCode.OK : ExitCode.NOT_RUNNING;
}

/** For `status` 1 means dead and nothing else; where the question itself failed, or asks for what is not there, nothing is known. */
function statusFailure(code: FaultCode): ExitCode {
  const usual = exitCodeOf(code);
  if (code === "UNKNOWN_COMPONENT") return ExitCode.UNKNOWN;
  return usual === ExitCode.FAILED && code !== "SUPERVISOR_DEAD" ? ExitCode.UNKNOWN : usual;
}

/** The exit code of `start`, `stop` and `restart` for one host. */
export function operationExitCode(answer: HostAnswer<Operation>): ExitCode {
  if (isSilent(answer)) return ExitCode.UNKNOWN;
  if (answer.error !== null) return exitCodeOf(answer.error.fault.code);
  if (answer.value === null || answer.value.result === "running") return ExitCode.UNKNOWN;
  return answer.value.result === "done" ? ExitCode.OK : ExitCode.FAILED;
}

/** The exit code of one host's answer where the value itself cannot be bad. */
export function answerExitCode(answer: HostAnswer<unknown>): ExitCode {
  if (isSilent(answer)) return ExitCode.UNKNOWN;
  return answer.error === null ? ExitCode.OK : exitCodeOf(answer.error.fault.code);
}

/** Whether the host did not say how it fared, whatever the reason is. */
const isSilent = ({ outcome }: HostAnswer<unknown>): boolean => outcome === "unreachable" || outcome === "unknown";

/**
 * The exit code over hosts. One host's is its own. Over more, the worst in the order 4, 1, 3 wins,
 * where every refusal that has a number of its own on one host counts as failed.
 */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  if (codes.length <= 1) return codes[0] ?? ExitCode.NO_MATCH;
  const folded = codes.map((code) =>
    code === ExitCode.OK || code === ExitCode.NOT_RUNNING || code === ExitCode.UNKNOWN ? code : ExitCode.FAILED,
  );
  const order: readonly (typeof folded)[number][] = [ExitCode.UNKNOWN, ExitCode.FAILED, ExitCode.NOT_RUNNING];
  return order.find((code) => folded.includes(code)) ?? ExitCode.OK;
}
