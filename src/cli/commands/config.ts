import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand, type Example } from "./add-command.ts";
import { addConfigCheck } from "./config-check.ts";
import { addConfigShow } from "./config-show.ts";

/** The examples of both its commands. */
const EXAMPLES: readonly Example[] = [
  ["ImageServing config check", "finds every mistake, with line and column"],
  ["ImageServing config show", "what holds, with every default and where it comes from"],
];

/** `config check`, `config show` */
export function addConfig(program: Command, run: Run): void {
  const config = addCommand(program, "config", "check or show the agent's configuration", EXAMPLES);
  addConfigCheck(config, run);
  addConfigShow(config, run);
}
