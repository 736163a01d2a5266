import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AuditEntry } from "../../../src/core/audit-entry.ts";
import { writeHead } from "../../../src/core/audit-head.ts";
import { writeAuditLine } from "../../../src/core/audit-line.ts";
import { AUDIT_START } from "../../../src/core/audit-point.ts";
import { readAuditEnd } from "../../../src/supervisor/host-facts/read-audit-end.ts";
import { readDisk, readLogGrowth } from "../../../src/supervisor/host-facts/read-disk.ts";
import { readListener } from "../../../src/supervisor/host-facts/read-listener.ts";
import { parseMemory, readLimits, readMemory, readSynchronized } from "../../../src/supervisor/host-facts/read-machine.ts";
import { readPath } from "../../../src/supervisor/host-facts/read-path.ts";
import { readUnit, serviceOf } from "../../../src/supervisor/host-facts/read-service.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync("/tmp/is-facts-");
});
afterEach(() => rmSync(folder, { recursive: true }));
const path = (...names: string[]) => join(folder, ...names);

test("a path: missing, a file with its mode, a folder", async () => {
  expect(await readPath(path("none"), true)).toEqual({ t: "missing" });
  writeFileSync(path("key"), "x");
  chmodSync(path("key"), 0o604);
  expect(await readPath(path("key"), true)).toMatchObject({
    t: "there",
    kind: "file",
    mode: 0o604,
    readable: true,
    writable: true,
  });
  expect(await readPath(path("key", "below"), false)).toEqual({ t: "missing" });
  expect(await readPath(folder, false)).toMatchObject({ kind: "folder", readable: null, writable: null });
});

test("a disk, also of what is not there yet; by how much logs may grow", async () => {
  const [here, there] = await Promise.all([readDisk(folder), readDisk(path("a", "b"))]);
  expect(there.device).toBe(here.device);
  expect(here.totalBytes).toBeGreaterThan(here.freeBytes);
  writeFileSync(path("is.log"), "x".repeat(100));
  writeFileSync(path("is.log.1"), "x".repeat(50));
  writeFileSync(path("other.log"), "x".repeat(50));
  const log = { maxSize: 1_000, keep: 2, maxAge: 0 } as never;
  expect(await readLogGrowth(folder, [{ name: "is" as never, log }])).toBe(3_000 - 150);
  expect(await readLogGrowth(path("none"), [{ name: "is" as never, log }])).toBe(3_000);
});

test("memory and limits, as the kernel writes them, and as they are here", async () => {
  const info =
    "MemTotal:       1000 kB\nMemFree:          10 kB\nMemAvailable:    500 kB\nSwapTotal:       100 kB\nSwapFree:         50 kB\n";
  const pressure = "some avg10=1.00 avg60=2.00 avg300=3.00 total=4\nfull avg10=1.50 avg60=12.25 avg300=0.00 total=5\n";
  expect(parseMemory(info, pressure)).toEqual({
    totalBytes: 1_024_000,
    availableBytes: 512_000,
    swapTotalBytes: 102_400,
    swapFreeBytes: 51_200,
    stalledPercent: 12.25,
  });
  expect(parseMemory(info, null).stalledPercent).toBeNull();
  expect(() => parseMemory("", null)).toThrow("does not say");
  expect((await readMemory()).totalBytes).toBeGreaterThan(0);
  expect((await readLimits(process.pid)).openFiles).toBeGreaterThan(2);
  await expect(readLimits(2 ** 22 + 1)).rejects.toThrow("ENOENT");
});

test("whether systemd-timesyncd has set the clock", async () => {
  expect(await readSynchronized(path("timesync"))).toBeNull();
  mkdirSync(path("timesync"));
  expect(await readSynchronized(path("timesync"))).toBe(false);
  writeFileSync(path("timesync", "synchronized"), "");
  expect(await readSynchronized(path("timesync"))).toBe(true);
});

test("the service of a control group, and the KillMode of its unit: the last drop-in counts", async () => {
  expect(serviceOf("/sys/fs/cgroup/system.slice/imageserving.service")).toBe("imageserving.service");
  expect(serviceOf("/sys/fs/cgroup/user.slice/user-0.slice/user@0.service")).toBeNull();
  expect(serviceOf("/sys/fs/cgroup/user.slice/session-1.scope")).toBeNull();
  const places = [path("etc"), path("lib")];
  expect(await readUnit("a.service", places)).toEqual({ unit: "a.service", killMode: null, found: false });
  for (const dir of ["etc/a.service.d", "lib"]) mkdirSync(path(dir), { recursive: true });
  writeFileSync(path("lib", "a.service"), "[Service]\nKillMode=process\n");
  expect(await readUnit("a.service", places)).toEqual({ unit: "a.service", killMode: "process", found: true });
  writeFileSync(path("etc", "a.service.d", "b.conf"), "[Service]\n KillMode = mixed\n");
  expect((await readUnit("a.service", places)).killMode).toBe("mixed");
  writeFileSync(path("etc", "a.service"), "[Service]\n# KillMode=process\n");
  rmSync(path("etc", "a.service.d"), { recursive: true });
  expect(await readUnit("a.service", places)).toEqual({ unit: "a.service", killMode: null, found: true });
});

test("the end of an audit log: whole, cut off, torn, replaced, absent", async () => {
  expect(await readAuditEnd(folder)).toBeNull();
  const entry: AuditEntry = {
    at: new Date(5),
    who: "alice",
    role: "admin",
    from: "local",
    method: "Start",
    operationId: null,
    components: [],
    reason: "",
    outcome: "done",
    code: null,
    detail: "",
  };
  const one = writeAuditLine(entry, { seq: 1, prev: AUDIT_START.hash, torn: null });
  const two = writeAuditLine(entry, { seq: 2, prev: one.point.hash, torn: null });
  const put = (log: string, head: string) => {
    writeFileSync(path("audit.log"), log);
    writeFileSync(path("audit.head"), head);
    return readAuditEnd(folder);
  };
  expect(await put(`${one.text}\n${two.text}\n`, writeHead(two.point))).toEqual({ problem: null, lines: 2 });
  expect(await put(`${one.text}\n`, writeHead(two.point))).toMatchObject({
    problem: expect.stringContaining("at the end"),
    lines: 1,
  });
  expect(await put(`${one.text}\n${two.text.slice(0, 20)}`, writeHead(two.point))).toEqual({ problem: null, lines: null });
  expect(await put(`${one.text}\n`, writeHead({ seq: 1, hash: two.point.hash }))).toMatchObject({
    problem: expect.stringContaining("is not the one that the agent wrote"),
  });
});

describe("who listens", () => {
  test("nobody, ourselves, a stranger; not on another machine", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((listening) => server.once("listening", listening));
    const bound = server.address();
    const port = typeof bound === "object" && bound !== null ? bound.port : 0;
    try {
      expect(await readListener({ host: "127.0.0.1", port }, process.pid)).toEqual({ t: "ours" });
      expect(await readListener({ host: "localhost", port }, process.ppid)).toEqual({ t: "ours" });
      expect(await readListener({ host: "0.0.0.0", port }, null)).toEqual({
        t: "stranger",
        name: expect.any(String),
        pid: process.pid,
      });
      expect(await readListener({ host: "192.0.2.4", port }, null)).toBeNull();
    } finally {
      await new Promise((closed) => server.close(closed));
    }
    expect(await readListener({ host: "127.0.0.1", port }, process.pid)).toEqual({ t: "nobody" });
  });
});
