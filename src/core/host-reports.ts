/** The configuration in use, with whatever may be secret removed. */
export interface ConfigurationReport {
  readonly host: string;
  /** Where it was read from, absolute. */
  readonly file: string;
  /** As SupervisorStatus has it. */
  readonly hash: string;
  /** The effective configuration, YAML. Values of environment variables and what looks like a secret is `(removed)`. */
  readonly yaml: string;
}

/** What became of trying one notification. */
export interface NotificationTrial {
  readonly name: string;
  readonly ok: boolean;
  /** How often it was tried. */
  readonly attempts: number;
  readonly durationMs: number;
  /** One sentence: what came of it. */
  readonly message: string;
}
