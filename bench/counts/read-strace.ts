/** What a program asked of the kernel, as far as chance has no part in it: no memory, no waiting, no threads among themselves. */
export interface KernelUse {
  /** Files and folders opened. */
  readonly opened: number;
  /** Of these, those in /proc. */
  readonly openedInProc: number;
  /** Files and folders that were looked for and do not exist. */
  readonly inVain: number;
  /** Bytes read from files. */
  readonly bytesRead: number;
  /** Writes to sockets. */
  readonly socketWrites: number;
  /** Bytes written to sockets. */
  readonly socketBytes: number;
  /** Programs started, the first not among them. */
  readonly programs: number;
  /** Files made durable. */
  readonly syncs: number;
}

const CALL = /^(?:\d+ +)?([a-z_0-9]+)\((.*)\)\s+= (-?\d+|\?|0x[\da-f]+)(.*)$/;
const UNFINISHED = /^(\d+) +(.*) <unfinished \.\.\.>$/;
const RESUMED = /^(\d+) +<\.\.\. [a-z_0-9]+ resumed>(.*)$/;

/** Reads what `strace -f -y -o FILE` has written. @param how a program that was `started` has been started once, which does not count. */
export function readStrace(text: string, how: "started" | "attached" = "started"): KernelUse {
  const use = {
    opened: 0,
    openedInProc: 0,
    inVain: 0,
    bytesRead: 0,
    socketWrites: 0,
    socketBytes: 0,
    programs: how === "started" ? -1 : 0,
    syncs: 0,
  };
  for (const line of wholeLines(text)) {
    const [, name = "", args = "", result = "", rest = ""] = CALL.exec(line) ?? [];
    const value = Number(result);
    if (value < 0 && rest.startsWith(" ENOENT")) use.inVain += 1;
    if (!(value >= 0)) continue;
    if (name === "openat" || name === "open") {
      use.opened += 1;
      if (/^[^"]*"\/proc\//.test(args) || /^\d+<\/proc/.test(args)) use.openedInProc += 1;
    } else if (name === "read" || name === "pread64" || name === "readv") {
      if (/^\d+<\//.test(args)) use.bytesRead += value;
    } else if (name === "write" || name === "writev" || name === "sendmsg" || name === "sendto") {
      if (/^\d+<(socket|UNIX|TCP)/.test(args)) {
        use.socketWrites += 1;
        use.socketBytes += value;
      }
    } else if (name === "execve") use.programs += 1;
    else if (name === "fsync" || name === "fdatasync") use.syncs += 1;
  }
  return { ...use, programs: Math.max(0, use.programs) };
}

/** A call that another thread interrupted is told in two lines. */
function* wholeLines(text: string): Generator<string> {
  const begun = new Map<string, string>();
  for (const line of text.split("\n")) {
    const unfinished = UNFINISHED.exec(line);
    if (unfinished !== null) {
      begun.set(unfinished[1] ?? "", unfinished[2] ?? "");
      continue;
    }
    const resumed = RESUMED.exec(line);
    if (resumed === null) yield line;
    else yield `${begun.get(resumed[1] ?? "") ?? ""}${resumed[2]}`;
  }
}

/** What one used more than another. */
export const beyond = (one: KernelUse, other: KernelUse): KernelUse =>
  Object.fromEntries(
    Object.entries(one).map(([key, value]) => [key, value - other[key as keyof KernelUse]]),
  ) as unknown as KernelUse;
