import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

interface StatusOptions {
  readonly watch?: true;
}

/** `status [component...]` */
export function addStatus(program: Command, run: Run): void {
  addCommand(program, "status", "show how the Server Supervisor and its components stand", [
    ["ImageServing status", "exit code 0: all running and ready, 3: not, 1: dead, 4: not known"],
    ["ImageServing status is ps", "of these components only"],
    ["ImageServing status -o wide", "with last exits, log files and more"],
    ["ImageServing status -o json", "for programs"],
    ["ImageServing status -H 'node[01-20]'", "of these hosts"],
    ["ImageServing status --watch -H @web", "live; q leaves it with 0, Ctrl-C with 130"],
    ["ImageServing status --watch -o jsonl", "how it stands, then a line for each change"],
  ])
    .argument("[component...]", "only these; none: all")
    .option("-w, --watch", "go on, live; a line for each change where stdout is no terminal")
    .action((components: readonly string[], { watch }: StatusOptions) =>
      run(async (context) =>
        watch === true
          ? (await import("../run-top.ts")).runStatusWatch(components, context)
          : (await import("../run-status.ts")).runStatus(components, context),
      ),
    );
}
