import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { DEFAULT_DAYS } from "../pki/days.ts";
import { days } from "../pki/parse-days.ts";
import { addCommand } from "./add-command.ts";

/** `pki init DIR` */
export function addPkiInit(pki: Command, run: Run): void {
  addCommand(pki, "init", "make an authority, which signs all other certificates", [
    ["ImageServing pki init pki", "pki/ca.crt for everybody, pki/ca.key for nobody else"],
  ])
    .argument("<dir>", "its folder; made where there is none")
    .option("--days <n>", "how long it holds, and with it whatever it signs", days, DEFAULT_DAYS.authority)
    .action((dir: string, { days: length }: { readonly days: number }) =>
      run(async (context) => (await import("../pki/run-pki-init.ts")).runPkiInit(dir, length, context)),
    );
}
