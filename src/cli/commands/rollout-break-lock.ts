import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `rollout break-lock LEASE_ID` */
export function addRolloutBreakLock(rollout: Command, run: Run): void {
  addCommand(rollout, "break-lock", "take the lock of a rollout away from it, where nobody is behind it any more", [
    ["ImageServing rollout break-lock ID --all --reason 'jump box is gone'", "a lock of any other rollout stays"],
  ])
    .argument("<lease-id>", "the whole id of the rollout, as rollout locks shows it")
    .action((id: string) => run(async (context) => (await import("../rollout/run-break-lock.ts")).runBreakLock(id, context)));
}
