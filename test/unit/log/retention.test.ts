import { appendFileSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { LogSpec } from "../../../src/core/component-spec.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { LogFolder } from "./log-folder.ts";

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
