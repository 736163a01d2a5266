import type { Finding } from "../finding.ts";
import type { CheckName } from "./check-table.ts";

/** A finding without its kind, as the judgements make them: they know what they see, and not what they are called. */
export type Verdict = Pick<Finding, "severity" | "message" | "remedy">;

/** Well; it says what was seen. */
export const ok = (message: string): Verdict => ({ severity: "ok", message, remedy: "" });

/** Worth knowing. */
export const note = (message: string, remedy = ""): Verdict => ({ severity: "note", message, remedy });

export const warning = (message: string, remedy: string): Verdict => ({ severity: "warning", message, remedy });

export const error = (message: string, remedy: string): Verdict => ({ severity: "error", message, remedy });

/** The verdicts as findings about one thing. */
export const about = (check: CheckName, subject: string, verdicts: readonly Verdict[]): readonly Finding[] =>
  verdicts.map((verdict) => ({ ...verdict, check, subject }));
