import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import type { LogSpec } from "../../../src/core/component-spec.ts";
import { LogFolder, run, runAtOnce, runNothing } from "./log-folder.ts";

const timeout = 15_000;

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
  for (let i = 0; i < 3; i++) {
    log.setSpec({ maxSize: 16_384, keep: 1_000, maxAge: 1e12 } as LogSpec);
    await log.checkRotation();
  }
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

test("ending lets a rotation finish and gives up what is only compressed, which the next agent does", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open({ run: runAtOnce, maxSize: 300_000 });
  folder.write(20_000);
  const check = log.checkRotation();
  await log[Symbol.asyncDispose]();
  await log[Symbol.asyncDispose]();
  await check;
  expect(folder.allLines()).toEqual(folder.lines());
  const next = folder.open({ run: runAtOnce, maxSize: 300_000 });
  await next.checkRotation();
  await next.settled();
  expect(folder.allLines()).toEqual(folder.lines());
  expect(folder.names()).toEqual([...folder.rotated(), "is.log"].sort());
  expect(folder.rotated().slice(-2)).toEqual(["is.log.2.gz", "is.log.1"]);
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
