import { lookup } from "node:dns/promises";
import { readdir, readFile, readlink } from "node:fs/promises";
import { endianness } from "node:os";
import type { Ip } from "./ip-address.ts";
import { ownAddresses } from "./local-address.ts";

/** The files below /proc, by their path there. Every method rejects with the error of the file system. */
export interface ProcFiles {
  read(path: string): Promise<string>;
  list(path: string): Promise<readonly string[]>;
  link(path: string): Promise<string>;
}

/** What of a machine tells whose listener answers. */
export interface HostView {
  readonly proc: ProcFiles;
  /** How the machine orders the bytes of a number. */
  readonly endianness: "LE" | "BE";
  ownAddresses(): ReadonlySet<Ip>;
  /** The addresses of a name or an address, in the order in which a connection tries them. */
  resolve(host: string): Promise<readonly string[]>;
}

/** This machine. */
export const thisHost: HostView = {
  proc: {
    read: (path) => readFile(`/proc/${path}`, "latin1"),
    list: (path) => readdir(`/proc/${path}`),
    link: (path) => readlink(`/proc/${path}`),
  },
  endianness: endianness(),
  ownAddresses,
  resolve: async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address),
};
