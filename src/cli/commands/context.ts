import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `context list`, `context use` */
export function addContext(program: Command, run: Run): void {
  const context = addCommand(program, "context", "list the fleets that this machine knows, or choose one", [
    ["ImageServing context list", "each is an inventory: fleet.yaml, and fleets/NAME.yaml beside it"],
    ["ImageServing context use lab", "from now on --host and --all mean hosts of fleets/lab.yaml"],
  ]);
  addCommand(context, "list", "list the contexts, with the one in use marked", [
    ["ImageServing context list", "with the number of hosts of each"],
    ["ImageServing context list -o json", "for programs"],
  ]).action(() => run(async (world) => (await import("../run-context.ts")).runContextList(world)));
  addCommand(context, "use", "choose the context that is meant where none is named", [
    ["ImageServing context use lab", "the inventory fleets/lab.yaml"],
    ["ImageServing context use default", "fleet.yaml again"],
  ])
    .argument("<name>", "as context list shows it")
    .action((name: string) => run(async (world) => (await import("../run-context.ts")).runContextUse(name, world)));
}
