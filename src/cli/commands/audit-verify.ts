import { type Command, InvalidArgumentError, Option } from "commander";
import { AUDIT_POINT_RULE, type AuditPoint, parseAuditPoint } from "../../core/audit-point.ts";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

interface VerifyOptions {
  readonly expect?: AuditPoint;
}

/** `audit verify [file]` */
export function addAuditVerify(audit: Command, run: Run): void {
  addCommand(audit, "verify", "prove that no line of the audit log is missing or changed; exit code 1 where one is", [
    ["ImageServing audit verify", "the log of this host"],
    ["ImageServing audit verify copy.log", "a copy"],
    [
      "ImageServing audit verify --expect 42:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "and that it still continues what was verified before",
    ],
  ])
    .argument("[file]", "another file")
    .addOption(new Option("--expect <number:hash>", "what an earlier verify printed as the last line").argParser(auditPoint))
    .action((file: string | undefined, { expect }: VerifyOptions) =>
      run(async (context) =>
        (await import("../run-audit.ts")).runAuditVerify({ file: file ?? null, expect: expect ?? null }, context),
      ),
    );
}

function auditPoint(text: string): AuditPoint {
  const point = parseAuditPoint(text);
  if (point === null) throw new InvalidArgumentError(`It must be ${AUDIT_POINT_RULE}.`);
  return point;
}
