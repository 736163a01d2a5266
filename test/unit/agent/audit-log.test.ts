import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AuditDisk, realDisk } from "../../../src/agent/audit/audit-disk.ts";
import { AuditLog, MOST_WAITING } from "../../../src/agent/audit/audit-log.ts";
import { verifyAuditLog } from "../../../src/cli/audit/verify-audit-log.ts";
import { type AuditEntry, OWN_METHOD } from "../../../src/core/audit-entry.ts";
import { readAuditLine } from "../../../src/core/audit-line.ts";
import { parseAuditPoint } from "../../../src/core/audit-point.ts";
import { localCaller } from "../../../src/core/host-service.ts";
import type { AgentLog } from "../../../src/supervisor/agent-log.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const timeout = 20_000;
let folder = "";
let said: string[] = [];
const file = () => join(folder, "audit.log");
const headFile = () => join(folder, "audit.head");
const say = (facts: object, message: string) => void said.push(`${message} ${JSON.stringify(facts)}`);
const log: AgentLog = { info: say, warn: say, error: say };
const open = (disk: AuditDisk = realDisk) => AuditLog.open({ stateDir: folder, clock: new FakeClock(), log, disk });
const lines = () => readFileSync(file(), "utf8").split("\n").slice(0, -1);
const details = () => lines().map((line) => JSON.parse(line).detail as string);
const verify = () => verifyAuditLog({ file: file(), isCopy: false, expect: null });
const breaks = async () => (await verify()).breaks.map(({ line, problem }) => `${line}: ${problem}`);
const copied = (name: string) => join(folder, name);

const entry = (detail: string, over: Partial<AuditEntry> = {}): AuditEntry => ({
  at: new Date(1_000),
  who: "alice",
  role: "admin",
  from: "local",
  method: "Start",
  operationId: detail,
  components: [],
  reason: "",
  outcome: "done",
  code: null,
  detail,
  ...over,
});

/** A disk that can be full; of what does not fit it takes the beginning, as a real one does. */
class FullDisk implements AuditDisk {
  room = Number.POSITIVE_INFINITY;
  noHead = false;
  failsAfter = false;
  appends = 0;
  readonly size = realDisk.size;
  async append(path: string, text: string): Promise<void> {
    this.appends++;
    const fits = Buffer.from(text).subarray(0, this.room);
    this.room -= fits.length;
    appendFileSync(path, fits, { mode: 0o600 });
    if (fits.length < Buffer.byteLength(text)) throw new Error("no space left on device");
    if (this.failsAfter) throw new Error("i/o error, fsync");
  }
  async replace(path: string, text: string): Promise<void> {
    if (this.noHead) throw new Error("no space left on device");
    await realDisk.replace(path, text);
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-audit-"));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the audit log", () => {
  test("has each line on disk when it was added, nobody else may read it, and the next agent goes on", { timeout }, async () => {
    const first = await open();
    await first.append(entry("one"));
    expect(details()).toEqual(["one"]);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    await Promise.all(["two", "three", "four"].map((text) => first.append(entry(text))));
    await first.close();
    const second = await open();
    await second.refused({ caller: localCaller("bob"), method: "Stop", code: "WRONG_HOST", detail: "five", operationId: "x" });
    await second.close();
    expect(details()).toEqual(["one", "two", "three", "four", "five"]);
    expect(JSON.parse(lines()[4] ?? "")).toMatchObject({
      seq: 5,
      who: "bob",
      from: "local",
      outcome: "refused",
      code: "WRONG_HOST",
    });
    expect(await verify()).toMatchObject({ exists: true, lines: 5, breakCount: 0, notes: [] });
    expect(parseAuditPoint(readFileSync(headFile(), "utf8").trim())).toEqual((await verify()).last);
    expect(second.warnings).toEqual([]);
    expect(said.at(-1)).toContain(`audit log closed {"seq":5,"hash":"${(await verify()).last.hash}"}`);
  });

  test("takes a burst in few writes, in order", { timeout }, async () => {
    const disk = new FullDisk();
    const audit = await open(disk);
    const names = Array.from({ length: 200 }, (_, at) => `line ${at}`);
    await Promise.all(names.map((name) => audit.append(entry(name))));
    expect(details()).toEqual(names);
    expect(disk.appends).toBeLessThan(20);
    expect(await breaks()).toEqual([]);
  });

  test("knows which operations have their line", { timeout }, async () => {
    const audit = await open();
    await audit.append(entry("a"));
    await audit.append(entry("b", { outcome: "refused" }));
    await audit.append(entry("c", { method: "CancelOperation" }));
    await audit.append(entry("d", { outcome: "joined" }));
    expect(await audit.check(new Set(["a", "b", "c", "d", "e"]))).toEqual(new Set(["a", "d"]));
  });
});

describe("after a crash at whatever byte", () => {
  test("the next agent loses nothing that was whole, and the chain holds", { timeout: 60_000 }, async () => {
    const audit = await open();
    for (const text of ["one", "two"]) await audit.append(entry(text));
    const head = readFileSync(headFile());
    await audit.append(entry("three"));
    const whole = readFileSync(file());
    const from = whole.subarray(0, -1).lastIndexOf(10) + 1;
    for (let size = from; size <= whole.length; size += size > from + 3 && size < whole.length - 90 ? 17 : 1) {
      writeFileSync(file(), whole.subarray(0, size));
      writeFileSync(headFile(), head);
      expect([size, await breaks()]).toEqual([size, []]);
      const next = await open();
      expect([size, await breaks()]).toEqual([size, []]);
      await next.append(entry("four"));
      expect([size, next.warnings, await breaks()]).toEqual([size, [], []]);
      const told = readFileSync(file(), "utf8");
      expect(told.startsWith(whole.subarray(0, size).toString())).toBe(true);
      expect(told.includes('"three"')).toBe(whole.subarray(0, size).includes('"three"'));
      expect((await verify()).mended).toBe(size > from && size < whole.length - 1 ? 1 : 0);
      if (size % 5 !== 0) continue;
      // And a crash while that was mended.
      const mended = readFileSync(file());
      writeFileSync(file(), mended.subarray(0, size + 30));
      writeFileSync(headFile(), head);
      await (await open()).append(entry("five"));
      expect([size, await breaks()]).toEqual([size, []]);
    }
  });
});

describe("a disk that is full", () => {
  test("keeps the lines waiting and says so, and takes them later, once and in order", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1_200), { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), async (rooms, count) => {
        rmSync(file(), { force: true });
        rmSync(headFile(), { force: true });
        const disk = new FullDisk();
        const audit = await open(disk);
        const names: string[] = [];
        for (const room of rooms) {
          disk.room = room;
          const some = Array.from({ length: count }, (_, at) => `line ${names.length + at}`);
          names.push(...some);
          await Promise.all(some.map((name) => audit.append(entry(name))));
        }
        disk.room = Number.POSITIVE_INFINITY;
        names.push("last");
        await audit.append(entry("last"));
        expect(audit.warnings).toEqual([]);
        const whole = lines().flatMap((line) => readAuditLine(Buffer.from(line)) ?? []);
        expect(whole.filter(({ method }) => method !== OWN_METHOD).map(({ detail }) => detail)).toEqual(names);
        expect(await breaks()).toEqual([]);
        expect((await open()).warnings).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test("is a warning, with how many lines wait and are lost; what is lost is told of in the log", { timeout }, async () => {
    const disk = new FullDisk();
    const audit = await open(disk);
    await audit.append(entry("one"));
    disk.room = 0;
    for (let at = 0; at < MOST_WAITING + 7; at++) void audit.append(entry(`line ${at}`, { outcome: "refused" }));
    await audit.append(entry("and one more", { outcome: "refused" }));
    expect(audit.warnings).toEqual([
      "the audit log cannot be written: no space left on device; 1000 lines wait in memory, 8 are lost",
    ]);
    expect(said.filter((line) => line.startsWith("the audit log cannot be written"))).toHaveLength(1);
    await audit.append(entry("a mutation"));
    expect(audit.warnings).toEqual([expect.stringContaining("1001 lines wait in memory, 8 are lost")]);
    disk.room = Number.POSITIVE_INFINITY;
    await audit.close();
    expect(details()).toHaveLength(1 + MOST_WAITING + 2);
    expect(await breaks()).toEqual(["1003: the agent wrote: 8 lines were lost while the log could not be written"]);
  });

  test("that fails after it took a line does not get it twice", { timeout }, async () => {
    const disk = new FullDisk();
    const audit = await open(disk);
    await audit.append(entry("one"));
    disk.failsAfter = true;
    await Promise.all([audit.append(entry("two")), audit.append(entry("three"))]);
    expect(audit.warnings).toEqual([expect.stringContaining("the audit log cannot be written: i/o error")]);
    disk.failsAfter = false;
    await audit.append(entry("four"));
    expect(details()).toEqual(["one", "two", "three", "four"]);
    expect([audit.warnings, await breaks()]).toEqual([[], []]);
  });

  test("for audit.head alone keeps the log from running ahead of it", { timeout }, async () => {
    const disk = new FullDisk();
    const audit = await open(disk);
    await audit.append(entry("one"));
    disk.noHead = true;
    for (let at = 0; at < 100; at++) await audit.append(entry(`line ${at}`));
    expect(audit.warnings).toEqual([expect.stringContaining("no space left on device")]);
    expect(lines().length).toBe(2);
    disk.noHead = false;
    await audit.close();
    expect(details()).toHaveLength(101);
    expect(await breaks()).toEqual([]);
  });
});

describe("a log that somebody touched while no agent ran", () => {
  const prepare = async () => {
    const audit = await open();
    for (let at = 1; at <= 6; at++) await audit.append(entry(`line ${at}`));
    await audit.close();
  };
  const write = (kept: readonly string[]) => writeFileSync(file(), kept.map((line) => `${line}\n`).join(""));
  const goOn = async () => {
    const before = (() => {
      try {
        return readFileSync(file(), "utf8");
      } catch {
        return "";
      }
    })();
    const audit = await open();
    await audit.append(entry("later"));
    await audit.check(new Set());
    await audit.close();
    const after = readFileSync(file(), "utf8");
    expect(after.startsWith(before)).toBe(true);
    expect(after).toContain('"later"');
    return audit.warnings;
  };

  test("is gone on with, and stays broken at its end", { timeout }, async () => {
    await prepare();
    write(lines().slice(0, 4));
    const warnings = await goOn();
    expect(warnings).toEqual([expect.stringMatching(/^the audit log is broken: lines number 5 to 6 are missing at the end/)]);
    const found = await breaks();
    expect(found[0]).toBe("5: lines number 5 to 6 are missing before it");
    expect(found[1]).toMatch(/^5: the agent wrote: lines number 5 to 6 are missing at the end/);
    expect(found).toHaveLength(2);
  });

  test("stays broken where it was removed altogether, or replaced by another that holds in itself", { timeout }, async () => {
    await prepare();
    rmSync(file());
    expect(await breaks()).toEqual(["null: lines number 1 to 6 are missing at the end: the agent had written up to number 6"]);
    await goOn();
    expect((await breaks())[0]).toBe("1: lines number 1 to 6 are missing before it");

    rmSync(file());
    rmSync(headFile());
    await prepare();
    const head = readFileSync(headFile());
    rmSync(file());
    rmSync(headFile());
    const forger = await open();
    for (let at = 1; at <= 7; at++) await forger.append(entry(`forged ${at}`));
    writeFileSync(headFile(), head);
    expect(await goOn()).toEqual([expect.stringContaining("line number 6 is not the one that the agent wrote")]);
    expect(await breaks()).toEqual([expect.stringContaining("8: the agent wrote: line number 6 is not the one")]);
  });

  test("is told as broken where a line in its middle was changed", { timeout }, async () => {
    await prepare();
    write(lines().with(2, (lines()[2] ?? "").replace("line 3", "line 9")));
    expect(await goOn()).toEqual(["the audit log is broken: line 3: was changed; see all with: ImageServing audit verify"]);
    expect(await breaks()).toEqual(["3: was changed"]);
  });

  test("and while one runs", { timeout }, async () => {
    const audit = await open();
    for (let at = 1; at <= 3; at++) await audit.append(entry(`line ${at}`));
    rmSync(file());
    await audit.append(entry("later"));
    expect(audit.warnings).toEqual([expect.stringContaining("lines number 1 to 3 are missing")]);
    expect((await breaks())[0]).toBe("1: lines number 1 to 3 are missing before it");
    expect(details()).toHaveLength(2);
  });
});

describe("verify", () => {
  test("proves that the log continues what was seen before", { timeout }, async () => {
    const audit = await open();
    for (let at = 1; at <= 3; at++) await audit.append(entry(`line ${at}`));
    const { last } = await verify();
    await audit.append(entry("line 4"));
    const against = async (expectation: { seq: number; hash: string }) =>
      (await verifyAuditLog({ file: file(), isCopy: false, expect: expectation })).breaks.map(({ problem }) => problem);
    expect(await against(last)).toEqual([]);
    expect(await against({ ...last, seq: 2 })).toEqual([
      expect.stringContaining("line number 2 is another one than the expected"),
    ]);
    expect(await against({ ...last, seq: 9 })).toEqual([expect.stringContaining("line number 9 is not there")]);
    rmSync(file());
    rmSync(headFile());
    expect(await verify()).toMatchObject({ exists: false, breakCount: 0 });
    expect(await against(last)).toEqual([expect.stringContaining("line number 3 is not there")]);
  });

  test("finds nothing wrong while an agent is writing", { timeout }, async () => {
    const audit = await open();
    let writing = true;
    const written = Promise.all(
      Array.from({ length: 10 }, async (_, writer) => {
        for (let at = 0; at < 30; at++) await audit.append(entry(`line ${writer} ${at}`));
      }),
    ).then(() => {
      writing = false;
    });
    let verified = 0;
    for (; writing; verified++) expect(await breaks()).toEqual([]);
    await written;
    expect(verified).toBeGreaterThan(5);
    expect(await verify()).toMatchObject({ lines: 300, breakCount: 0 });
  });

  test("of a copy does without what is kept beside the log, and says so", { timeout }, async () => {
    const audit = await open();
    for (let at = 1; at <= 40; at++) await audit.append(entry(`line ${at}`));
    writeFileSync(copied("copy.log"), readFileSync(file()));
    const verdict = await verifyAuditLog({ file: copied("copy.log"), isCopy: true, expect: null });
    expect(verdict).toMatchObject({ lines: 40, breakCount: 0, notes: [expect.stringContaining("no audit.head is beside it")] });
  });
});
