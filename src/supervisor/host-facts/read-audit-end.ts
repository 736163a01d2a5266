import { stat } from "node:fs/promises";
import { headProblem } from "../../core/audit-head.ts";
import { AUDIT_START } from "../../core/audit-point.ts";
import type { AuditFacts } from "../../core/checks/judge-agent.ts";
import { errnoOf } from "../../core/fault.ts";
import { auditLogFile, lastWholeLine, readAuditHead } from "../audit-file.ts";

/** The end of the audit log of a state folder; null: there is none, and nothing says that there was one. */
export async function readAuditEnd(stateDir: string): Promise<AuditFacts | null> {
  const file = auditLogFile(stateDir);
  const head = await readAuditHead(file); // first: an agent may add a line meanwhile, and notes it afterwards
  const size = await sizeOf(file);
  if (size === null && head.t === "none") return null;
  const last = size === null || size === 0 ? AUDIT_START : await lastWholeLine(file, size);
  if (last === null) return { problem: null, lines: null };
  const problem = headProblem(last, head, (seq) => (seq === last.seq ? last.hash : undefined));
  return { problem, lines: last.seq };
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return null;
    throw error;
  }
}
