import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand, type Example } from "./add-command.ts";
import { addPkiInit } from "./pki-init.ts";
import { addPkiIssue } from "./pki-issue.ts";
import { addPkiRevoke } from "./pki-revoke.ts";
import { addPkiShow } from "./pki-show.ts";

/** From nothing to a fleet. */
const EXAMPLES: readonly Example[] = [
  ["ImageServing pki init pki", "makes an authority in the folder pki"],
  ["ImageServing pki issue pki agent node3", "a certificate for the agent of node3"],
  ["ImageServing pki issue pki operator ann", "a certificate for ann, who may start, stop and restart"],
  ["ImageServing pki show pki/ann.crt", "whose it is, until when it holds"],
  ["ImageServing pki revoke pki ann", "keeps ann out from now on"],
];

/** `pki init`, `pki issue`, `pki show`, `pki revoke` */
export function addPki(program: Command, run: Run): void {
  const pki = addCommand(program, "pki", "make, show and revoke the certificates of agents and callers", EXAMPLES);
  addPkiInit(pki, run);
  addPkiIssue(pki, run);
  addPkiShow(pki, run);
  addPkiRevoke(pki, run);
}
