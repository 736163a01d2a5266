import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Collapse } from "../../../src/supervisor/log/collapse.ts";
import { copyAndTruncate } from "../../../src/supervisor/log/copy-truncate.ts";
import { LogState } from "../../../src/supervisor/log/log-state.ts";
import { recover } from "../../../src/supervisor/log/recover.ts";
import { inMemory, LogFolder, runAtOnce } from "./log-folder.ts";

const timeout = 10_000;
const stateOf = (folder: LogFolder) => new LogState(folder.path, new Collapse(runAtOnce), recover);
const names = (folder: LogFolder) => folder.names().filter((name) => name !== "is.log");

test("what was left unfinished is removed by the first who comes, though nothing is due", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  folder.write(10);
  for (const name of ["copying", "packing", "probe"]) writeFileSync(`${folder.path}.${name}`, "half");
  expect(await folder.open().tail(100)).toEqual(folder.lines());
  expect(names(folder)).toEqual([]);
});

test("who comes next after a change that failed finds things in order", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  const log = stateOf(folder);
  await log.still(async () => {});
  const scrap = log.files.scrap("copying");
  const change = log.change(async () => {
    writeFileSync(scrap, "half");
    throw new Error("no");
  });
  const next = log.still(async () => existsSync(scrap));
  await expect(change).rejects.toThrow("no");
  expect(await next).toBe(false);
});

test("a log is not emptied where its copies have been removed meanwhile", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  folder.write(500);
  const log = stateOf(folder);
  await log.still(async () => {});
  log.leftBehind(); // something else failed: parts that lie about are removed when the lock is taken next
  await expect(copyAndTruncate(log, 8_192)).rejects.toThrow("ENOENT");
  expect(folder.allLines()).toEqual(folder.lines());
});

test("a copy whose live file has been replaced since is published, and the new file is not cut", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  folder.write(500);
  const copied = readFileSync(folder.path).subarray(0, 9_000);
  writeFileSync(`${folder.path}.moving-8192-9000-0123456789ab`, copied);
  renameSync(folder.path, join(folder.folder, "away"));
  const other = "another file\n".repeat(2_000);
  writeFileSync(folder.path, other);
  await stateOf(folder).still(async () => {});
  expect(readFileSync(folder.path, "utf8") === other).toBe(true);
  expect(folder.bytes("is.log.1").equals(copied)).toBe(true);
  expect(names(folder)).toEqual(["away", "is.log.1"]);
});
