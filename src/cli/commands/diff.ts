import { type Command, Option } from "commander";
import type { Run } from "../command-context.ts";
import { notEmpty } from "../option-values.ts";
import { addCommand } from "./add-command.ts";

interface DiffOptions {
  readonly against?: string;
}

/** `diff [selector...]` */
export function addDiff(program: Command, run: Run): void {
  addCommand(program, "diff", "show which hosts differ from most others in version, configuration or components", [
    ["ImageServing diff", "all hosts of the inventory; exit code 0: alike, 1: some differ, 4: some not known"],
    ["ImageServing diff @web", "the hosts of a group among themselves"],
    ["ImageServing diff --against node01", "compared with that host, not with what most have"],
    ["ImageServing diff -o json", "for programs: each value with the hosts that have it"],
  ])
    .argument("[selector...]", "as with --host; none: all")
    .addOption(new Option("--against <host>", "compare with this host").argParser(notEmpty))
    .action((selectors: readonly string[], { against }: DiffOptions) =>
      run(async (context) => (await import("../insight/run-diff.ts")).runDiff({ selectors, against: against ?? null }, context)),
    );
}
