import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import type { AuditEntry } from "../../../src/core/audit-entry.ts";
import { writeAuditLine } from "../../../src/core/audit-line.ts";
import { AUDIT_START, writeAuditPoint } from "../../../src/core/audit-point.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const timeout = 10_000;
let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "is-audit-"));
  mkdirSync(join(home, "state"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const now = new Date("2026-03-01T12:00:00Z");
const ESCAPE = "\x1b[2J\u202e\n";

/** Writes a log, a line a minute, the last one now. */
function write(...entries: readonly Partial<AuditEntry>[]): string {
  let last = AUDIT_START;
  const lines = entries.map((over, at) => {
    const entry: AuditEntry = {
      at: new Date(now.getTime() - (entries.length - 1 - at) * 60_000),
      who: "alice",
      role: "operator",
      from: "10.0.0.7:4711",
      method: "Restart",
      operationId: "op",
      components: [],
      reason: "",
      outcome: "done",
      code: null,
      detail: "restarted",
      ...over,
    };
    const { text, point } = writeAuditLine(entry, { seq: last.seq + 1, prev: last.hash, torn: null });
    last = point;
    return `${text}\n`;
  });
  writeFileSync(join(home, "state/audit.log"), lines.join(""));
  return writeAuditPoint(last);
}

async function run(...args: readonly string[]) {
  const { terminal, stdout, stderr } = fakeTerminal({ clock: new FakeClock({ wall: now }) });
  const code = await runCommandLine(["--home", home, "audit", ...args], terminal, async () => 0);
  return { code, out: stdout.text, err: stderr.text };
}

test("what callers wrote cannot reach the terminal, in any format", { timeout }, async () => {
  write({ who: ESCAPE, reason: ESCAPE, components: [ESCAPE], from: ESCAPE, method: ESCAPE, detail: ESCAPE, operationId: ESCAPE });
  for (const format of ["table", "wide", "json", "jsonl", "yaml"]) {
    const { code, out } = await run("show", "-o", format);
    expect([format, code]).toEqual([format, 0]);
    expect(out).not.toMatch(/[\x1b\u202e]/);
  }
});

test("show takes the last lines, those since then, and those of one caller", { timeout }, async () => {
  write({ who: "a" }, { who: "b" }, { who: "a" }, { who: "b" }, { who: "a" });
  const seqs = async (...args: readonly string[]) => {
    const { out } = await run("show", "-o", "jsonl", ...args);
    const lines = out.split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line).seq);
  };
  expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
  expect(await seqs("--last", "2")).toEqual([4, 5]);
  expect(await seqs("--who", "a", "--last", "2")).toEqual([3, 5]);
  expect(await seqs("--since", "2m30s")).toEqual([3, 4, 5]);
  expect(await run("show", "--last", "0")).toMatchObject({ code: 2 });
});

test("the table says who did what, from where and why", { timeout }, async () => {
  write(
    { components: ["is", "ps"], reason: "new fonts" },
    { method: "CancelOperation", role: null, from: null },
    { method: "Stop", outcome: "refused", code: "PERMISSION_DENIED", role: "viewer" },
  );
  expect((await run("show")).out.split("\n")).toEqual([
    "TIME                  WHO               FROM           WHAT             COMPONENTS  OUTCOME  REASON",
    "2026-03-01T11:58:00Z  alice (operator)  10.0.0.7:4711  Restart          is,ps       done     new fonts",
    "2026-03-01T11:59:00Z  alice             unknown        CancelOperation              done",
    "2026-03-01T12:00:00Z  alice (viewer)    10.0.0.7:4711  Stop             all         refused",
    "",
  ]);
  expect((await run("show", "-o", "wide")).out).toMatch(/ALL|PERMISSION_DENIED/);
});

test("verify says whole with the last line, and 4 where nothing can be read", { timeout }, async () => {
  expect(await run("verify")).toMatchObject({ code: 4, out: "", err: expect.stringContaining("there is no audit log") });
  expect(await run("show")).toMatchObject({ code: 4 });
  const last = write({}, {});
  const file = join(home, "state/audit.log");
  expect(await run("verify")).toEqual({ code: 0, out: `${file}: whole (2 lines)\nlast line: ${last}\n`, err: "" });
  expect(await run("verify", "-q")).toEqual({ code: 0, out: "", err: "" });
  expect(await run("verify", "--expect", last)).toMatchObject({ code: 0 });
  const { out } = await run("verify", "-o", "json");
  expect(JSON.parse(out)).toMatchObject({
    command: "audit verify",
    exitCode: 0,
    hosts: [{ host: "this-host", outcome: "ok", audit: { file, whole: true, lines: 2, breaks: [], last: { seq: 2 } } }],
  });
  rmSync(file);
  mkdirSync(file);
  expect(await run("verify", "-o", "json")).toMatchObject({ code: 4, err: expect.stringContaining("EISDIR") });
});
