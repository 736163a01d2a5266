import type { FaultError } from "../core/fault.ts";
import { type Answer, type Outcome, outcomeOf } from "../fleet/outcome.ts";

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
  outcome: outcomeOf(error),
  value,
  error,
});

/** The answer of one of many hosts. */
export const answerOf = <Value>(answer: Answer<Value>): HostAnswer<Value> =>
  answer.outcome === "ok"
    ? answered(answer.host, answer.value)
    : { host: answer.host, outcome: answer.outcome, value: null, error: answer.error };
