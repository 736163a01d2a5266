import type { ListenerFacts } from "../../core/checks/judge-port.ts";
import type { Probe } from "../../core/component-spec.ts";
import { type Endpoint, endpointOf } from "../probe/endpoint.ts";
import { type HostView, thisHost } from "../probe/host-view.ts";
import { ANY_V4, ANY_V6, type Ip, parseIp, reached } from "../probe/ip-address.ts";
import { answering, type Listener, parseListenTable } from "../probe/listen-table.ts";
import { isLocalIp } from "../probe/local-address.ts";
import { findHolder } from "../probe/socket-holders.ts";
import { readProcess } from "../proc-fs.ts";

/** How deep a tree of processes is looked through. */
const MOST_GENERATIONS = 64;

/**
 * Who listens on an address; null where it is not one of this machine.
 * @param leader the process whose listener it should be, or one of its descendants; null: nobody's.
 */
export async function readListener(
  endpoint: Endpoint,
  leader: number | null,
  view: HostView = thisHost,
): Promise<ListenerFacts | null> {
  const own = view.ownAddresses();
  const targets = (await view.resolve(endpoint.host)).map(parseIp);
  if (!targets.every((ip) => ip !== null && isLocalIp(ip, own))) return null;
  const texts = await Promise.all([view.proc.read("net/tcp"), view.proc.read("net/tcp6").catch(() => "")]);
  const table = texts.flatMap((text) => parseListenTable(text, view.endianness));
  const [listener] = targets.flatMap((ip) => (ip === null ? [] : inTheWay(table, ip, endpoint.port)));
  if (listener === undefined) return { t: "nobody" };
  const holder = await findHolder(view.proc, listener.inode);
  if (holder === null) return { t: "hidden" };
  return leader !== null && isOf(holder.pid, leader) ? { t: "ours" } : { t: "stranger", ...holder };
}

/** Where a probe asks; null: it runs a program, or its URL is none. */
export function askedAt(probe: Probe): Endpoint | null {
  try {
    return probe.kind === "command" ? null : endpointOf(probe);
  } catch {
    return null;
  }
}

/** Who takes connections to that address; whoever listens on the port at all, where the address is any. */
function inTheWay(table: readonly Listener[], ip: Ip, port: number): readonly Listener[] {
  const found = answering(table, reached(ip), port);
  if (found.length > 0 || (ip !== ANY_V4 && ip !== ANY_V6)) return found;
  return table.filter((listener) => listener.port === port);
}

function isOf(pid: number, leader: number): boolean {
  let at = pid;
  for (let generation = 0; generation < MOST_GENERATIONS; generation++) {
    const stat = readProcess(at);
    if (at === leader || stat?.session === leader) return true;
    if (stat === null || stat.ppid <= 1) return false;
    at = stat.ppid;
  }
  return false;
}
