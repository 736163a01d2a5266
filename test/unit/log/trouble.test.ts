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
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunProgram } from "../../../src/supervisor/log/collapse.ts";
import { LEFT_OUT } from "../../../src/supervisor/log/follow.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { LogFolder, runAtOnce, runNothing } from "./log-folder.ts";

const timeout = 15_000;
const DAY = 86_400_000;

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
      fails && args.includes("fallocate") ? { code: 1, stderr: "fallocate: Input/output error" } : runAtOnce(program, args),
  });
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

test("a cut that fails puts back the end of the filler before it as well", { timeout }, async () => {
  using folder = new LogFolder();
  const clock = new FakeClock({ wall: new Date(Date.now() + 2 * DAY) });
  let removals = 0;
  const failing: RunProgram = async (program, args) => {
    if (!args.includes("fallocate") || args.at(-1)?.endsWith("probe")) return runAtOnce(program, args);
    removals++;
    return { code: 1, stderr: "no" };
  };
  const log = folder.open({ clock, run: failing, maxAge: DAY });
  const age = async (text: string) => {
    appendFileSync(folder.path, text);
    await log.checkRotation();
    await clock.advance(DAY + 1);
    utimesSync(folder.path, clock.wall(), clock.wall());
    const before = readFileSync(folder.path);
    await log.checkRotation();
    return before;
  };
  await age(`${"x".repeat(4_129)}\n`); // too little to cut off a block: all of it becomes a filler, of more than a block
  expect([statSync(folder.path).size, removals]).toEqual([4_130, 0]);
  const before = await age(`${"y".repeat(200)}\n`);
  expect(removals).toBe(1);
  expect(readFileSync(folder.path).equals(before)).toBe(true);
  expect(await log.tail(2)).toEqual(["y".repeat(200)]); // the rotated one is too old by now
});

test("a compression that fails is reported and tried again after a minute, not before", { timeout }, async () => {
  using folder = new LogFolder();
  const clock = new FakeClock({ wall: new Date() });
  const log = folder.open({ run: runAtOnce, clock });
  mkdirSync(join(folder.folder, "is.log.packing"));
  folder.write(700);
  await log.checkRotation();
  await log.settled();
  rmSync(join(folder.folder, "is.log.packing"), { recursive: true });
  const packed = async () => {
    await log.checkRotation();
    await log.settled();
    return folder.rotated().filter((name) => name.endsWith(".gz")).length;
  };
  expect(folder.notices.map((n) => n.kind)).toEqual(["failed"]);
  await clock.advance(59_999);
  expect(await packed()).toBe(0);
  await clock.advance(1);
  expect(await packed()).toBe(folder.rotated().length - 1);
  expect(folder.allLines()).toEqual(folder.lines());
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
