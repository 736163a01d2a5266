import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { LogFolder, runAtOnce, runNothing } from "./log-folder.ts";

const timeout = 15_000;
const MIB = 1024 * 1024;

const { disk } = vi.hoisted(() => ({ disk: { free: Number.POSITIVE_INFINITY } }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const statfs = async (path: string) => ({ ...(await real.statfs(path)), bavail: disk.free });
  return { ...real, statfs };
});

/** A file system of some MiB that can be filled up; null where none can be mounted. */
function smallDisk(size: number): (Disposable & { readonly path: string }) | null {
  const path = mkdtempSync(join(tmpdir(), "is-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path], { stdio: "ignore" });
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
  return {
    path,
    [Symbol.dispose]() {
      execFileSync("umount", ["--lazy", path]);
      rmSync(path, { recursive: true });
    },
  };
}

test("where there is no room the oldest rotated files go, and nothing of the live one", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open({ run: runAtOnce });
  folder.write(1_500);
  await log.checkRotation();
  await log.settled();
  const before = folder.rotated();
  expect(before.length).toBeGreaterThan(3);
  folder.write(300);
  const size = statSync(folder.path).size;
  disk.free = 0;
  await log.checkRotation();
  expect(statSync(folder.path).size).toBe(size);
  expect(folder.rotated()).toEqual([]);
  expect(folder.notices.map((n) => [n.kind, n.file])).toEqual([
    ...before.map((name) => ["dropped", join(folder.folder, name)]),
    ["failed", folder.path],
  ]);
  expect(await log.tail(300)).toEqual(folder.lines(1_500));
  await log.checkRotation();
  expect(folder.notices.length).toBe(before.length + 1);
  disk.free = Number.POSITIVE_INFINITY;
  await log.checkRotation();
  expect(folder.rotated().length).toBeGreaterThan(0);
  const left = folder.allLines();
  expect(left).toEqual(folder.lines(folder.written - left.length));
  expect(left.length).toBeGreaterThanOrEqual(300);
});

test("only as many rotated files go as must", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open({ run: runAtOnce });
  folder.write(1_500);
  await log.checkRotation();
  await log.settled();
  const before = folder.rotated();
  folder.write(300);
  let asked = 0;
  Object.defineProperty(disk, "free", { configurable: true, writable: true, value: 0 });
  Object.defineProperty(disk, "free", { configurable: true, get: () => (asked++ < 4 ? 0 : 1e9), set: () => {} });
  await log.checkRotation();
  Object.defineProperty(disk, "free", { configurable: true, writable: true, value: Number.POSITIVE_INFINITY });
  const dropped = folder.notices.map((n) => n.file);
  expect(dropped.length).toBeGreaterThan(0);
  expect(dropped.length).toBeLessThan(before.length);
  expect(dropped).toEqual(before.slice(0, dropped.length).map((name) => join(folder.folder, name)));
  await log.settled();
  const left = folder.allLines();
  expect(left).toEqual(folder.lines(folder.written - left.length));
});

test("a disk that is really full: what is kept is whole and in order, and rotation goes on when there is room", {
  timeout,
}, async () => {
  using small = smallDisk(3 * MIB);
  using folder = new LogFolder(small?.path ?? tmpdir());
  disk.free = small === null ? 0 : Number.POSITIVE_INFINITY; // there only the file system itself refuses
  const log = folder.open({ run: runNothing, maxSize: MIB / 2 });
  folder.write(12_000);
  if (small !== null) {
    const other = join(small.path, "other");
    writeFileSync(other, Buffer.alloc(3 * MIB - statSync(folder.path).size - 100_000));
    await log.checkRotation();
    expect(folder.notices.at(-1)?.text).toMatch(/ENOSPC|no space|no room/i);
    rmSync(other);
  } else {
    await log.checkRotation();
    expect(folder.notices.at(-1)?.text).toMatch(/no room/i);
    disk.free = Number.POSITIVE_INFINITY;
  }
  expect(folder.allLines()).toEqual(folder.lines());
  expect(folder.rotated()).toEqual([]);
  for (let i = 0; i < 10; i++) {
    await log.checkRotation();
    await log.settled();
    folder.write(4_000);
  }
  const left = folder.allLines();
  expect(left).toEqual(folder.lines(folder.written - left.length));
  expect(folder.rotated().length).toBeGreaterThan(2);
  expect(await log.tail(100)).toEqual(folder.lines(folder.written - 100));
});
