import { readFileSync } from "node:fs";
import { TICKS_PER_SECOND } from "./proc-fs.ts";

/** Fields (14) to (17) of `/proc/PID/stat`: utime and stime of a process, and of those that it has waited for (proc_pid_stat(5)). */
const [FIRST, LAST] = [14, 17];

/** The processor time of these processes, and of those that they have waited for, in seconds. One that has gone counts nothing. */
export const cpuSeconds = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + ticksOf(pid), 0) / TICKS_PER_SECOND;

function ticksOf(pid: number): number {
  try {
    return parseCpuTicks(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return 0; // it has gone meanwhile
  }
}

/** The ticks in the text of `/proc/PID/stat`; 0 where it is none. The name stands in brackets and may itself hold brackets and spaces. */
export function parseCpuTicks(text: string): number {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" "); // from field 3 on
  const ticks = fields.slice(FIRST - 3, LAST - 2).reduce((sum, field) => sum + Number(field), 0);
  return Number.isSafeInteger(ticks) ? ticks : 0;
}
