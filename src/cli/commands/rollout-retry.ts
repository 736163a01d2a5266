import { type Command, InvalidArgumentError, Option } from "commander";
import { RETRY_CLASSES, type RetryClass } from "../../fleet/rollout/retry-hosts.ts";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";
import { ROLLOUT_ARGUMENT } from "./rollout-show.ts";

/** `rollout retry ID` */
export function addRolloutRetry(rollout: Command, run: Run): void {
  addCommand(rollout, "retry", "make a new rollout of the hosts of an old one that are not done", [
    ["ImageServing rollout retry last", "all of them, under the rules of the old one"],
    ["ImageServing rollout retry last --only failed,unknown", "unknown hosts are asked first what became of them"],
  ])
    .argument("<id>", ROLLOUT_ARGUMENT)
    .addOption(
      new Option("--only <classes>", `only hosts that are: ${RETRY_CLASSES.join(", ")}`)
        .argParser(retryClasses)
        .default(new Set(RETRY_CLASSES), "all of these"),
    )
    .action((id: string, { only }: { readonly only: ReadonlySet<RetryClass> }) =>
      run(async (context) => (await import("../rollout/run-rollout-retry.ts")).runRolloutRetry(id, only, context)),
    );
}

function retryClasses(text: string): ReadonlySet<RetryClass> {
  const words = text.split(",");
  const classes = words.flatMap((word) => RETRY_CLASSES.find((known) => known === word) ?? []);
  if (classes.length !== words.length) throw new InvalidArgumentError(`It must be some of ${RETRY_CLASSES.join(",")}.`);
  return new Set(classes);
}
