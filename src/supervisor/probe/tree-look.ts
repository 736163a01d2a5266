import { readFileSync } from "node:fs";
import type { TreeLook } from "./rest-watch.ts";

/** More processes than this are not looked at: whoever starts so many at once is not at rest. */
const MOST_PROCESSES = 64;

/**
 * How a process and its descendants stand, from /proc/PID/stat (fields 3, 14 and 15), schedstat and task/PID/children
 * (proc_pid_stat(5), proc_pid_task(5)). Null where it has ended. Where the kernel does not tell of children, the process alone counts.
 */
export function lookAtTree(leader: number, root = "/proc"): TreeLook | null {
  const pids = [leader];
  let [asleep, ticks, nanoseconds] = [true, 0, 0];
  for (let at = 0; at < pids.length; at++) {
    const folder = `${root}/${pids[at]}`;
    const stat = read(`${folder}/stat`);
    if (stat === null && at === 0) return null;
    const [state = "X", ...fields] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
    asleep &&= state === "S" || state === "I";
    ticks += Number(fields[10] ?? 0) + Number(fields[11] ?? 0);
    nanoseconds += Number(read(`${folder}/schedstat`)?.split(" ")[0] ?? 0);
    pids.push(...children(folder, pids[at] as number));
    if (pids.length > MOST_PROCESSES) return { asleep: false, processes: pids.length, ticks, nanoseconds };
  }
  return { asleep, processes: pids.length, ticks, nanoseconds };
}

const children = (folder: string, pid: number): readonly number[] =>
  (read(`${folder}/task/${pid}/children`) ?? "")
    .split(" ")
    .map(Number)
    .filter((child) => child > 0);

function read(file: string): string | null {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return null;
  }
}
