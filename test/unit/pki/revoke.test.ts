import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { IdentityKind } from "../../../src/core/identity.ts";
import { parseDenyList } from "../../../src/pki/deny-list.ts";
import { fingerprint } from "../../../src/pki/fingerprint.ts";
import { initAuthority } from "../../../src/pki/init-authority.ts";
import { issueInto } from "../../../src/pki/issue-into.ts";
import { revoke } from "../../../src/pki/revoke.ts";
import { complaint, inFolder } from "./certificates.ts";

const NOW = new Date("2026-01-01T12:00:00Z");
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

const withAuthority = (act: (dir: string) => Promise<void>) =>
  inFolder(async (dir) => {
    await initAuthority(dir, { now: NOW, notAfter: later(3650) });
    await act(dir);
  });

const issue = async (dir: string, name: string, days = 90, kind: IdentityKind = "operator") => {
  const identity = { kind, name, hosts: null, components: null };
  return (await issueInto(dir, { identity, addresses: [], notAfter: later(days), replace: true }, NOW)).certificate;
};
const all = (name: string) => ({ name, former: false });
const list = (dir: string) => {
  const file = join(dir, "deny-list");
  return parseDenyList(readFileSync(file, "utf8"), file);
};

describe("revoking", { timeout: 20_000 }, () => {
  test("every certificate of the name that has not expired, and nobody else's", () =>
    withAuthority(async (dir) => {
      const [old, first, second] = [await issue(dir, "ann", 1), await issue(dir, "ann"), await issue(dir, "ann")];
      const bob = await issue(dir, "bob");
      const came = await revoke(dir, all("ann"), later(2));
      expect(came.revoked.map((each) => each.fingerprint)).toEqual([fingerprint(first), fingerprint(second)]);
      expect([old, first, second, bob].map((each) => list(dir).has(each))).toEqual([false, true, true, false]);
      expect(readFileSync(join(dir, "deny-list"), "utf8").split("\n").slice(1)).toEqual([
        `${fingerprint(first)}  # ann operator revoked 2026-01-03T12:00:00.000Z`,
        `${fingerprint(second)}  # ann operator revoked 2026-01-03T12:00:00.000Z`,
        "",
      ]);
    }));

  test("twice does no harm; what is new is added, what is there stays", () =>
    withAuthority(async (dir) => {
      await issue(dir, "ann");
      await revoke(dir, all("ann"), NOW);
      const before = readFileSync(join(dir, "deny-list"), "utf8");
      expect(await revoke(dir, all("ann"), NOW)).toMatchObject({ revoked: [], already: [{ name: "ann" }] });
      expect(readFileSync(join(dir, "deny-list"), "utf8")).toBe(before);
      writeFileSync(join(dir, "deny-list"), `${before}# by hand, without a line end`);
      const bob = await issue(dir, "bob");
      await revoke(dir, all("bob"), NOW);
      expect(readFileSync(join(dir, "deny-list"), "utf8").startsWith(`${before}# by hand, without a line end\n`)).toBe(true);
      expect([list(dir).size, list(dir).has(bob)]).toEqual([2, true]);
    }));

  test("only those that were replaced", () =>
    withAuthority(async (dir) => {
      const [first, second] = [await issue(dir, "ann"), await issue(dir, "ann")];
      await revoke(dir, { name: "ann", former: true }, NOW);
      expect([list(dir).has(first), list(dir).has(second)]).toEqual([true, false]);
      expect(await revoke(dir, { name: "bob", former: true }, NOW).catch(() => "nobody")).toBe("nobody");
    }));

  test("one that the log does not have, but the folder has", () =>
    withAuthority(async (dir) => {
      const ann = await issue(dir, "ann");
      rmSync(join(dir, "issued.jsonl"));
      expect(await revoke(dir, all("ann"), NOW)).toMatchObject({ revoked: [{ name: "ann", kind: "operator" }] });
      expect(list(dir).has(ann)).toBe(true);
    }));

  test("a file under the name of one that is another's is left alone", () =>
    withAuthority(async (dir) => {
      await issue(dir, "bob");
      await issue(dir, "ann");
      writeFileSync(join(dir, "ann.crt"), readFileSync(join(dir, "bob.crt")));
      expect(await revoke(dir, all("ann"), NOW)).toMatchObject({ revoked: [{ name: "ann" }] });
      expect(list(dir).size).toBe(1);
    }));

  test("nobody: the nearest name, and those that there are", () =>
    withAuthority(async (dir) => {
      expect(await complaint(revoke(dir, all("ann"), NOW))).toMatch(
        /no certificate was issued for "ann"; name the folder of the authority/,
      );
      await issue(dir, "anne");
      await issue(dir, "node3", 90, "agent");
      expect(await complaint(revoke(dir, all("ann"), NOW))).toMatch(/did you mean anne\? it issued them for: anne, node3$/);
      expect(await complaint(revoke(dir, all("zzz"), NOW))).toMatch(/"zzz"; it issued them for: anne, node3$/);
      expect(readdirSync(dir)).not.toContain("deny-list");
    }));

  test("nothing, where all have expired", () =>
    withAuthority(async (dir) => {
      await issue(dir, "ann", 1);
      expect(await revoke(dir, all("ann"), later(2))).toMatchObject({ revoked: [], already: [] });
      expect(readdirSync(dir)).not.toContain("deny-list");
    }));

  test("a list that cannot be read is left as it is", () =>
    withAuthority(async (dir) => {
      await issue(dir, "ann");
      writeFileSync(join(dir, "deny-list"), "bob\n");
      expect(await complaint(revoke(dir, all("ann"), NOW))).toMatch(/deny-list:1: this is no SHA-256 fingerprint/);
      expect(readFileSync(join(dir, "deny-list"), "utf8")).toBe("bob\n");
      expect(readdirSync(dir)).not.toContain("deny-list.new");
    }));

  test("several at the same time lose none: each is in the list, or was told that another is at it", () =>
    withAuthority(async (dir) => {
      const names = ["ann", "bob", "cat", "dan"];
      const certificates = [];
      for (const name of names) certificates.push(await issue(dir, name));
      const came = await Promise.allSettled(names.map((name) => revoke(dir, all(name), NOW)));
      expect(came.map(({ status }) => status === "fulfilled")).toEqual(certificates.map((each) => list(dir).has(each)));
      expect(came.some(({ status }) => status === "fulfilled")).toBe(true);
    }));
});
