import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";
import { addAuditShow } from "./audit-show.ts";
import { addAuditVerify } from "./audit-verify.ts";

/** `audit show`, `audit verify` */
export function addAudit(program: Command, run: Run): void {
  const audit = addCommand(program, "audit", "show or verify this host's record of who changed what and what was refused", [
    ["ImageServing audit show", "the last lines"],
    ["ImageServing audit verify", "proves that no line is missing or changed"],
  ]);
  addAuditShow(audit, run);
  addAuditVerify(audit, run);
}
