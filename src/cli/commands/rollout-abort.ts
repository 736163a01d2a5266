import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";
import { ROLLOUT_ARGUMENT } from "./rollout-show.ts";

/** `rollout abort ID` */
export function addRolloutAbort(rollout: Command, run: Run): void {
  addCommand(rollout, "abort", "forbid to go on with a rollout, for ever; what is in flight on hosts goes on there", [
    ["ImageServing rollout abort last --reason 'wrong release'", "nobody can resume it; its hosts can be tried again"],
  ])
    .argument("<id>", ROLLOUT_ARGUMENT)
    .action((id: string) =>
      run(async (context) => (await import("../rollout/run-rollout-abort.ts")).runRolloutAbort(id, context)),
    );
}
