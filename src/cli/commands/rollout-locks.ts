import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `rollout locks` */
export function addRolloutLocks(rollout: Command, run: Run): void {
  addCommand(rollout, "locks", "ask the hosts which rollout holds them: whose, since when, until when", [
    ["ImageServing rollout locks", "all hosts of the inventory"],
    ["ImageServing rollout locks -H @web", "some"],
  ]).action(() => run(async (context) => (await import("../rollout/run-rollout-locks.ts")).runRolloutLocks(context)));
}
