import { errnoOf } from "../../core/fault.ts";
import type { ProcFiles } from "./host-view.ts";
import { oneLine } from "./one-line.ts";

/** What can be seen of a process's sockets, by inode; `hidden`: not ours to see; `gone`: it has ended, or is about to. */
export type HeldSockets = ReadonlySet<string> | "hidden" | "gone";

/** A process that holds a socket. */
export interface Holder {
  readonly pid: number;
  /** As the kernel has it: 15 characters at the most. */
  readonly name: string;
}

/** The sockets of a process. Where a single descriptor may not be read, all count as hidden: the one that matters may be it. */
export async function socketsOf(proc: ProcFiles, pid: number): Promise<HeldSockets> {
  try {
    const fds = await proc.list(`${pid}/fd`);
    const links = await Promise.all(fds.map((fd) => proc.link(`${pid}/fd/${fd}`).catch(closedMeanwhile)));
    return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  } catch (error) {
    return isGone(error) || (await isEnding(proc, pid)) ? "gone" : "hidden";
  }
}

/**
 * Whether a process has given back its memory, which is how it begins to end (proc_pid_statm(5)). From then on its descriptors are
 * root's to see, whoever it ran as; it soon has none.
 */
async function isEnding(proc: ProcFiles, pid: number): Promise<boolean> {
  const statm = await proc.read(`${pid}/statm`).catch(() => "0 ");
  return statm.startsWith("0 ");
}

function closedMeanwhile(error: unknown): string {
  if (isGone(error)) return "";
  throw error;
}

/** Whether that is what /proc says of a process that has ended. ESRCH: it did while its folder was open. */
export const isGone = (error: unknown): boolean => errnoOf(error) === "ENOENT" || errnoOf(error) === "ESRCH";

/** Whether a process certainly holds a socket. */
export async function holds(proc: ProcFiles, pid: number, inode: string): Promise<boolean> {
  const held = await socketsOf(proc, pid);
  return held instanceof Set && held.has(inode);
}

/** Looks through all processes that can be seen, the oldest pids first: a master before its workers. */
export async function findHolder(proc: ProcFiles, inode: string): Promise<Holder | null> {
  const pids = (await proc.list("")).map(Number).filter((pid) => pid > 0);
  for (const pid of pids.sort((a, b) => a - b)) {
    if (await holds(proc, pid, inode)) return { pid, name: await nameOf(proc, pid) };
  }
  return null;
}

/** A process may call itself anything, and its name ends up in a terminal. */
async function nameOf(proc: ProcFiles, pid: number): Promise<string> {
  const name = await proc.read(`${pid}/comm`).catch(() => "");
  return oneLine(name) || "unknown";
}
