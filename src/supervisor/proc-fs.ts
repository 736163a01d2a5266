import { readdirSync, readFileSync } from "node:fs";

/** Ticks per second of the times in `/proc/PID/stat`. USER_HZ is 100 on every architecture that Node runs on (proc(5), sysconf(3)). */
export const TICKS_PER_SECOND = 100;

/** The fields of `/proc/PID/stat` that are used here; names and numbers as in proc_pid_stat(5). */
export interface ProcessStat {
  readonly pid: number;
  /** (2) Up to 15 characters of the program's name. */
  readonly comm: string;
  /** (3) One letter; `Z` and `X` have ended and only wait to be reaped. */
  readonly state: string;
  /** (4) */
  readonly ppid: number;
  /** (5) Process group. */
  readonly pgrp: number;
  /** (6) Session. */
  readonly session: number;
  /** (22) When it was started, in ticks since boot. */
  readonly startTicks: number;
}

/** Parses the text of `/proc/PID/stat`; null where it is none. The name stands in brackets and may itself hold brackets and spaces. */
export function parseStat(text: string): ProcessStat | null {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open < 0 || close < open) return null;
  const rest = text.slice(close + 2).split(" ");
  const field = (n: number) => Number(rest[n - 3]);
  const stat = {
    pid: Number(text.slice(0, open)),
    comm: text.slice(open + 1, close),
    state: rest[0] ?? "",
    ppid: field(4),
    pgrp: field(5),
    session: field(6),
    startTicks: field(22),
  };
  return Number.isInteger(stat.pid) && Number.isInteger(stat.startTicks) ? stat : null;
}

/** The process, also one that has ended and was not reaped; null where there is none. */
export function readAnyProcess(pid: number): ProcessStat | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return null;
  }
}

/** The process, or null where there is none or it has ended (a zombie has). */
export function readProcess(pid: number): ProcessStat | null {
  const stat = readAnyProcess(pid);
  return stat === null || hasEnded(stat) ? null : stat;
}

/** Every living process, in one pass. */
export function readProcesses(): readonly ProcessStat[] {
  const found: ProcessStat[] = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = readProcess(pid);
    if (stat !== null) found.push(stat);
  }
  return found;
}

/**
 * The environment that a process was started with, as `NAME=value` strings; null where it cannot be read
 * (another user's process, or one that has gone).
 */
export function readEnvironment(pid: number): readonly string[] | null {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return null;
  }
}

/** Changes with every boot; pids and start times mean nothing across it. */
export function readBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
}

/** Seconds since boot, the clock that start times count on. */
export function secondsSinceBoot(): number {
  return Number(readFileSync("/proc/uptime", "latin1").split(" ")[0]);
}

/** Seconds since the process was started, never negative. @param sinceBoot where it is known already: reading it opens a file. */
export function uptimeSeconds(process: { readonly startTicks: number }, sinceBoot: number = secondsSinceBoot()): number {
  return Math.max(0, sinceBoot - process.startTicks / TICKS_PER_SECOND);
}

const hasEnded = (stat: ProcessStat): boolean => stat.state === "Z" || stat.state === "X";
