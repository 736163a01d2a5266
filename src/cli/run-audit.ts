import { resolve } from "node:path";
import type { AuditLine } from "../core/audit-line.ts";
import type { AuditPoint } from "../core/audit-point.ts";
import type { Ms } from "../core/duration.ts";
import { ExitCode } from "../core/exit-code.ts";
import { FaultError, messageOf } from "../core/fault.ts";
import { auditLogFile } from "../supervisor/audit-file.ts";
import { type LineWish, selectAuditLines } from "./audit/select-audit-lines.ts";
import { type AuditVerdict, verifyAuditLog } from "./audit/verify-audit-log.ts";
import type { CommandContext } from "./command-context.ts";
import { frameOf, plainObject, SCHEMA_VERSION } from "./frame.ts";
import { answered, type HostAnswer } from "./host-answer.ts";
import { auditTable } from "./render/audit-table.ts";
import { auditVerdictText } from "./render/audit-verdict-text.ts";
import { say, sayErrors } from "./say-error.ts";
import { isStructured, jsonLine, writeFrame } from "./structured-output.ts";

/** Shows lines of this host's audit log. */
export async function runAuditShow(
  { last, since, who }: { readonly last: number; readonly since: Ms | null; readonly who: string | null },
  context: CommandContext,
): Promise<number> {
  const { choices, terminal, paint } = context;
  const file = auditLogFile(choices.paths.stateDir);
  const wish: LineWish = { last, since: since === null ? null : new Date(terminal.clock.wall().getTime() - since), who };
  const found = await reading(file, () => selectAuditLines(file, wish));
  if (found instanceof FaultError) return await unread("audit show", found, context);
  const { lines, breakCount } = found;
  const { stdout } = terminal;
  if (choices.output === "jsonl") {
    const head = { schemaVersion: SCHEMA_VERSION, command: "audit show", host: terminal.hostName };
    for (const line of lines) stdout.write(jsonLine({ ...head, ...line }));
  } else if (isStructured(choices.output)) {
    const host = plainObject(
      answered(terminal.hostName, { audit: { file, lines } satisfies { file: string; lines: readonly AuditLine[] } }),
    );
    stdout.write(await writeFrame(frameOf("audit show", ExitCode.OK, [host]), choices.output));
  } else {
    const options = { width: stdout.columns, paint: paint.stdout, wide: choices.output === "wide" };
    stdout.write(
      auditTable(lines, options)
        .map((line) => `${line}\n`)
        .join(""),
    );
  }
  if (breakCount > 0) say("the audit log is broken; see where with: ImageServing audit verify", context);
  return ExitCode.OK;
}

/** Proves that no line of an audit log is missing or changed. @param file null: this host's. */
export async function runAuditVerify(
  { file, expect }: { readonly file: string | null; readonly expect: AuditPoint | null },
  context: CommandContext,
): Promise<number> {
  const { choices, terminal, paint } = context;
  const path = file === null ? auditLogFile(choices.paths.stateDir) : resolve(file);
  const verdict = await reading(path, async () => {
    const found = await verifyAuditLog({ file: path, isCopy: file !== null, expect });
    return found.exists ? found : null;
  });
  if (verdict instanceof FaultError) return await unread("audit verify", verdict, context);
  const exitCode = verdict.breakCount === 0 ? ExitCode.OK : ExitCode.FAILED;
  if (isStructured(choices.output)) {
    const answer: HostAnswer<Readonly<Record<string, unknown>>> = {
      ...answered(terminal.hostName, { audit: verdictObject(verdict) }),
      outcome: exitCode === ExitCode.OK ? "ok" : "failed",
    };
    terminal.stdout.write(await writeFrame(frameOf("audit verify", exitCode, [plainObject(answer)]), choices.output));
  } else if (!choices.quiet || exitCode !== ExitCode.OK) terminal.stdout.write(auditVerdictText(verdict, paint.stdout));
  return exitCode;
}

const verdictObject = ({ file, lines, last, breaks, breakCount, notes }: AuditVerdict) => ({
  file,
  whole: breakCount === 0,
  lines,
  last: last.seq === 0 ? null : last,
  breaks,
  breakCount,
  notes,
});

async function reading<T>(file: string, read: () => Promise<T | null>): Promise<T | FaultError> {
  try {
    const found = await read();
    if (found !== null) return found;
    const remedy = "an agent makes it with the first operation or refusal; another home is named with --home";
    return new FaultError({ code: "BAD_FILE", path: file, cause: "there is no audit log", remedy });
  } catch (error) {
    const remedy = "run as the user that the agent runs as, or as root";
    return new FaultError({ code: "BAD_FILE", path: file, cause: messageOf(error), remedy });
  }
}

/** Where it cannot be read, nothing is known of it: 4. */
async function unread(command: string, error: FaultError, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const answer: HostAnswer<never> = { host: terminal.hostName, outcome: "failed", value: null, error };
  if (isStructured(choices.output)) {
    terminal.stdout.write(await writeFrame(frameOf(command, ExitCode.UNKNOWN, [plainObject(answer)]), choices.output));
  }
  sayErrors([answer], context);
  return ExitCode.UNKNOWN;
}
