import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ANY_V4, ANY_V6, ipFromHex, isLoopback, isV4, parseIp, reached } from "../../../src/supervisor/probe/ip-address.ts";
import { isLocalHost, isLocalIp, ownAddresses } from "../../../src/supervisor/probe/local-address.ts";

const TIMEOUT = { timeout: 5_000 };
const ip = (text: string) => parseIp(text) ?? expect.fail(`${text} is no address`);

describe("an IP address", TIMEOUT, () => {
  test("is read from IPv4 notation", () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(ip(text)).toBe(ipFromHex(Buffer.from(text.split(".").map(Number)).toString("hex")));
      }),
    );
  });

  test("is read from any IPv6 notation, as URL writes it too", () => {
    const canonical = (text: string) => new URL(`http://[${text}]/`).hostname.slice(1, -1);
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        expect(ip(text)).toMatch(/^[0-9a-f]{32}$/);
        expect(ip(canonical(text))).toBe(ip(text));
        expect(canonical((ip(text).match(/.{4}/g) ?? []).join(":"))).toBe(canonical(text));
      }),
    );
  });

  test.each([
    ["::", ANY_V6],
    ["0.0.0.0", ANY_V4],
    ["::1", `${"0".repeat(31)}1`],
    ["::ffff:127.0.0.1", "00000000000000000000ffff7f000001"],
    ["::FFFF:7f00:1", "00000000000000000000ffff7f000001"],
    ["127.0.0.1", "00000000000000000000ffff7f000001"],
    ["fe80::1%eth0", "fe800000000000000000000000000001"],
    ["2001:db8::a:b", "20010db80000000000000000000a000b"],
    ["1:2:3:4:5:6:7:8", "00010002000300040005000600070008"],
  ])("%s", (text, hex) => expect(ip(text)).toBe(hex));

  test.each(["", "localhost", "1.2.3", "1.2.3.256", ":::", "[::1]", "1::2::3"])("%j is none", (text) =>
    expect(parseIp(text)).toBeNull(),
  );

  test("tells what is this machine", () => {
    const own = new Set([ip("10.0.0.7"), ip("fe80::1")]);
    for (const text of ["127.0.0.1", "127.255.1.3", "::1", "0.0.0.0", "::", "10.0.0.7", "::ffff:10.0.0.7", "fe80::1%eth0"]) {
      expect(isLocalIp(ip(text), own), text).toBe(true);
    }
    for (const text of ["10.0.0.8", "128.0.0.1", "::2", "8.8.8.8", "7f00::1"]) expect(isLocalIp(ip(text), own), text).toBe(false);
  });

  test("is IPv4 in either notation, and loops back in its whole network", () => {
    expect([isV4(ip("::ffff:1.2.3.4")), isV4(ip("1.2.3.4")), isV4(ip("::1"))]).toEqual([true, true, false]);
    expect([isLoopback(ip("127.9.9.9")), isLoopback(ip("::1")), isLoopback(ip("126.0.0.1"))]).toEqual([true, true, false]);
    expect([reached(ip("0.0.0.0")), reached(ip("::")), reached(ip("9.9.9.9"))]).toEqual([
      ip("127.0.0.1"),
      ip("::1"),
      ip("9.9.9.9"),
    ]);
  });

  test("this machine has its loopback addresses among its own", () => {
    expect(ownAddresses().has(ip("127.0.0.1"))).toBe(true);
    for (const host of ["localhost", "LOCALHOST", "localhost.", "ps.localhost", "127.0.0.1", "::1", "0.0.0.0"]) {
      expect(isLocalHost(host), host).toBe(true);
    }
    for (const host of ["example.org", "notlocalhost", "localhost.example.org", "192.0.2.1"])
      expect(isLocalHost(host), host).toBe(false);
  });
});
