import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `pki revoke DIR NAME` */
export function addPkiRevoke(pki: Command, run: Run): void {
  addCommand(pki, "revoke", "put the certificates of a name into the deny-list, which agents heed", [
    ["ImageServing pki revoke pki ann", "every certificate that was issued for ann and has not expired"],
    ["ImageServing pki revoke pki ann --former", "all but the one that lies there: after issue --replace"],
  ])
    .argument("<dir>", "the folder of the authority")
    .argument("<name>", "whose certificates")
    .option("--former", "only those that were replaced")
    .action((dir: string, name: string, { former }: { readonly former?: true }) =>
      run(async (context) =>
        (await import("../pki/run-pki-revoke.ts")).runPkiRevoke(dir, { name, former: former === true }, context),
      ),
    );
}
