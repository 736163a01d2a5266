import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Identity, IdentityKind } from "../../../src/core/identity.ts";
import { parseCertificateAddress } from "../../../src/pki/certificate-address.ts";
import { certificateAddresses } from "../../../src/pki/certificate-facts.ts";
import { fingerprint } from "../../../src/pki/fingerprint.ts";
import { initAuthority } from "../../../src/pki/init-authority.ts";
import { issueInto } from "../../../src/pki/issue-into.ts";
import { readIssued } from "../../../src/pki/issued-log.ts";
import { readIdentity } from "../../../src/pki/read-identity.ts";
import { complaint, inFolder } from "./certificates.ts";

const NOW = new Date("2026-01-01T12:00:00Z");
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

interface More extends Partial<Identity> {
  readonly addresses?: readonly string[];
  readonly days?: number;
  readonly replace?: true;
  readonly now?: Date;
}

const issue = (dir: string, kind: IdentityKind, name: string, more: More = {}) =>
  issueInto(
    dir,
    {
      identity: { kind, name, hosts: more.hosts ?? null, components: more.components ?? null },
      addresses: (more.addresses ?? []).flatMap((each) => parseCertificateAddress(each) ?? []),
      notAfter: later(more.days ?? 90),
      replace: more.replace === true,
    },
    more.now ?? NOW,
  );

const withAuthority = (act: (dir: string) => Promise<void>) =>
  inFolder(async (folder) => {
    const dir = join(folder, "pki");
    await initAuthority(dir, { now: NOW, notAfter: later(3650) });
    await act(dir);
  });

const modeOf = (...path: readonly string[]) => (statSync(join(...path)).mode & 0o777).toString(8);
const read = (...path: readonly string[]) => readFileSync(join(...path), "utf8");

describe("the files of an authority", { timeout: 20_000 }, () => {
  test("are made, with keys that only their owner can read", () =>
    withAuthority(async (dir) => {
      await issue(dir, "operator", "ann");
      expect(readdirSync(dir).sort()).toEqual(["ann.crt", "ann.key", "ca.crt", "ca.key", "issued.jsonl"]);
      expect(["", "ca.key", "ann.key", "issued.jsonl"].map((name) => modeOf(dir, name))).toEqual(["700", "600", "600", "600"]);
      const [certificate, key] = [new X509Certificate(read(dir, "ann.crt")), read(dir, "ann.key")];
      expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
      expect(certificate.verify(new X509Certificate(read(dir, "ca.crt")).publicKey)).toBe(true);
      expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\n[\s\S]*\n-----END PRIVATE KEY-----\n$/);
      expect(read(dir, "ann.crt")).toMatch(/^-----BEGIN CERTIFICATE-----\n[\s\S]*\n-----END CERTIFICATE-----\n$/);
    }));

  test("an authority that is there stays, whole or not", () =>
    withAuthority(async (dir) => {
      const before = [read(dir, "ca.crt"), read(dir, "ca.key")];
      expect(await complaint(initAuthority(dir, { now: NOW, notAfter: later(1) }))).toMatch(
        /^BAD_FILE .*ca\.crt: it exists already/,
      );
      expect([read(dir, "ca.crt"), read(dir, "ca.key")]).toEqual(before);
      const half = join(dir, "half");
      mkdirSync(half);
      writeFileSync(join(half, "ca.key"), "mine");
      expect(await complaint(initAuthority(half, { now: NOW, notAfter: later(1) }))).toMatch(/^BAD_FILE .*ca\.key: it exists/);
      expect(readdirSync(half)).toEqual(["ca.key"]);
    }));

  test("of two that make one at the same time, one does", () =>
    inFolder(async (folder) => {
      const dir = join(folder, "pki");
      const all = await Promise.allSettled([1, 2, 3].map(() => initAuthority(dir, { now: NOW, notAfter: later(1) })));
      expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(new X509Certificate(read(dir, "ca.crt")).checkPrivateKey(createPrivateKey(read(dir, "ca.key")))).toBe(true);
      expect(readdirSync(dir).sort()).toEqual(["ca.crt", "ca.key"]);
    }));

  test("each certificate is recorded", () =>
    withAuthority(async (dir) => {
      const made = [
        await issue(dir, "agent", "node3", { addresses: ["192.0.2.3"] }),
        await issue(dir, "operator", "ann", { hosts: "node[1-2]", components: ["is"], days: 30 }),
      ];
      expect(await readIssued(dir)).toEqual(
        made.map(({ certificate }) => ({
          fingerprint: fingerprint(certificate),
          serial: certificate.serialNumber.toLowerCase(),
          ...(readIdentity(certificate) as { readonly identity: Identity }).identity,
          notAfter: new Date(certificate.validTo).toISOString(),
          at: NOW.toISOString(),
        })),
      );
    }));

  test("a record that cannot be read is said to be so, with its line", () =>
    withAuthority(async (dir) => {
      await issue(dir, "operator", "ann");
      for (const line of ["{", "null", "7", '{"name":"ann"}', '{"name":"ann","kind":"boss"}']) {
        writeFileSync(join(dir, "issued.jsonl"), `\n${line}\n`);
        expect(await complaint(readIssued(dir))).toMatch(/issued\.jsonl:2: this is no record of a certificate/);
      }
    }));
});

describe("a name that has a certificate", { timeout: 20_000 }, () => {
  test("keeps it where nobody says --replace", () =>
    withAuthority(async (dir) => {
      await issue(dir, "operator", "ann");
      const before = [read(dir, "ann.crt"), read(dir, "ann.key"), read(dir, "issued.jsonl")];
      const said = await complaint(issue(dir, "operator", "ann"));
      expect(said).toContain(
        `ann.crt: it exists already; to issue a new one in its place: ImageServing pki issue ${dir} operator ann --replace`,
      );
      expect([read(dir, "ann.crt"), read(dir, "ann.key"), read(dir, "issued.jsonl")]).toEqual(before);
    }));

  test("gets another with the same limits, or those that are given", () =>
    withAuthority(async (dir) => {
      const first = await issue(dir, "operator", "ann", { hosts: "node1", components: ["is"] });
      const second = await issue(dir, "operator", "ann", { replace: true });
      expect(readIdentity(second.certificate)).toMatchObject({ identity: { hosts: "node1", components: ["is"] } });
      expect([first.replaced, second.replaced]).toEqual([null, fingerprint(first.certificate)]);
      const third = await issue(dir, "admin", "ann", { hosts: "node2", replace: true });
      expect(readIdentity(third.certificate)).toMatchObject({ identity: { kind: "admin", hosts: "node2", components: ["is"] } });
      const files = [new X509Certificate(read(dir, "ann.crt")), createPrivateKey(read(dir, "ann.key"))] as const;
      expect(files[0].checkPrivateKey(files[1])).toBe(true);
      expect(await readIssued(dir)).toHaveLength(3);
    }));

  test("gets another with the same addresses, or those that are given", () =>
    withAuthority(async (dir) => {
      await issue(dir, "agent", "node3", { addresses: ["2001:db8::3", "node3.example.org"] });
      const same = await issue(dir, "agent", "node3", { replace: true });
      expect(certificateAddresses(same.certificate)).toEqual(["node3", "2001:db8::3", "node3.example.org"]);
      const other = await issue(dir, "agent", "node3", { addresses: ["192.0.2.3"], replace: true });
      expect(certificateAddresses(other.certificate)).toEqual(["node3", "192.0.2.3"]);
    }));

  test("is an agent's or a caller's for ever, and nobody else's files are touched", () =>
    withAuthority(async (dir) => {
      await issue(dir, "agent", "node3");
      expect(await complaint(issue(dir, "viewer", "node3", { replace: true }))).toMatch(
        /is the certificate of agent node3; choose another name/,
      );
      writeFileSync(join(dir, "bob.key"), "mine");
      expect(await complaint(issue(dir, "viewer", "bob", { replace: true }))).toMatch(
        /bob\.key: it exists already, without a certificate/,
      );
      writeFileSync(join(dir, "eve.crt"), "mine");
      expect(await complaint(issue(dir, "viewer", "eve", { replace: true }))).toMatch(
        /something else than a certificate of ours/,
      );
      expect([read(dir, "bob.key"), read(dir, "eve.crt")]).toEqual(["mine", "mine"]);
    }));

  test("gets one of several that are wanted at the same time", () =>
    withAuthority(async (dir) => {
      const all = await Promise.allSettled([1, 2, 3].map(() => issue(dir, "viewer", "ann")));
      expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(new X509Certificate(read(dir, "ann.crt")).checkPrivateKey(createPrivateKey(read(dir, "ann.key")))).toBe(true);
      expect(await readIssued(dir)).toHaveLength(1);
    }));

  test("is told of what an interrupted command left", () =>
    withAuthority(async (dir) => {
      writeFileSync(join(dir, "ann.key.new"), "");
      expect(await complaint(issue(dir, "viewer", "ann"))).toMatch(/ann\.key\.new: another command is writing this file/);
      expect(readdirSync(dir).sort()).toEqual(["ann.key.new", "ca.crt", "ca.key"]);
    }));
});

describe("an authority that cannot sign", { timeout: 20_000 }, () => {
  test("has expired, or is about to", () =>
    withAuthority(async (dir) => {
      expect(await complaint(issue(dir, "viewer", "ann", { now: later(3651) }))).toMatch(
        /ca\.crt: nothing can be issued with it; expired at .* ImageServing pki init DIR/,
      );
      const { notes } = await issue(dir, "viewer", "ann", { now: later(3640), days: 3700 });
      expect(notes).toEqual([expect.stringMatching(/ca\.crt: expires at/), expect.stringMatching(/ends with the authority/)]);
    }));

  test("lacks a file, or has one that is not its own", () =>
    withAuthority(async (dir) => {
      expect(await complaint(issue(join(dir, "x"), "viewer", "ann"))).toMatch(/ca\.crt: there is no such file; .*pki init DIR/);
      const other = join(dir, "other");
      await initAuthority(other, { now: NOW, notAfter: later(1) });
      writeFileSync(join(dir, "ca.key"), read(other, "ca.key"));
      expect(await complaint(issue(dir, "viewer", "ann"))).toMatch(/ca\.key: this is not the key of .*ca\.crt/);
      writeFileSync(join(dir, "ca.key"), "mine");
      expect(await complaint(issue(dir, "viewer", "ann"))).toMatch(/ca\.key: it cannot be read/);
      await issue(other, "viewer", "ann");
      writeFileSync(join(other, "ca.crt"), read(other, "ann.crt"));
      expect(await complaint(issue(other, "viewer", "bob"))).toMatch(/ca\.crt: this is no authority's certificate/);
    }));

  test("whose key others can read, is warned of", () =>
    withAuthority(async (dir) => {
      chmodSync(join(dir, "ca.key"), 0o640);
      const { notes } = await issue(dir, "viewer", "ann");
      expect(notes).toEqual([expect.stringMatching(/ca\.key: others than its owner .* chmod 600/)]);
    }));
});
