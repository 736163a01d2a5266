import type { Command } from "commander";
import { commandTree } from "../../../src/cli/command-line.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";
import { fakeTerminal } from "./fake-terminal.ts";

/** All commands, of which none does anything. */
export const idleTree = (changed: Partial<Terminal> = {}): Command =>
  commandTree(
    fakeTerminal(changed).terminal,
    async () => {},
    async () => 0,
  );

/** The tree as a list: the program first, each command before those below it. */
export const allCommands = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(allCommands)];

/** As typed, with the name of the program. */
export const wordsOf = (command: Command): string =>
  command.parent === null ? command.name() : `${wordsOf(command.parent)} ${command.name()}`;
