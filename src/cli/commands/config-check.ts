import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `config check [file]` */
export function addConfigCheck(config: Command, run: Run): void {
  addCommand(config, "check", "find every mistake in the agent's configuration; exit code 6 where there is one", [
    ["ImageServing config check", "the configuration of this host"],
    ["ImageServing config check new.yaml", "a file that is not in use yet"],
  ])
    .argument("[file]", "another file")
    .action((file: string | undefined) =>
      run(async (context) => (await import("../run-config.ts")).runConfigCheck(file ?? null, context)),
    );
}
