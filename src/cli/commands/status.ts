import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `status [component...]` */
export function addStatus(program: Command, run: Run): void {
  addCommand(program, "status", "show how the Server Supervisor and its components stand", [
    ["ImageServing status", "exit code 0: all running and ready, 3: not, 1: dead, 4: not known"],
    ["ImageServing status is ps", "of these components only"],
    ["ImageServing status -o wide", "with last exits, log files and more"],
    ["ImageServing status -o json", "for programs"],
    ["ImageServing status -H 'node[01-20]'", "of these hosts"],
  ])
    .argument("[component...]", "only these; none: all")
    .action((components: readonly string[]) =>
      run(async (context) => (await import("../run-status.ts")).runStatus(components, context)),
    );
}
