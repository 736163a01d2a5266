import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `rollout list` */
export function addRolloutList(rollout: Command, run: Run): void {
  addCommand(rollout, "list", "list the rollouts that were begun from here, the latest first; contacts no host", [
    ["ImageServing rollout list", "how each stands, and how many hosts are done, not ok and left"],
    ["ImageServing rollout list -o wide", "with whole ids and reasons"],
  ]).action(() => run(async (context) => (await import("../rollout/run-rollout-list.ts")).runRolloutList(context)));
}
