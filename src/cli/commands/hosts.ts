import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

interface HostsOptions {
  readonly check?: true;
}

/** `hosts [selector...]` */
export function addHosts(program: Command, run: Run): void {
  addCommand(program, "hosts", "show which hosts a selection means, or whether they can be reached", [
    ["ImageServing hosts", "all hosts of the inventory, in ranges"],
    ["ImageServing hosts '@web!node3' -o wide", "with addresses, labels and groups"],
    ["ImageServing hosts 'dc=ams' --no-fold", "a name per line, for shell loops"],
    ["ImageServing hosts --check", "asks the agent of each; exit code 4 where one does not answer well"],
  ])
    .argument("[selector...]", "as with --host; none: all")
    .option("--check", "reach every host and say what came of it")
    .action((selectors: readonly string[], { check }: HostsOptions) =>
      run(async (context) => (await import("../run-hosts.ts")).runHosts({ selectors, check: check === true }, context)),
    );
}
