import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** How a rollout is named, for the help of every command that takes one. */
export const ROLLOUT_ARGUMENT = "its id, the beginning of it, or: last";

/** `rollout show [ID]` */
export function addRolloutShow(rollout: Command, run: Run): void {
  addCommand(rollout, "show", "show one rollout: its rules, every host, how it ended, what to type next; contacts no host", [
    ["ImageServing rollout show last", "the latest one"],
    ["ImageServing rollout show 3f2a -o json", "by the beginning of its id, for programs"],
  ])
    .argument("[id]", ROLLOUT_ARGUMENT, "last")
    .action((id: string) => run(async (context) => (await import("../rollout/run-rollout-show.ts")).runRolloutShow(id, context)));
}
