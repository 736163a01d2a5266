/** A hook that is being run. */
export interface HookAttempt {
  /** Null where it has done its work; else why it has not, in words that follow the name of the host. Rejects with the signal's reason. */
  readonly why: Promise<string | null>;
  /** What it has not done yet, for when its time is over: it follows the name of the host, as in `drain.sh did not end`. */
  pending(): string;
  /** The last of what it said; empty where it said nothing. */
  said(): string;
}
