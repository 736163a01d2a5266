/**
 * The exit codes of the command, after the LSB conventions for init scripts
 * (Linux Standard Base Core 5.0, "Init Script Actions"). Scripts rely on them: a number never changes its meaning.
 */
export const ExitCode = {
  /** Everything asked for holds. */
  OK: 0,
  /** An operation failed; or, for status, the Supervisor died and left components behind. */
  FAILED: 1,
  /** The command was misused, or names a component that is not configured (start, stop, restart). */
  USAGE: 2,
  /** Status only: the Supervisor or a component is not running and ready. */
  NOT_RUNNING: 3,
  /** Status is unknown: unknown component, no permission, unreachable, or sent and not answered. */
  UNKNOWN: 4,
  /** The selection matched no host. */
  NO_MATCH: 5,
  /** The configuration is invalid or absent. */
  NOT_CONFIGURED: 6,
  /** The Server Supervisor is not running, so a single component cannot be started, stopped or restarted. */
  SUPERVISOR_NOT_RUNNING: 7,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
