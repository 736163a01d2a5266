import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { LogSpec } from "../../../src/core/component-spec.ts";
import { LEFT_OUT } from "../../../src/supervisor/log/follow.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { LogFolder, run, runNothing } from "./log-folder.ts";

const timeout = 15_000;
const DAY = 86_400_000;

const { looks } = vi.hoisted(() => ({ looks: [] as string[] }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const noted = (name: string, act: unknown) =>
    typeof act !== "function"
      ? act
      : (...args: unknown[]) => {
          looks.push(name);
          return act(...args);
        };
  return Object.fromEntries(Object.entries(real).map(([name, act]) => [name, noted(name, act)]));
});

test("a backlog is split into rotated files of about maxSize, older ones compressed, and no line is lost", {
  timeout,
}, async () => {
  using folder = new LogFolder();
  const log = folder.open();
  folder.write(3_000);
  await log.checkRotation();
  await log.settled();
  const rotated = folder.rotated();
  expect(rotated.length).toBeGreaterThan(8);
  expect(rotated.slice(-2)).toEqual(["is.log.2.gz", "is.log.1"]);
  expect(rotated.filter((name) => name.endsWith(".gz")).length).toBe(rotated.length - 1);
  for (const name of rotated) {
    expect(folder.bytes(name).length).toBeLessThanOrEqual(16_384);
    expect(folder.bytes(name).length).toBeGreaterThan(16_384 / 2);
  }
  expect(statSync(folder.path).size).toBeLessThanOrEqual(16_384);
  expect(folder.allLines()).toEqual(folder.lines());
  expect(folder.names()).toEqual([...folder.rotated(), "is.log"].sort());
  expect(folder.notices).toEqual([]);
});

test("rotated files hold the component's own bytes and nothing else", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open();
  const before: Buffer[] = [];
  for (let i = 0; i < 4; i++) {
    folder.write(400);
    await log.checkRotation();
  }
  await log.settled();
  for (const name of folder.rotated()) before.push(folder.bytes(name));
  const text = folder.lines().join("\n");
  expect(text.startsWith(Buffer.concat(before).toString())).toBe(true);
});

test("where nothing is due a check is one stat", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open();
  folder.write(100);
  await log.checkRotation();
  await log.settled();
  looks.length = 0;
  for (let i = 0; i < 3; i++) await log.checkRotation();
  expect(looks).toEqual(["stat", "stat", "stat"]);
});

test("a check joins one that is under way", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open();
  folder.write(1_000);
  const first = log.checkRotation();
  expect(log.checkRotation()).toBe(first);
  await first;
  expect(folder.allLines()).toEqual(folder.lines());
});

test("no more than `keep` rotated files are kept, the newest; also when it is lowered", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open({ keep: 4 });
  folder.write(5_000);
  await log.checkRotation();
  await log.settled();
  expect(folder.rotated()).toEqual(["is.log.4.gz", "is.log.3.gz", "is.log.2.gz", "is.log.1"]);
  const left = folder.allLines();
  expect(left).toEqual(folder.lines(folder.written - left.length));
  log.setSpec({ maxSize: 16_384, keep: 2, maxAge: 1e12 } as LogSpec);
  await log.checkRotation();
  expect(folder.rotated()).toEqual(["is.log.2.gz", "is.log.1"]);
  log.setSpec({ maxSize: 16_384, keep: 0, maxAge: 1e12 } as LogSpec);
  await log.checkRotation();
  expect(folder.rotated()).toEqual([]);
});

test("rotated files are removed when their newest line is older than maxAge, and not before", { timeout }, async () => {
  using folder = new LogFolder();
  const clock = new FakeClock({ wall: new Date() });
  const log = folder.open({ clock, maxAge: DAY });
  folder.write(700);
  await log.checkRotation();
  await log.settled();
  const count = folder.rotated().length;
  expect(count).toBeGreaterThan(1);
  const written = clock.wall().getTime() / 1000 - 3600;
  for (const name of folder.rotated()) utimesSync(join(folder.folder, name), written, written);
  rmSync(folder.path);
  const again = folder.open({ clock, maxAge: DAY });
  await again.checkRotation();
  await clock.advance(DAY - 3_600_000);
  await again.checkRotation();
  expect(folder.rotated().length).toBe(count);
  await clock.advance(2);
  await again.checkRotation();
  expect(folder.rotated()).toEqual([]);
});

test("compressed files keep the time of their last line", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open();
  folder.write(300);
  utimesSync(folder.path, 1_700_000_000, 1_700_000_000);
  await log.checkRotation();
  expect(statSync(join(folder.folder, "is.log.1")).mtimeMs).toBe(1_700_000_000_000);
  folder.write(300);
  await log.checkRotation();
  await log.settled();
  expect(statSync(join(folder.folder, "is.log.2.gz")).mtimeMs).toBe(1_700_000_000_000);
});

test("what began to be written longer ago than maxAge is rotated, every whole line of it, however little", {
  timeout,
}, async () => {
  using folder = new LogFolder();
  const clock = new FakeClock({ wall: new Date() });
  const log = folder.open({ clock, maxAge: DAY });
  folder.write(10);
  await log.checkRotation();
  await clock.advance(DAY / 2);
  folder.write(10);
  await log.checkRotation();
  expect(folder.rotated()).toEqual([]);
  await clock.advance(DAY / 2 + 10_000);
  appendFileSync(folder.path, "half a li");
  utimesSync(folder.path, clock.wall(), clock.wall());
  await log.checkRotation();
  expect(folder.bytes("is.log.1").toString()).toBe(`${folder.lines().join("\n")}\n`);
  expect(readFileSync(folder.path, "utf8").trim()).toBe("half a li");
  expect(await log.tail(3)).toEqual([...folder.lines(18), "half a li"]);
  await clock.advance(DAY - 1_000);
  await log.checkRotation();
  expect(folder.rotated()).toEqual(["is.log.1"]);
});

test("a new agent takes what an old live file holds for as old as its beginning", { timeout }, async () => {
  using folder = new LogFolder();
  const clock = new FakeClock({ wall: new Date(Date.now() + 2 * DAY) });
  folder.write(10);
  utimesSync(folder.path, clock.wall(), clock.wall());
  await folder.open({ clock, maxAge: 3 * DAY }).checkRotation();
  expect(folder.rotated()).toEqual([]);
  await folder.open({ clock, maxAge: DAY }).checkRotation();
  expect(folder.rotated()).toEqual(["is.log.1"]);
});

test("an old file that is too short for anything is left alone, and not looked into every second", { timeout }, async () => {
  using folder = new LogFolder();
  const clock = new FakeClock({ wall: new Date(Date.now() + 2 * DAY) });
  writeFileSync(folder.path, "short\n");
  const log = folder.open({ clock, maxAge: DAY });
  await log.checkRotation();
  await log.settled();
  looks.length = 0;
  await log.checkRotation();
  expect(looks).toEqual(["stat"]);
  expect(folder.names()).toEqual(["is.log"]);
});

test.each([
  ["cut off", run],
  ["copied and emptied", runNothing],
])("one line without end does not grow for ever, and comes out whole (%s)", { timeout }, async (_, run) => {
  using folder = new LogFolder();
  const log = folder.open({ run });
  writeFileSync(folder.path, "first\n");
  for (let i = 0; i < 10; i++) {
    appendFileSync(folder.path, `${i}`.repeat(10_000));
    await log.checkRotation();
    expect(statSync(folder.path).size).toBeLessThanOrEqual(16_384);
  }
  await log.settled();
  const digits = Array.from({ length: 10 }, (_, i) => `${i}`.repeat(10_000)).join("");
  expect(
    folder
      .everything()
      .toString()
      .replaceAll(/[ \t]{60,}\n/g, "") === `first\n${digits}`,
  ).toBe(true);
  expect((await log.tail(1)).join("") === digits.slice(-65_536)).toBe(true);
  expect((await log.tail(2)).join("") === `first${digits}`).toBe(true);
});

test("what is not ours is left alone, also where it is in the way", { timeout }, async () => {
  using folder = new LogFolder();
  const foreign = [
    "is.log.old",
    "is.log.1.bak",
    "is.log.01",
    "ps.log",
    "ps.log.1",
    "ps.log.copying",
    "is.log.gz",
    "xis.log.2.gz",
  ];
  for (const name of foreign) writeFileSync(join(folder.folder, name), name);
  mkdirSync(join(folder.folder, "is.log.2"));
  symlinkSync(join(folder.folder, "ps.log"), join(folder.folder, "is.log.4.gz"));
  const log = folder.open({ keep: 3 });
  for (let i = 0; i < 6; i++) {
    folder.write(600);
    await log.checkRotation();
    await log.settled();
  }
  expect(folder.names().filter((name) => !foreign.includes(name))).toEqual(
    ["is.log", "is.log.1", "is.log.2", "is.log.3.gz", "is.log.4.gz", "is.log.5.gz"].sort(),
  );
  for (const name of foreign) expect(readFileSync(join(folder.folder, name), "utf8")).toBe(name);
  const tail = await log.tail(1_000);
  expect(tail).toEqual(folder.lines(folder.written - tail.length));
});

test("where files cannot be shortened at their front they are copied and emptied, which is said once", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open({ run: runNothing });
  for (let i = 0; i < 4; i++) {
    folder.write(600);
    await log.checkRotation();
    expect(statSync(folder.path).size).toBe(0);
  }
  await log.settled();
  expect(folder.allLines()).toEqual(folder.lines());
  for (const name of folder.rotated()) expect(folder.bytes(name).length).toBeLessThanOrEqual(16_384);
  expect(folder.notices.map(({ kind, file }) => [kind, file])).toEqual([["fallback", folder.path]]);
  expect(folder.notices[0]?.text).toContain("Operation not supported");
});

test("without the program it is the same", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open({ run: () => Promise.reject(new Error("spawn flock ENOENT")) });
  folder.write(600);
  await log.checkRotation();
  expect(folder.allLines()).toEqual(folder.lines());
  expect(folder.notices.map((n) => n.kind)).toEqual(["fallback"]);
  expect(folder.notices[0]?.text).toContain("spawn flock ENOENT");
});

test("a cut that fails leaves the live file as it was, is reported once and tried again; the third time another way is taken", {
  timeout,
}, async () => {
  using folder = new LogFolder();
  let fails = false;
  const log = folder.open({
    run: async (program, args) =>
      fails && args.includes("fallocate") ? { code: 1, stderr: "fallocate: Input/output error" } : run(program, args),
  });
  if ((await import("./collapse-support.ts").then((m) => m.canCollapse(folder.folder))) === false)
    return expect(tmpdir()).not.toBe("");
  folder.write(300);
  await log.checkRotation(); // the file begins with a filler now
  expect(folder.rotated().length).toBe(1);
  fails = true;
  for (let i = 0; i < 3; i++) {
    folder.write(300);
    const before = readFileSync(folder.path);
    await log.checkRotation();
    expect(readFileSync(folder.path).equals(before)).toBe(true);
    expect(folder.allLines()).toEqual(folder.lines());
    expect(await log.tail(folder.written)).toEqual(folder.lines());
  }
  expect(folder.notices.map((n) => n.kind)).toEqual(["failed"]);
  expect(folder.notices[0]?.text).toContain("Input/output error");
  await log.checkRotation();
  expect(folder.notices.map((n) => n.kind)).toEqual(["failed", "fallback"]);
  expect(statSync(folder.path).size).toBe(0);
  fails = false;
  folder.write(900);
  await log.checkRotation();
  await log.settled();
  expect(folder.allLines()).toEqual(folder.lines());
  expect(statSync(folder.path).size).toBeGreaterThan(0);
});

test("a path that is no file is reported, once, and left alone; readers are told", { timeout }, async () => {
  using folder = new LogFolder();
  mkdirSync(folder.path);
  const log = folder.open();
  await log.checkRotation();
  await log.checkRotation();
  expect(folder.notices).toEqual([{ kind: "failed", file: folder.path, text: "the log cannot be rotated: not a regular file" }]);
  await expect(log.tail(1)).rejects.toMatchObject({
    fault: { code: "BAD_FILE", path: folder.path, cause: "not a regular file" },
  });
  expect(() => log.openForChild()).toThrow(/EISDIR/);
});

test("a log that does not exist, or whose folder does not, is no problem", { timeout }, async () => {
  using folder = new LogFolder();
  rmSync(folder.folder, { recursive: true });
  const log = folder.open();
  await log.checkRotation();
  expect(await log.tail(5)).toEqual([]);
  expect(folder.notices).toEqual([]);
});

test("the file for a child is opened for appending, with its folder, and for nobody else to read", { timeout }, async () => {
  using folder = new LogFolder();
  rmSync(folder.folder, { recursive: true });
  const log = folder.open();
  const { closeSync, writeSync } = await import("node:fs");
  const [one, other] = [log.openForChild(), log.openForChild()];
  for (const [fd, text] of [
    [one, "a\n"],
    [other, "b\n"],
    [one, "c\n"],
  ] as const)
    writeSync(fd, text);
  closeSync(one);
  closeSync(other);
  expect(readFileSync(folder.path, "utf8")).toBe("a\nb\nc\n");
  expect(statSync(folder.path).mode & 0o027).toBe(0);
  expect(statSync(folder.path).mode & 0o600).toBe(0o600);
  expect(statSync(folder.folder).mode & 0o027).toBe(0);
});

test("a file that somebody moves away and another takes the place of is begun anew", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open();
  folder.write(300);
  await log.checkRotation();
  renameSync(folder.path, join(folder.folder, "away"));
  writeFileSync(folder.path, "new\n");
  expect(await log.tail(1)).toEqual(["new"]);
  expect(await log.tail(3)).toEqual([folder.bytes("is.log.1").toString().split("\n").at(-2), LEFT_OUT, "new"]);
  await log.checkRotation();
  expect(folder.notices).toEqual([]);
});
