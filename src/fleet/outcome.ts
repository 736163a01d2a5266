import { type FaultCode, FaultError } from "../core/fault.ts";

/** What is known of a host's answer: it answered; it answered no; nothing reached it; it was asked and did not answer. */
export type Outcome = "ok" | "failed" | "unreachable" | "unknown";

/** One host's answer. A host that fails is an answer too; it never ends the others. */
export type Answer<T> = { readonly host: string } & (
  | { readonly outcome: "ok"; readonly value: T }
  | { readonly outcome: Exclude<Outcome, "ok">; readonly error: FaultError }
);

const WITHOUT_ANSWER: Partial<Record<FaultCode, Exclude<Outcome, "ok">>> = {
  UNREACHABLE: "unreachable",
  SHUTTING_DOWN: "unreachable", // it says itself that nothing was done
  NOT_RESPONDING: "unknown",
};

/** What an error says about the host: a fault that is no silence is an answer; after a defect of ours nothing is known. */
export function outcomeOf(error: unknown): Exclude<Outcome, "ok"> {
  return error instanceof FaultError ? (WITHOUT_ANSWER[error.fault.code] ?? "failed") : "unknown";
}
