import type { CommandContext } from "../command-context.ts";
import { say } from "../say-error.ts";
import { DEFAULT_CONTEXT } from "./context-files.ts";
import type { Targets } from "./targets.ts";

/** Says on stderr which fleet is meant, where it is not the default one: for what changes something on many hosts, before it does. */
export function sayContext({ context }: Pick<Targets, "context">, command: CommandContext): void {
  if (context !== null && context !== DEFAULT_CONTEXT && !command.choices.quiet) say(`context: ${context}`, command);
}
