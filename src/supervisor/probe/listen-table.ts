import type { HostView } from "./host-view.ts";
import { ANY_V4, ANY_V6, type Ip, ipFromHex, isV4 } from "./ip-address.ts";

/** A listening socket, as the kernel lists it. */
export interface Listener {
  readonly address: Ip;
  readonly port: number;
  /** What /proc/PID/fd calls `socket:[inode]`. */
  readonly inode: string;
}

const LISTEN = "0A";
/** sl, local address and port, remote ones, state, queues, timer, retransmits, uid, timeout, inode. */
const ROW = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) \S+ \S+ \S+ +\d+ +\d+ (\d+) /;

/** Reads /proc/net/tcp or tcp6 (proc_net_tcp in the kernel's documentation); only what listens, and no line that is unlike the rest. */
export function parseListenTable(text: string, order: HostView["endianness"]): readonly Listener[] {
  return text.split("\n").flatMap((line) => parseListener(line, order) ?? []);
}

/** One line of the table; null where it is the heading, no listener, or torn. */
export function parseListener(line: string, order: HostView["endianness"]): Listener | null {
  const [, address, port, state, inode] = ROW.exec(line) ?? [];
  if (address === undefined || port === undefined || inode === undefined || state !== LISTEN) return null;
  return { address: ipFromHex(networkOrder(address, order)), port: Number.parseInt(port, 16), inode };
}

/** The kernel prints an address as one (IPv4) or four (IPv6) 32-bit numbers of the machine's own byte order. */
function networkOrder(hex: string, order: HostView["endianness"]): string {
  return order === "BE" ? hex : hex.replace(/(..)(..)(..)(..)/g, "$4$3$2$1");
}

/**
 * The listeners among which the kernel chooses for a connection: those on the address itself, else those on any IPv4
 * address, else those on any at all. More than one share the port (SO_REUSEPORT), and each gets a part of the connections.
 */
export function answering(listeners: readonly Listener[], target: Ip, port: number): readonly Listener[] {
  const onPort = listeners.filter((listener) => listener.port === port);
  for (const address of isV4(target) ? [target, ANY_V4, ANY_V6] : [target, ANY_V6]) {
    const found = onPort.filter((listener) => listener.address === address);
    if (found.length > 0) return found;
  }
  return [];
}
