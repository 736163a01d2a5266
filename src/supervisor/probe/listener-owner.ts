import type { Endpoint } from "./endpoint.ts";
import { type HostView, type ProcFiles, thisHost } from "./host-view.ts";
import { parseIp, reached } from "./ip-address.ts";
import { answering, type Listener, parseListenTable } from "./listen-table.ts";
import { isLocalIp } from "./local-address.ts";
import { findHolder, type Holder, isGone, socketsOf } from "./socket-holders.ts";

/**
 * Whose listener answers. `own`: each one that shares the port belongs to the processes asked about. `foreign`: at least one
 * certainly does not, and gets a part of the connections; its holder is null where it cannot be seen.
 * `unverifiable`: this machine does not let us tell, or it is another machine.
 */
export type Ownership = "own" | { readonly foreign: Holder | null } | "unverifiable";

/**
 * Tells whether what listens on an endpoint belongs to the given processes. Never rejects: what cannot be seen is unverifiable.
 * @param find looks for the holder of a foreign listener, which means reading the descriptors of every process there is.
 */
export async function ownership(
  endpoint: Endpoint,
  pids: ReadonlySet<number>,
  view: HostView = thisHost,
  find: typeof findHolder = findHolder,
): Promise<Ownership> {
  try {
    const listeners = await listenersOn(endpoint, view);
    const foreign = listeners.length > 0 ? await notHeld(listeners, pids, view.proc) : "unverifiable";
    if (foreign === "unverifiable") return foreign;
    return foreign === null ? "own" : { foreign: await find(view.proc, foreign) };
  } catch {
    return "unverifiable";
  }
}

/** Those that a connection to the endpoint meets; none where it leaves this machine, or the packet filter sends it elsewhere. */
async function listenersOn({ host, port }: Endpoint, view: HostView): Promise<readonly Listener[]> {
  const own = view.ownAddresses();
  const targets = (await view.resolve(host)).map(parseIp);
  if (!targets.every((ip) => ip !== null && isLocalIp(ip, own))) return [];
  const table = await listenTable(view);
  for (const ip of targets) {
    const found = ip === null ? [] : answering(table, reached(ip), port);
    if (found.length > 0) return found; // a connection takes the first address that does not refuse it
  }
  return [];
}

async function listenTable({ proc, endianness }: HostView): Promise<readonly Listener[]> {
  const texts = await Promise.all([proc.read("net/tcp"), proc.read("net/tcp6").catch(() => "")]); // no tcp6 without IPv6
  return texts.flatMap((text) => parseListenTable(text, endianness));
}

/**
 * The inode of a listener that none of the processes holds; null where they hold them all. Unverifiable where a process may
 * hold one unseen, or lives in another network namespace than we and so listens elsewhere. Where all have gone, as while the
 * component is just ending, none of them holds it: who answers is a stranger.
 */
async function notHeld(
  listeners: readonly Listener[],
  pids: ReadonlySet<number>,
  proc: ProcFiles,
): Promise<string | null | "unverifiable"> {
  const missing = new Set(listeners.map(({ inode }) => inode));
  let unseen = false;
  for (const pid of pids) {
    const held = await socketsOf(proc, pid);
    if (held === "gone") continue;
    if (held === "hidden" || (await isElsewhere(proc, pid))) unseen = true;
    if (held !== "hidden") for (const inode of held) missing.delete(inode);
    if (missing.size === 0) return null;
  }
  const [first = null] = missing;
  return unseen ? "unverifiable" : first;
}

/** Whether a process lives in another network namespace than we; one that has gone meanwhile does not. */
async function isElsewhere(proc: ProcFiles, pid: number): Promise<boolean> {
  try {
    return (await proc.link(`${pid}/ns/net`)) !== (await proc.link("self/ns/net"));
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
