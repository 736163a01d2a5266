import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the kernel counts how often its out-of-memory killer acted. */
export interface OomCounter {
  /** For people: `on this host`. */
  readonly where: string;
  /** For people: `oom_kill of /proc/vmstat`. */
  readonly name: string;
  readonly file: string;
}

/**
 * The count in the text of `/proc/vmstat` (proc(5)), `memory.events` (cgroup v2) or `memory.oom_control` (cgroup v1, since
 * Linux 4.13); null where it has none.
 */
export function parseOomKills(text: string): number | null {
  const found = /^oom_kill (\d+)$/m.exec(text);
  return found === null ? null : Number(found[1]);
}

/** The control group that limits the memory of whoever's `/proc/PID/cgroup` this is (cgroups(7)); null where none is told. */
export function parseMemoryGroup(text: string): { readonly version: 1 | 2; readonly path: string } | null {
  const lines = text.split("\n").map((line) => /^(\d+):([^:]*):(\/.*)$/.exec(line));
  const v1 = lines.find((line) => line?.[2]?.split(",").includes("memory"));
  if (v1?.[3] !== undefined) return { version: 1, path: v1[3] };
  const v2 = lines.find((line) => line?.[1] === "0" && line[2] === "");
  return v2?.[3] === undefined ? null : { version: 2, path: v2[3] };
}

/** What counts for the whole machine. */
export const hostCounter = (root: string): OomCounter => ({
  where: "on this host",
  name: "oom_kill of /proc/vmstat",
  file: join(root, "proc/vmstat"),
});

/** What counts for the control group of a process; null where it has none that can be read. */
export function groupCounter(root: string, pid: number | "self"): OomCounter | null {
  const group = parseMemoryGroup(readText(join(root, "proc", String(pid), "cgroup")) ?? "");
  if (group === null || group.path.split("/").includes("..")) return null; // outside of our view of the groups
  const file = group.version === 1 ? "memory.oom_control" : "memory.events";
  const folder = group.version === 1 ? "sys/fs/cgroup/memory" : "sys/fs/cgroup";
  return {
    where: `in the control group ${group.path}`,
    name: `oom_kill of its ${file}`,
    file: join(root, folder, group.path, file),
  };
}

/** What a counter says now; null where it cannot be read. */
export function readCounter({ file }: OomCounter): number | null {
  return parseOomKills(readText(file) ?? "");
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return null;
  }
}
