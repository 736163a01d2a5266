import type { FaultError } from "../fault.ts";
import type { Finding } from "../finding.ts";
import { about, error, note, ok } from "./findings.ts";

/** What reading a configuration came to. */
export type ConfigurationFacts =
  | { readonly t: "valid"; readonly file: string; readonly hash: string; readonly summary: string }
  | { readonly t: "unusable"; readonly file: string; readonly error: FaultError };

/** What of it is in use. */
export interface InUse {
  /** Of the configuration that the agent goes by; null: no agent runs. */
  readonly hash: string | null;
  /** False where nobody expects one, as on a jump box. */
  readonly needed: boolean;
}

/** The configuration as it is on disk: each problem of it is a finding. */
export function judgeConfiguration(
  check: "configuration" | "inventory",
  facts: ConfigurationFacts,
  { hash, needed }: InUse,
): readonly Finding[] {
  const { file } = facts;
  if (facts.t === "valid") {
    const stale = hash !== null && hash !== facts.hash;
    const verdict = stale
      ? note(
          "has changed since the agent read it: what is in use is not what is written",
          "to take it into use: ImageServing restart, or SIGHUP to the agent",
        )
      : ok(facts.summary);
    return about(check, file, [verdict]);
  }
  const { fault, message } = facts.error;
  if (fault.code === "NOT_CONFIGURED")
    return about(check, file, [
      needed
        ? error("there is no configuration", "write one with: ImageServing init")
        : note("there is none, so no agent is meant to run here"),
    ]);
  const goesOn = hash === null ? "" : "; the agent goes on with what it read before, and would not start with this";
  if (fault.code !== "INVALID_CONFIG") return about(check, file, [error(`${message}${goesOn}`, "")]);
  return fault.problems.map(({ file: at, line, column, message: text }) => ({
    ...error(`${text}${goesOn}`, `mend it, then: ImageServing ${check === "inventory" ? "hosts" : "config check"}`),
    check,
    subject: [at, line, column].filter((part) => part !== null).join(":"),
  }));
}
