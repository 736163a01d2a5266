import type { Command } from "commander";

/** One example: what is typed, and what it does. */
export type Example = readonly [typed: string, does: string];

/** Adds a command to the tree, with examples below its help. */
export function addCommand(parent: Command, name: string, description: string, examples: readonly Example[]): Command {
  const width = Math.max(0, ...examples.map(([typed]) => typed.length));
  const lines = examples.map(([typed, does]) => `  ${typed.padEnd(width)}  ${does}`);
  const command = parent.command(name).description(description);
  return lines.length === 0 ? command : command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
