import type { HostView } from "../../../src/supervisor/probe/host-view.ts";
import { type Ip, parseIp } from "../../../src/supervisor/probe/ip-address.ts";

/** One line of /proc/net/tcp or tcp6, as the kernel's own code prints it. */
export function kernelRow(row: {
  readonly bytes: Uint8Array;
  readonly port: number;
  readonly inode: number;
  readonly order: "LE" | "BE";
  readonly state?: string;
}): string {
  const view = new DataView(Uint8Array.from(row.bytes).buffer);
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, "0");
  let address = "";
  for (let at = 0; at < view.byteLength; at += 4) address += hex(view.getUint32(at, row.order === "LE"), 8);
  const peer = `${"0".repeat(address.length)}:0000`;
  return `   0: ${address}:${hex(row.port, 4)} ${peer} ${row.state ?? "0A"} 00000000:00000000 00:00000000 00000000     0        0 ${row.inode} 1 0000000000000000 100 0 0 10 0`;
}

/** A process of a {@link FakeHost}. */
export interface FakeProcess {
  readonly name?: string;
  /** Inodes. */
  readonly sockets?: readonly number[];
  /** Fails the reading of its descriptors (`list`) or of where they lead (`link`), as for a process of another user. */
  readonly denied?: "list" | "link";
  /** It has given back its memory and is about to be gone. */
  readonly ending?: boolean;
  /** Its network namespace. */
  readonly network?: string;
}

/** A machine made of data: who listens where, and which processes hold which sockets. Counts what is read. */
export class FakeHost implements HostView {
  readonly endianness = "LE";
  /** `address:port` (IPv6 in brackets) and inode. */
  listeners: readonly (readonly [string, number])[] = [];
  processes = new Map<number, FakeProcess>();
  names: Readonly<Record<string, readonly string[]>> = {};
  own: readonly string[] = [];
  hasTcp6 = true;
  /** The paths of the descriptor folders listed. */
  readonly listed: string[] = [];

  readonly proc = {
    read: async (path: string) => this.#read(path),
    list: async (path: string) => this.#list(path),
    link: async (path: string) => this.#link(path),
  };

  ownAddresses(): ReadonlySet<Ip> {
    return new Set(this.own.map(toIp));
  }

  async resolve(host: string): Promise<readonly string[]> {
    return parseIp(host) !== null ? [host] : (this.names[host] ?? fail("ENOTFOUND", host));
  }

  #read(path: string): string {
    if (path === "net/tcp") return this.#table((host) => !host.includes(":"));
    if (path === "net/tcp6") return this.hasTcp6 ? this.#table((host) => host.includes(":")) : fail("ENOENT", path);
    if (path.endsWith("/statm")) return this.#process(path).ending === true ? "0 0 0 0 0 0 0\n" : "250 90 60 1 0 40 0\n";
    return `${this.#process(path).name ?? "node"}\n`;
  }

  #table(family: (host: string) => boolean): string {
    const rows = this.listeners.flatMap(([where, inode]) => {
      const [, host = "", port] = /^\[?(.*?)\]?:(\d+)$/.exec(where) ?? [];
      const hex = toIp(host).slice(host.includes(":") ? 0 : 24);
      return family(host) ? [kernelRow({ bytes: Buffer.from(hex, "hex"), port: Number(port), inode, order: "LE" })] : [];
    });
    return ["  sl  local_address rem_address   st", ...rows, ""].join("\n");
  }

  #list(path: string): readonly string[] {
    if (path === "") return ["self", "net", "version", ...[...this.processes.keys()].reverse().map(String)];
    this.listed.push(path);
    const { denied, sockets = [] } = this.#process(path);
    return denied === "list" ? fail("EACCES", path) : ["0", "1", ...sockets.map((_, index) => String(index + 2))];
  }

  #link(path: string): string {
    if (path === "self/ns/net") return "net:[1]";
    const { denied, sockets = [], network = "net:[1]" } = this.#process(path);
    if (path.endsWith("/ns/net")) return network;
    if (denied !== undefined) fail("EACCES", path);
    const fd = Number(path.split("/").at(-1));
    if (fd === 0) fail("ENOENT", path); // closed between listing and reading
    return fd === 1 ? "/dev/null" : `socket:[${sockets[fd - 2]}]`;
  }

  #process(path: string): FakeProcess {
    return this.processes.get(Number(path.split("/")[0])) ?? fail("ENOENT", path);
  }
}

function toIp(text: string): Ip {
  return parseIp(text) ?? fail("EINVAL", text);
}

function fail(code: string, path: string): never {
  throw Object.assign(new Error(`${code}: ${path}`), { code });
}
