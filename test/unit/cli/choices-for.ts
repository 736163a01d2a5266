import { Command } from "commander";
import { addGlobalOptions, type Choices, readChoices } from "../../../src/cli/choices.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";

/** What the global options of a line say. */
export function choicesFor(line: string, terminal: Terminal): Choices {
  const program = addGlobalOptions(new Command());
  program.parse(line === "" ? [] : line.split(" "), { from: "user" });
  return readChoices(program, terminal);
}
