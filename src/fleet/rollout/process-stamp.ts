import { readFileSync } from "node:fs";

/** What makes a process this one and no other: pids are used again, together with start time and boot they are not. */
export interface ProcessStamp {
  readonly pid: number;
  /** Field 22 of `/proc/PID/stat`: in ticks since boot. */
  readonly startTicks: number;
  readonly bootId: string;
}

/** The stamp of a living process; null where there is none, or it only waits to be reaped. */
export function stampOf(pid: number): ProcessStamp | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  const bootId = readOrNull("/proc/sys/kernel/random/boot_id");
  if (stat === null || bootId === null) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // the name may itself hold brackets and blanks
  const startTicks = Number(fields[19]);
  return fields[0] === "Z" || fields[0] === "X" || !Number.isInteger(startTicks)
    ? null
    : { pid, startTicks, bootId: bootId.trim() };
}

/** Whether the process lives and is the one that was meant. */
export function isLiving(stamp: ProcessStamp): boolean {
  const now = stampOf(stamp.pid);
  return now !== null && now.startTicks === stamp.startTicks && now.bootId === stamp.bootId;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null;
  }
}
