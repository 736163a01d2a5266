import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `notify test [name...]` */
export function addNotifyTest(notify: Command, run: Run): void {
  addCommand(notify, "test", "have the agent send a trial to its notifications, once and at once", [
    ["ImageServing notify test", "all of this host; exit code 1: one failed"],
    ["ImageServing notify test pager", "this one only"],
    ["ImageServing notify test pager -H @web", "of these hosts"],
  ])
    .argument("[name...]", "only these; none: all")
    .action((names: readonly string[]) =>
      run(async (context) => (await import("../run-notify-test.ts")).runNotifyTest(names, context)),
    );
}
