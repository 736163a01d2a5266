import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addRolloutOptions, type RawRolloutOptions, readRolloutChoices } from "../rollout/rollout-options.ts";
import { addCommand } from "./add-command.ts";

/** `stop [component...]` */
export function addStop(program: Command, run: Run): void {
  const command = addCommand(program, "stop", "stop the components and the Server Supervisor, or some components", [
    ["ImageServing stop", "everything, in reverse order; stops a start in progress, too"],
    ["ImageServing stop is", "only is, which stays stopped until it is started"],
    ['ImageServing stop --reason "new disks"', "says why, for the record"],
    ["ImageServing stop -H node3,node4", "on these hosts"],
  ]);
  addRolloutOptions(command)
    .argument("[component...]", "only these; none: all, the Server Supervisor included")
    .action((components: readonly string[], raw: RawRolloutOptions) =>
      run(async (context) =>
        (await import("../run-operation.ts")).runOperation("stop", components, readRolloutChoices(raw), context),
      ),
    );
}
