import { access, readdir, readFile } from "node:fs/promises";
import type { LimitFacts, MemoryFacts } from "../../core/checks/judge-machine.ts";

/** Where systemd-timesyncd lives, and what it makes once the clock is synchronized (systemd-timesyncd.service(8)). */
const TIMESYNC = "/run/systemd/timesync";

/** Whether systemd-timesyncd has synchronized the clock; null: it does not run here. */
export async function readSynchronized(folder = TIMESYNC): Promise<boolean | null> {
  if (!(await isThere(folder))) return null;
  return await isThere(`${folder}/synchronized`);
}

/** Memory of this machine, from /proc and the control group of this process. */
export async function readMemory(): Promise<MemoryFacts> {
  const [info, pressure, limit] = await Promise.all([text("/proc/meminfo"), text("/proc/pressure/memory"), groupLimit()]);
  return { ...parseMemory(info ?? "", pressure), limit };
}

/** Reads /proc/meminfo and /proc/pressure/memory (proc_meminfo(5); Documentation/accounting/psi.rst of the kernel). */
export function parseMemory(info: string, pressure: string | null): Omit<MemoryFacts, "limit"> {
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(info)?.[1] ?? Number.NaN) * 1_024;
  const total = kilobytes("MemTotal");
  if (Number.isNaN(total)) throw new Error("/proc/meminfo does not say how much memory there is");
  const stalled = /^full avg10=[\d.]+ avg60=([\d.]+)/m.exec(pressure ?? "")?.[1];
  return {
    totalBytes: total,
    availableBytes: kilobytes("MemAvailable") || kilobytes("MemFree"),
    swapTotalBytes: kilobytes("SwapTotal") || 0,
    swapFreeBytes: kilobytes("SwapFree") || 0,
    stalledPercent: stalled === undefined ? null : Number(stalled),
  };
}

async function groupLimit(): Promise<MemoryFacts["limit"]> {
  const folder = await groupFolder("self");
  if (folder === null) return null;
  const [most, used] = await Promise.all([text(`${folder}/memory.max`), text(`${folder}/memory.current`)]);
  const [mostBytes, usedBytes] = [Number(most ?? "max"), Number(used ?? "none")];
  return Number.isFinite(mostBytes) && Number.isFinite(usedBytes) && mostBytes > 0 ? { mostBytes, usedBytes } : null;
}

/** The folder of the control group of a process (version 2); null where there is none. */
export async function groupFolder(pid: number | "self"): Promise<string | null> {
  const path = /^0::(\/.*)$/m.exec((await text(`/proc/${pid}/cgroup`)) ?? "")?.[1];
  return path === undefined || path === "/" ? null : `/sys/fs/cgroup${path}`;
}

/** How much a process may open, and has open. Rejects where it may not be looked at. */
export async function readLimits(pid: number): Promise<LimitFacts> {
  const [limits, fds, pidMax, group] = await Promise.all([
    readFile(`/proc/${pid}/limits`, "latin1"),
    readdir(`/proc/${pid}/fd`),
    text("/proc/sys/kernel/pid_max"),
    groupFolder(pid),
  ]);
  const soft = /^Max open files\s+(\S+)/m.exec(limits)?.[1] ?? "unlimited";
  const tasks = group === null ? null : await text(`${group}/pids.max`);
  const bounds = [pidMax, tasks].map((bound) => Number(bound ?? "none")).filter((bound) => Number.isFinite(bound) && bound > 0);
  return {
    openFiles: fds.length,
    mostOpenFiles: soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft),
    mostProcesses: bounds.length === 0 ? null : Math.min(...bounds),
  };
}

const text = (file: string): Promise<string | null> =>
  readFile(file, "latin1").then(
    (read) => read.trim(),
    () => null,
  );

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
