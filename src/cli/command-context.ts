import type { Choices } from "./choices.ts";
import type { Paint } from "./render/paint.ts";
import type { Terminal } from "./terminal.ts";

/** What a command is run with: what the global options say, and the world around. */
export interface CommandContext {
  readonly choices: Choices;
  readonly terminal: Terminal;
  /** Colours what goes to stdout, and to stderr, where that is wanted. */
  readonly paint: { readonly stdout: Paint; readonly stderr: Paint };
}

/** Runs a command once the global options are known; resolves with its exit code. */
export type Action = (context: CommandContext) => Promise<number>;

/** Hands the action of a command over to be run. */
export type Run = (action: Action) => Promise<void>;
