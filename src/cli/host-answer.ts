import type { Fault, FaultCode, FaultError } from "../core/fault.ts";

/** What is known of a host's answer: it answered; it answered no; nothing reached it; it was asked and did not answer. */
export type Outcome = "ok" | "failed" | "unreachable" | "unknown";

/** What one host answered, or why it did not. A host that fails is an answer too. */
export interface HostAnswer<Value> {
  readonly host: string;
  readonly outcome: Outcome;
  /** Null where the host told no more than an error, or nothing. */
  readonly value: Value | null;
  readonly error: FaultError | null;
}

/** The answer of a host that did what it was asked. */
export const answered = <Value>(host: string, value: Value): HostAnswer<Value> => ({ host, outcome: "ok", value, error: null });

/** The answer of a host where `error` came instead, with what is known all the same. */
export const notAnswered = <Value>(host: string, error: FaultError, value: Value | null = null): HostAnswer<Value> => ({
  host,
  outcome: outcomeOf(error.fault),
  value,
  error,
});

const WITHOUT_ANSWER: Partial<Record<FaultCode, Outcome>> = {
  UNREACHABLE: "unreachable",
  SHUTTING_DOWN: "unreachable", // it says itself that nothing was done
  NOT_RESPONDING: "unknown",
};

/** What this fault says about the host: whatever is no silence is an answer. */
export const outcomeOf = (fault: Fault): Outcome => WITHOUT_ANSWER[fault.code] ?? "failed";
