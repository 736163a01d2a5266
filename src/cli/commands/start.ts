import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addRolloutOptions, type RawRolloutOptions, readRolloutChoices } from "../rollout/rollout-options.ts";
import { addCommand } from "./add-command.ts";

/** `start [component...]` */
export function addStart(program: Command, run: Run): void {
  const command = addCommand(program, "start", "start the Server Supervisor with its components, or some components", [
    ["ImageServing start", "everything, in the order of dependencies; waits until all is ready"],
    ["ImageServing start is", "only is; the Server Supervisor must be running"],
    ["ImageServing start --timeout 2m", "gives up waiting after two minutes"],
    ["ImageServing start --all", "on all hosts of the inventory"],
  ]);
  addRolloutOptions(command)
    .argument("[component...]", "only these; none: all, the Server Supervisor included")
    .action((components: readonly string[], raw: RawRolloutOptions) =>
      run(async (context) =>
        (await import("../run-operation.ts")).runOperation("start", components, readRolloutChoices(raw), context),
      ),
    );
}
