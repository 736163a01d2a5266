import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `notify list` */
export function addNotifyList(notify: Command, run: Run): void {
  addCommand(notify, "list", "list the notifications of this host's configuration", [
    ["ImageServing notify list", "where they go, and what they are for"],
    ["ImageServing notify list -o json", "for programs"],
  ]).action(() => run(async (context) => (await import("../run-notify-list.ts")).runNotifyList(context)));
}
