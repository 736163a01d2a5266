import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `top [component...]` */
export function addTop(program: Command, run: Run): void {
  addCommand(program, "top", "a live view of this host or many: problems first, with logs, events and restarts by key", [
    ["ImageServing top", "this host; ? shows the keys, q leaves with exit code 0, Ctrl-C with 130"],
    ["ImageServing top --all", "all hosts of the inventory"],
    ["ImageServing top is -H role=web", "only is, of the hosts with this label"],
    ["ImageServing status --watch", "the same, and without a terminal a line for each change"],
  ])
    .argument("[component...]", "only these; none: all")
    .action((components: readonly string[]) =>
      run(async (context) => (await import("../run-top.ts")).runTop(components, context)),
    );
}
