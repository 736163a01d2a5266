/** A question to a component that is on its way. The signal that it was asked with ends all that it opened. */
export interface Inquiry {
  /** Null for yes; else why not, as one sentence for people. May reject, and may never settle. */
  readonly answer: Promise<string | null>;
  /** What has not happened so far, in words that "within 5s" can follow: it becomes the sentence when time is over. */
  missing(): string;
}

/** How a probe's program ended. */
export interface CommandEnd {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The last 300 characters of its standard output and error. */
  readonly output: string;
}

/** Runs a program as the component is run: same user, environment and folder. Aborting kills its whole process group. */
export type RunCommand = (command: readonly string[], options: { readonly signal: AbortSignal }) => Promise<CommandEnd>;
