import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Identity } from "../../../src/core/identity.ts";
import type { Authority } from "../../../src/pki/authority.ts";
import { type CertificateAddress, parseCertificateAddress } from "../../../src/pki/certificate-address.ts";
import { certificateFacts } from "../../../src/pki/certificate-facts.ts";
import { createAuthority } from "../../../src/pki/create-authority.ts";
import { issueCertificate } from "../../../src/pki/issue.ts";
import type { MadeCertificate } from "../../../src/pki/made-certificate.ts";
import { readIdentity } from "../../../src/pki/read-identity.ts";
import { hasOpenssl, inFolder } from "./certificates.ts";

const DAY = 86_400_000;
const NOW = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 123); // other programs have only their own clock
const later = (days: number) => new Date(NOW.getTime() + days * DAY);

let ca: MadeCertificate;
let authority: Authority;
beforeAll(async () => {
  ca = await createAuthority({ now: NOW, notAfter: later(3650) });
  authority = { certificate: new X509Certificate(ca.certificate), key: ca.key, warnings: [] };
}, 20_000);

const nobody = { hosts: null, components: null };
const node3: Identity = { kind: "agent", name: "node3", ...nobody };
const ann: Identity = { kind: "operator", name: "ann", hosts: "node[01-20],web1", components: ["is", "ps"] };

const addressesOf = (...all: readonly string[]) => all.map((each) => parseCertificateAddress(each) as CertificateAddress);
const issue = (identity: Identity, more: { readonly addresses?: readonly CertificateAddress[]; readonly notAfter?: Date } = {}) =>
  issueCertificate(authority, { identity, addresses: [], now: NOW, notAfter: later(90), ...more });
const parsed = (made: MadeCertificate) => new X509Certificate(made.certificate);

describe("what is issued", () => {
  test("says whose it is, as it was wanted", { timeout: 20_000 }, async () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
    const limits = fc.record({
      hosts: fc.option(fc.stringMatching(/^[a-z][a-z0-9,[\]./_-]{0,20}$/), { nil: null }),
      components: fc.option(fc.array(word, { minLength: 1, maxLength: 3 }), { nil: null }),
      name: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/),
      kind: fc.constantFrom("viewer" as const, "operator" as const, "admin" as const),
    });
    await fc.assert(
      fc.asyncProperty(limits, async (identity) => {
        expect(readIdentity(parsed(await issue(identity)))).toEqual({ ok: true, identity });
      }),
      { numRuns: 25 },
    );
  });

  test("an agent's has its name and addresses, each once; IPv6 as it is meant", { timeout: 20_000 }, async () => {
    const addresses = addressesOf("192.0.2.3", "node3", "2001:DB8:0::1", "::ffff:192.0.2.3", "node3.example.org");
    const certificate = parsed(await issue(node3, { addresses }));
    expect(certificateFacts(certificate, NOW)).toMatchObject({
      use: "agent",
      kind: "agent",
      name: "node3",
      addresses: ["node3", "192.0.2.3", "2001:db8::1", "::ffff:c000:203", "node3.example.org"],
      keyType: "P-256",
      daysLeft: 89,
      troubles: [],
    });
    for (const address of ["192.0.2.3", "2001:db8::1", "::ffff:192.0.2.3"]) expect(certificate.checkIP(address)).toBeDefined();
    expect(certificate.checkHost("node3.example.org")).toBe("node3.example.org");
    expect(certificate.checkIP("192.0.2.4")).toBeUndefined();
  });

  test("a name that is no DNS name is no address; one that is an address is", { timeout: 20_000 }, async () => {
    const addressesFor = async (name: string) => certificateFacts(parsed(await issue({ ...node3, name })), NOW).addresses;
    expect(await addressesFor("node_3")).toEqual([]);
    expect(await addressesFor("192.0.2.9")).toEqual(["192.0.2.9"]);
    expect(parsed(await issue({ ...node3, name: "192.0.2.9" })).checkIP("192.0.2.9")).toBe("192.0.2.9");
  });

  test("holds from five minutes ago, to the second, and not for longer than the authority", { timeout: 20_000 }, async () => {
    const whole = Math.floor(NOW.getTime() / 1_000) * 1_000;
    const facts = certificateFacts(parsed(await issue(ann)), NOW);
    expect([Date.parse(facts.validFrom), Date.parse(facts.validTo)]).toEqual([whole - 300_000, whole + 90 * DAY]);
    expect(parsed(await issue(ann, { notAfter: later(9_999) })).validTo).toBe(authority.certificate.validTo);
  });

  test("beyond 2050 dates are written in another way, and read all the same", { timeout: 20_000 }, async () => {
    const made = await createAuthority({ now: NOW, notAfter: new Date("2070-06-01T00:00:00.500Z") });
    expect(certificateFacts(parsed(made), NOW)).toMatchObject({
      use: "authority",
      validTo: "2070-06-01T00:00:00.000Z",
      troubles: [],
    });
  });

  test("every serial number has 16 bytes, is above zero and is another", { timeout: 20_000 }, async () => {
    const serials = await Promise.all(Array.from({ length: 20 }, async () => parsed(await issue(ann)).serialNumber));
    expect(new Set(serials).size).toBe(20);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
  });

  test("a name of any length is in it", { timeout: 20_000 }, async () => {
    const name = Array.from({ length: 25 }, () => "abcdefghi").join(".");
    expect(readIdentity(parsed(await issue({ ...node3, name })))).toMatchObject({ ok: true, identity: { name } });
  });
});

describe.skipIf(!hasOpenssl)("what openssl says", () => {
  const verified = (made: MadeCertificate, purpose: "sslserver" | "sslclient") =>
    inFolder(async (dir) => {
      writeFileSync(join(dir, "ca.crt"), ca.certificate);
      writeFileSync(join(dir, "it.crt"), made.certificate);
      const args = `verify -x509_strict -purpose ${purpose} -CAfile ${join(dir, "ca.crt")} ${join(dir, "it.crt")}`;
      try {
        return execFileSync("openssl", args.split(" "), { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
          .trim()
          .slice(-2);
      } catch (error) {
        return /error \d+.*: (.*)/.exec(String((error as { stderr?: unknown }).stderr))?.[1] ?? String(error);
      }
    });
  const shown = ({ certificate }: MadeCertificate) =>
    execFileSync("openssl", ["x509", "-noout", "-text"], { input: certificate, encoding: "utf8" });

  test("each is good for its end of a connection, and for no other", { timeout: 20_000 }, async () => {
    const [agent, caller] = [await issue(node3, { addresses: addressesOf("::1") }), await issue(ann)];
    expect(await verified(agent, "sslserver")).toBe("OK");
    expect(await verified(caller, "sslclient")).toBe("OK");
    expect(await verified(agent, "sslclient")).not.toBe("OK");
    expect(await verified(caller, "sslserver")).not.toBe("OK");
  });

  test("one with a long name is good as well", { timeout: 20_000 }, async () => {
    expect(await verified(await issue({ ...node3, name: `${"a".repeat(63)}.${"b".repeat(63)}` }), "sslserver")).toBe("OK");
  });

  test("the extensions are there, and critical where they must not be passed over", { timeout: 20_000 }, async () => {
    const text = shown(await issue(ann));
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(text).toMatch(/Extended Key Usage: critical\s+TLS Web Client Authentication\n/);
    expect(text).toContain("URI:imageserving:hosts?node%5B01-20%5D%2Cweb1, URI:imageserving:components?is,ps");
    const authorityText = shown(ca);
    expect(authorityText).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(authorityText).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    const identifier = /Subject Key Identifier: \s+(\S+)/.exec(authorityText)?.[1];
    expect(/Authority Key Identifier: \s+(?:keyid:)?(\S+)/.exec(text)?.[1]).toBe(identifier);
  });
});

describe("TLS 1.3 with a certificate at both ends", () => {
  const ends = (made: MadeCertificate) => ({ ca: ca.certificate, cert: made.certificate, key: made.key }) as const;

  /** What the server learned of the caller, or why either would not have the other. */
  async function shake(server: MadeCertificate, client: MadeCertificate, host = "127.0.0.1"): Promise<string> {
    const asked = { minVersion: "TLSv1.3", requestCert: true, rejectUnauthorized: false } as const; // so that it can say why
    const listening = createServer({ ...ends(server), ...asked }, (socket) => {
      if (!socket.authorized) return socket.on("error", () => {}).end(`refused: ${socket.authorizationError}`);
      const reading = readIdentity(socket.getPeerX509Certificate() as X509Certificate);
      socket.on("error", () => {}).end(`${socket.getProtocol()} ${reading.ok ? reading.identity.name : reading.problem}`);
    });
    listening.listen(0, "127.0.0.1");
    await once(listening, "listening");
    try {
      const { port } = listening.address() as AddressInfo;
      const socket = connect({
        ...ends(client),
        minVersion: "TLSv1.3",
        host: "127.0.0.1",
        servername: host === "127.0.0.1" ? "" : host,
        port,
      });
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString();
    } catch (error) {
      return String((error as { code?: unknown }).code);
    } finally {
      listening.close();
    }
  }

  test("by name and by address", { timeout: 20_000 }, async () => {
    const [agent, caller] = [await issue(node3, { addresses: addressesOf("127.0.0.1") }), await issue(ann)];
    expect(await shake(agent, caller)).toBe("TLSv1.3 ann");
    expect(await shake(agent, caller, "node3")).toBe("TLSv1.3 ann");
    expect(await shake(agent, caller, "node4")).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });

  test("not with a certificate that is for the other end, or of another authority", { timeout: 20_000 }, async () => {
    const agent = await issue(node3, { addresses: addressesOf("127.0.0.1") });
    const caller = await issue(ann);
    expect(await shake(caller, caller, "ann")).toBe("INVALID_PURPOSE");
    expect(await shake(agent, agent)).toBe("refused: INVALID_PURPOSE");
    const other = await createAuthority({ now: NOW, notAfter: later(1) });
    const foreign = { certificate: new X509Certificate(other.certificate), key: other.key, warnings: [] };
    const eve = await issueCertificate(foreign, { identity: ann, addresses: [], now: NOW, notAfter: later(1) });
    expect(await shake(agent, eve)).toMatch(/^refused: UNABLE_TO_/);
    expect(await shake(agent, caller)).toBe("TLSv1.3 ann");
  });
});
