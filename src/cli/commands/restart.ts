import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addRolloutOptions, type RawRolloutOptions, readRolloutChoices } from "../rollout/rollout-options.ts";
import { addCommand } from "./add-command.ts";

/** `restart [component...]` */
export function addRestart(program: Command, run: Run): void {
  const command = addCommand(
    program,
    "restart",
    "stop and start everything after reading the configuration anew, or some components",
    [
      ["ImageServing restart", "everything; where the configuration is invalid nothing is stopped"],
      ["ImageServing restart is", "only is; the other components keep their processes"],
      ["ImageServing restart is -H @web -x node3", "on the hosts of a group, without one"],
    ],
  );
  addRolloutOptions(command)
    .argument("[component...]", "only these; none: all, the Server Supervisor included")
    .action((components: readonly string[], raw: RawRolloutOptions) =>
      run(async (context) =>
        (await import("../run-operation.ts")).runOperation("restart", components, readRolloutChoices(raw), context),
      ),
    );
}
