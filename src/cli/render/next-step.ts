import type { FaultCode } from "../../core/fault.ts";

const STEPS: Partial<Record<FaultCode, (message: string) => string>> = {
  UNREACHABLE: (message) => STEP_OF_CAUSE.find(([cause]) => cause.test(message))?.[1] ?? "",
  SHUTTING_DOWN: () => "its agent was just ending: ask again",
  NOT_RESPONDING: () => "look at its agent, on the host itself: ImageServing status",
  INVALID_CONFIG: () => "nothing was changed there",
  WRONG_HOST: () => "mend the address in the inventory, or the name of the host in its agent.yaml",
};

const STEP_OF_CAUSE: readonly (readonly [cause: RegExp, step: string])[] = [
  [/^connect: refused /, "no agent listens there; on the host: systemctl start imageserving"],
  [/^connect: (?:no answer|no route|no network)/, "is the host up, its agent alive, the way to it open?"],
  [/^connect: (?:unknown name|no such address) /, "mend the address in the inventory"],
];

/** What an operator does next about hosts that gave no answer, or said no; empty where the message says it, or nobody knows. */
export const nextStep = (code: string, message: string): string => STEPS[code as FaultCode]?.(message) ?? "";
