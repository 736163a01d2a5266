import { readdirSync, readFileSync } from "node:fs";

/** What processes use. */
export interface OwnUse {
  /** Resident memory of all together, MiB. */
  readonly residentMiB: number;
  /** Processor time of all together so far, in nanoseconds, by the scheduler's own count. */
  readonly cpuNs: number;
}

/** Of these processes, with all their threads. Throws where one has gone: it would look as if it used nothing. */
export function useOf(pids: readonly number[]): OwnUse {
  const uses = pids.map(useOfOne);
  return {
    residentMiB: uses.reduce((sum, { residentMiB }) => sum + residentMiB, 0),
    cpuNs: uses.reduce((sum, { cpuNs }) => sum + cpuNs, 0),
  };
}

function useOfOne(pid: number): OwnUse {
  const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  if (resident === undefined) throw new Error(`process ${pid} has ended`);
  const threads = readdirSync(`/proc/${pid}/task`);
  const cpuNs = threads.reduce((sum, thread) => sum + runtimeOf(`/proc/${pid}/task/${thread}/schedstat`), 0);
  return { residentMiB: Number(resident) / 1_024, cpuNs };
}

/** A thread that has ended since its folder was read has no time to add. */
function runtimeOf(file: string): number {
  try {
    return Number(readFileSync(file, "utf8").split(" ")[0]);
  } catch {
    return 0;
  }
}
