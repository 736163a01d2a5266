import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCertificateAddress } from "../../../src/pki/certificate-address.ts";

describe("addresses in certificates", () => {
  test.each([
    ["192.0.2.3", "ip", "192.0.2.3"],
    ["::1", "ip", "::1"],
    ["2001:0DB8::0:1", "ip", "2001:db8::1"],
    ["::ffff:192.0.2.3", "ip", "::ffff:c000:203"],
    ["node3", "dns", "node3"],
    ["node-3.Example.org", "dns", "node-3.Example.org"],
    [`${"a".repeat(63)}.b`, "dns", `${"a".repeat(63)}.b`],
  ])("%s", (text, type, value) => {
    expect(parseCertificateAddress(text)).toEqual({ type, value });
  });

  test.each([
    "",
    ".",
    "a.",
    ".a",
    "a..b",
    "-a",
    "a-",
    "a_b",
    "*.a",
    "a b",
    "fe80::1%eth0",
    "[::1]",
    "node3:9910",
    "a,b",
    "a".repeat(64),
    `${"a.".repeat(127)}`,
  ])("none: %j", (text) => {
    expect(parseCertificateAddress(text)).toBeNull();
  });

  test("IPv6 has one form, which stands for the same", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const value = parseCertificateAddress(text)?.value ?? "";
        expect(isIP(value)).toBe(6);
        expect(parseCertificateAddress(value)).toEqual({ type: "ip", value });
        expect(groups(value)).toEqual(groups(text));
      }),
    );
  });
});

/** The eight numbers of an address, counted in another way. */
function groups(text: string): readonly number[] {
  const mixed = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((part) => part.toString(16)).join(":"),
  );
  const [left = "", right] = mixed.split("::");
  const numbers = (part: string) => part.split(":").flatMap((each) => (each === "" ? [] : [Number.parseInt(each, 16)]));
  if (right === undefined) return numbers(left);
  const [before, behind] = [numbers(left), numbers(right)];
  return [...before, ...Array.from({ length: 8 - before.length - behind.length }, () => 0), ...behind];
}
