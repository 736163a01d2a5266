import { type Command, Option } from "commander";
import type { Amount } from "../../core/inventory.ts";
import type { Run } from "../command-context.ts";
import { parseAmountOption } from "../rollout/amount-option.ts";
import { addCommand } from "./add-command.ts";
import { ROLLOUT_ARGUMENT } from "./rollout-show.ts";

/** `rollout resume [ID]` */
export function addRolloutResume(rollout: Command, run: Run): void {
  addCommand(rollout, "resume", "go on with a rollout that has not ended; hosts that are done stay done", [
    ["ImageServing rollout resume last", "hosts that were in flight are asked first what became of them"],
    ["ImageServing rollout resume last --max-failures 2", "where it stopped because too many had failed"],
  ])
    .argument("[id]", ROLLOUT_ARGUMENT, "last")
    .addOption(
      new Option("--max-failures <n>", "how many hosts may fail, those that have failed included").argParser(parseAmountOption),
    )
    .action((id: string, { maxFailures }: { readonly maxFailures?: Amount }) =>
      run(async (context) =>
        (await import("../rollout/run-rollout-resume.ts")).runRolloutResume(id, maxFailures ?? null, context),
      ),
    );
}
