import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { isFault } from "../../../src/core/fault.ts";
import { createAuthority } from "../../../src/pki/create-authority.ts";
import { DENY_LIST_NAME, EMPTY_DENY_LIST, parseDenyList } from "../../../src/pki/deny-list.ts";
import { fingerprint } from "../../../src/pki/fingerprint.ts";

const NOW = new Date("2026-01-01T12:00:00Z");

let [one, other] = [] as unknown as [X509Certificate, X509Certificate];
beforeAll(async () => {
  const made = async () => new X509Certificate((await createAuthority({ now: NOW, notAfter: NOW })).certificate);
  [one, other] = [await made(), await made()];
}, 20_000);

describe("deny-list", () => {
  test("has who is in it and nobody else", () => {
    const list = parseDenyList(`# revoked\n\n${fingerprint(one)}  # ann operator revoked 2026-11-20T14:00:00Z\n`, DENY_LIST_NAME);
    expect([list.size, list.has(one), list.has(other)]).toEqual([1, true, false]);
  });

  test("takes a fingerprint as openssl prints it, capitals, line ends of Windows, and one line twice", () => {
    const list = parseDenyList(`${one.fingerprint256}\r\n\t${fingerprint(one).toUpperCase()}\r\n${fingerprint(other)}`, "x");
    expect([list.size, list.has(one), list.has(other)]).toEqual([2, true, true]);
  });

  test("an empty file denies nobody, as does none", () => {
    expect([parseDenyList("", "x").has(one), parseDenyList("# nobody\n", "x").size]).toEqual([false, 0]);
    expect(EMPTY_DENY_LIST.has(one)).toBe(false);
  });

  test.each([
    "ann",
    "deadbeef",
    "a".repeat(63),
    "a".repeat(65),
    `${"a".repeat(64)} ann`,
    `${"a".repeat(64)}\0`,
    `//${"a".repeat(64)}`,
  ])("a line that cannot be read makes the whole unreadable: %j", (line) => {
    let thrown: unknown;
    try {
      parseDenyList(`# one\n${fingerprint(one)}\n${line}\n`, "/etc/imageserving/deny-list");
    } catch (error) {
      thrown = error;
    }
    if (!isFault(thrown, "BAD_FILE")) throw new Error("no BAD_FILE", { cause: thrown });
    expect(thrown.fault.path).toBe("/etc/imageserving/deny-list:3");
    expect(thrown.message).toMatch(/^\/etc\/imageserving\/deny-list:3: this is no SHA-256 fingerprint .* write 64/);
  });

  test("a certificate comes back from PEM with the same fingerprint", () => {
    expect(fingerprint(new X509Certificate(one.toString()))).toBe(fingerprint(one));
    expect(fingerprint(one)).toMatch(/^[0-9a-f]{64}$/);
  });
});
