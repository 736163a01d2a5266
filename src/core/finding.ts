/** The worst last. `ok`: it was looked at and is well. `note`: worth knowing, nothing to do. */
export const SEVERITIES = ["ok", "note", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a check-up found. */
export interface Finding {
  readonly severity: Severity;
  /** What kind of check it was, a word or two with dashes: `certificate`, `clock`, `disk`. */
  readonly check: string;
  /** What it is about: a file, an address, a component; empty: the whole. */
  readonly subject: string;
  /** One sentence: what was seen. */
  readonly message: string;
  /** What to do, one sentence or a command; empty where there is nothing to do. */
  readonly remedy: string;
}

/** What the agent of a host found when it looked at itself and its surroundings. */
export interface CheckupReport {
  readonly host: string;
  /** The clock of the host when this was sent. */
  readonly now: Date;
  readonly version: string;
  readonly findings: readonly Finding[];
}

/** The worst of them; `ok` where there are none. */
export const worstSeverity = (findings: readonly Finding[]): Severity =>
  SEVERITIES[Math.max(0, ...findings.map(({ severity }) => SEVERITIES.indexOf(severity)))] as Severity;
