import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Ip, ipFromHex, parseIp } from "../../../src/supervisor/probe/ip-address.ts";
import { answering, type Listener, parseListener, parseListenTable } from "../../../src/supervisor/probe/listen-table.ts";
import { kernelRow } from "./fake-host.ts";

const TIMEOUT = { timeout: 5_000 };
const ip = (text: string): Ip => parseIp(text) ?? expect.fail(`${text} is no address`);

/** As a kernel of a little-endian machine printed it. */
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:6AD1 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 33104 1 0000000000000000 100 0 0 10 0
   1: 0300007F:26B6 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 4026531840 2 0000000000000000 100 0 0 10 0
   2: 0100007F:6AD1 0100007F:D431 01 00000000:00000000 02:000006D6 00000000   101        0 33777 2 0000000000000000 20 4 30 10 -1
   3: 0100007F:D431 0100007F:6AD1 06 00000000:00000000 03:0000176B 00000000     0        0 0 3 0000000000000000
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 91234 1 0000000000000000 100 0 0 10 0
   1: 0000000000000000FFFF00000100007F:1F93 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 91235 1 0000000000000000 100 0 0 10 0
   2: B80D01200000000067452301EFCDAB89:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 91236 1 0000000000000000 100 0 0 10 0
`;

describe("the kernel's table of listeners", TIMEOUT, () => {
  test("is read from what a kernel prints", () => {
    expect(parseListenTable(TCP, "LE")).toEqual([
      { address: ip("127.0.0.1"), port: 27345, inode: "33104" },
      { address: ip("127.0.0.3"), port: 9910, inode: "4026531840" },
    ]);
    expect(parseListenTable(TCP6, "LE")).toEqual([
      { address: ip("::"), port: 8080, inode: "91234" },
      { address: ip("127.0.0.1"), port: 8083, inode: "91235" },
      { address: ip("2001:db8::123:4567:89ab:cdef"), port: 443, inode: "91236" },
    ]);
  });

  test("is read the other way round on a machine of the other byte order", () => {
    const line = "   0: 7F000001:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7 1 0 100 0 0 10 0";
    expect(parseListener(line, "BE")).toEqual({ address: ip("127.0.0.1"), port: 8080, inode: "7" });
  });

  test("is what was printed, for every address, port and inode", () => {
    const address = fc.uint8Array({ minLength: 16, maxLength: 16 }).chain((b) => fc.constantFrom(b, b.subarray(0, 4)));
    fc.assert(
      fc.property(
        address,
        fc.nat(65_535),
        fc.nat(),
        fc.constantFrom("LE" as const, "BE" as const),
        (bytes, port, inode, order) => {
          const row = kernelRow({ bytes, port, inode, order });
          expect(parseListener(row, order)).toEqual({
            address: ipFromHex(Buffer.from(bytes).toString("hex")),
            port,
            inode: String(inode),
          });
          expect(parseListener(kernelRow({ bytes, port, inode, order, state: "01" }), order)).toBeNull();
        },
      ),
    );
  });

  test("has no listener in a torn or unknown line, and nothing makes it throw", () => {
    const row = TCP.split("\n")[1] ?? "";
    fc.assert(
      fc.property(fc.nat(row.length), (end) => {
        const found = parseListener(row.slice(0, end), "LE");
        if (found !== null) expect(found).toEqual({ address: ip("127.0.0.1"), port: 27345, inode: "33104" });
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseListenTable(text, "LE")).toEqual([]);
      }),
    );
  });
});

describe("the listeners that answer a connection", TIMEOUT, () => {
  const on = (address: string, inode: string, port = 80): Listener => ({ address: ip(address), port, inode });
  const inodes = (found: readonly Listener[]) => found.map(({ inode }) => inode);
  const all = [
    on("::", "any6"),
    on("0.0.0.0", "any4"),
    on("127.0.0.1", "own4"),
    on("::ffff:127.0.0.1", "mapped"),
    on("::1", "own6"),
  ];

  test("are those of the address itself, IPv4 in either notation", () => {
    expect(inodes(answering(all, ip("127.0.0.1"), 80))).toEqual(["own4", "mapped"]);
    expect(inodes(answering(all, ip("::1"), 80))).toEqual(["own6"]);
  });

  test("else those of any address of the family, else of any at all", () => {
    expect(inodes(answering(all, ip("127.0.0.2"), 80))).toEqual(["any4"]);
    expect(inodes(answering([on("::", "any6")], ip("127.0.0.2"), 80))).toEqual(["any6"]);
    expect(inodes(answering(all, ip("fe80::1"), 80))).toEqual(["any6"]);
    expect(inodes(answering([on("0.0.0.0", "any4")], ip("::1"), 80))).toEqual([]);
  });

  test("are on the port, and all of them", () => {
    expect(
      inodes(answering([on("127.0.0.1", "a"), on("127.0.0.1", "b"), on("127.0.0.1", "c", 81)], ip("127.0.0.1"), 80)),
    ).toEqual(["a", "b"]);
  });
});
