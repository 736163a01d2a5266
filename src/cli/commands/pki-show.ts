import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `pki show FILE` */
export function addPkiShow(pki: Command, run: Run): void {
  addCommand(pki, "show", "show what a certificate says, and what is wrong with it", [
    ["ImageServing pki show pki/ann.crt", "whose it is, what it is limited to, until when it holds"],
    ["ImageServing pki show /etc/imageserving/node3.crt -o json", "for programs"],
  ])
    .argument("<file>", "a certificate, PEM or DER")
    .action((file: string) => run(async (context) => (await import("../pki/run-pki-show.ts")).runPkiShow(file, context)));
}
