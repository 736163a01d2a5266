import type { Finding } from "../../core/finding.ts";

/** What a check-up of one host found. */
export interface HostCheckup {
  /** Of the agent; null: none answered. */
  readonly version: string | null;
  /** By how much the clock of the host is ahead, at the least, in milliseconds; null: not measured, or it is this machine. */
  readonly clockOffsetMs: number | null;
  readonly findings: readonly Finding[];
}

/**
 * The findings of an agent and of the command on the same host as those of one: what both looked at, the agent knows better, as it
 * looks with its own rights.
 */
export function mergeFindings(agent: readonly Finding[], own: readonly Finding[]): readonly Finding[] {
  const known = new Set(agent.map(keyOf));
  return [...agent, ...own.filter((finding) => !known.has(keyOf(finding)))];
}

const keyOf = ({ check, subject }: Finding): string => JSON.stringify([check, subject]);

/** A host as a frame has it, beside its name. */
export const checkupObject = ({ version, clockOffsetMs, findings }: HostCheckup) => ({
  version,
  clockOffsetSeconds: clockOffsetMs === null ? null : Math.round(clockOffsetMs) / 1_000,
  findings,
});
