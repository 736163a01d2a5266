import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LogSpec } from "../../../src/core/component-spec.ts";
import { LogRotation } from "../../../src/supervisor/log/log-rotation.ts";
import type { LogNotice } from "../../../src/supervisor/log/notice.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { inMemory, LogFolder, runAtOnce } from "./log-folder.ts";

const timeout = 10_000;
const spec = { maxSize: 8_192, keep: 100, maxAge: 1e12 } as LogSpec;

function rig() {
  const clock = new FakeClock();
  const notices: LogNotice[] = [];
  return { clock, notices, rotation: new LogRotation({ clock, run: runAtOnce, report: (notice) => void notices.push(notice) }) };
}

test("checks every log once a second, until it is told to forget it or ends", { timeout }, async () => {
  using one = new LogFolder(inMemory);
  using other = new LogFolder(inMemory);
  const { clock, rotation, notices } = rig();
  const logs = [one, other].map((folder) => rotation.open(folder.path, spec));
  const settled = () => Promise.all(logs.map((log) => log.settled()));
  for (const folder of [one, other]) folder.write(500);
  await clock.advance(999);
  await settled();
  expect([one.rotated(), other.rotated()]).toEqual([[], []]);
  await clock.advance(1);
  await settled();
  for (const folder of [one, other]) {
    expect(folder.rotated().slice(-2)).toEqual(["is.log.2.gz", "is.log.1"]);
    expect(folder.allLines()).toEqual(folder.lines());
  }
  await rotation.forget(other.path);
  for (const folder of [one, other]) folder.write(500);
  await clock.advance(1_000);
  await settled();
  expect(statSync(one.path).size).toBeLessThan(9_000);
  expect(statSync(other.path).size).toBeGreaterThan(20_000);
  await rotation[Symbol.asyncDispose]();
  await rotation[Symbol.asyncDispose]();
  expect(clock.pending).toBe(0);
  expect(notices).toEqual([]);
});

test("a log is the same object each time, and the newest specification counts", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  const { clock, rotation } = rig();
  const log = rotation.open(folder.path, spec);
  expect(rotation.open(folder.path, { ...spec, keep: 2 } as LogSpec)).toBe(log);
  expect(rotation.open(join(folder.folder, "ps.log"), spec)).not.toBe(log);
  folder.write(1_000);
  await clock.advance(1_000);
  await log.settled();
  expect(folder.rotated()).toEqual(["is.log.2.gz", "is.log.1"]);
  await rotation[Symbol.asyncDispose]();
});

test("ending lets a rotation finish and gives up what is only compressed", { timeout }, async () => {
  using folder = new LogFolder();
  const { rotation } = rig();
  const log = rotation.open(folder.path, { ...spec, maxSize: 300_000 } as LogSpec);
  folder.write(20_000);
  const check = log.checkRotation();
  await rotation[Symbol.asyncDispose]();
  await check;
  expect(folder.allLines()).toEqual(folder.lines());
  const again = folder.open({ run: runAtOnce, maxSize: 300_000 });
  await again.checkRotation();
  await again.settled();
  expect(folder.allLines()).toEqual(folder.lines());
  expect(folder.names()).toEqual([...folder.rotated(), "is.log"].sort());
  expect(folder.rotated().slice(-2)).toEqual(["is.log.2.gz", "is.log.1"]);
});
