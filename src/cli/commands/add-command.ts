import type { Command } from "commander";

/** One example: what is typed, and what it does. */
export type Example = readonly [typed: string, does: string];

/** What is longer has its words on a line of its own. */
const WIDEST = 72;

const examples = new WeakMap<Command, readonly Example[]>();

/** The examples of a command, for its manual and for the test that they are valid. */
export const examplesOf = (command: Command): readonly Example[] => examples.get(command) ?? [];

/** Adds a command to the tree, with examples below its help. */
export const addCommand = (parent: Command, name: string, description: string, all: readonly Example[]): Command =>
  withExamples(parent.command(name).description(description), all);

/** Puts examples below the help of a command. */
export function withExamples(command: Command, all: readonly Example[]): Command {
  examples.set(command, all);
  const short = all.filter(([typed]) => typed.length <= WIDEST);
  const width = Math.max(0, ...short.map(([typed]) => typed.length));
  const lines = all.map(
    ([typed, does]) => `  ${typed.padEnd(width)}${typed.length <= width ? "" : `\n  ${" ".repeat(width)}`}  ${does}`,
  );
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
