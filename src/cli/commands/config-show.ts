import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `config show` */
export function addConfigShow(config: Command, run: Run): void {
  addCommand(config, "show", "show the configuration that holds, with every default and where each value comes from", [
    ["ImageServing config show", "as an agent.yaml, with origins as comments"],
    ["ImageServing config show -o json", "for programs"],
    ["ImageServing config show --show-secrets", "with values of environment variables and passwords"],
  ])
    .option("--show-secrets", "show what may be a secret, which else is (removed)")
    .action(({ showSecrets }: { readonly showSecrets?: true }) =>
      run(async (context) =>
        (await import("../run-config.ts")).runConfigShow(showSecrets === true ? "shown" : "removed", context),
      ),
    );
}
