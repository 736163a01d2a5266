import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

// What the kernel says of processes, read here anew, so that the product is not measured by its own rule.

const read = (path: string): string | null => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null; // it has gone, or is not ours to look at
  }
};

/** A field of /proc/PID/status, as `VmRSS` or `Groups`; empty where there is none. */
export const statusField = (pid: number, name: string): string =>
  new RegExp(`^${name}:\\s*(.*?)\\s*$`, "m").exec(read(`/proc/${pid}/status`) ?? "")?.[1] ?? "";

/** Every process that has not ended. */
export const allPids = (): readonly number[] =>
  readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && isAlive(pid));

export const isAlive = (pid: number): boolean => !["", "Z", "X"].includes(statusField(pid, "State").slice(0, 1));

export const childrenOf = (pid: number): readonly number[] =>
  allPids().filter((other) => statusField(other, "PPid") === String(pid));

/** The process and everything under it. */
export const treeOf = (pid: number): readonly number[] => [pid, ...childrenOf(pid).flatMap(treeOf)];

/** Resident memory of the process and everything under it, in bytes. */
export const treeMemory = (pid: number): number =>
  treeOf(pid).reduce((sum, member) => sum + Number.parseInt(statusField(member, "VmRSS") || "0", 10) * 1024, 0);

/** Seconds from boot to the start of the process (field 22 of /proc/PID/stat). */
export function startedAt(pid: number): number {
  const stat = read(`/proc/${pid}/stat`) ?? "";
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]) / 100;
}

export const secondsSinceBoot = (): number => Number((read("/proc/uptime") ?? "").split(" ")[0]);

/** The program that a process runs, without its folder. */
export const programOf = (pid: number): string => basename(readlinkSync(`/proc/${pid}/exe`));

/** The environment that a process was started with. */
export const environmentOf = (pid: number): readonly string[] => (read(`/proc/${pid}/environ`) ?? "").split("\0");

/** Ends a process that a test started, by its pid. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has gone already
  }
}
