import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IDENTITY_KINDS, type Identity } from "../../../src/core/identity.ts";
import { alternativeNames } from "../../../src/pki/alternative-names.ts";
import { KEY_USAGE, usageOf } from "../../../src/pki/key-usage.ts";
import { identityUris, readIdentity } from "../../../src/pki/read-identity.ts";
import { certificateOf, hasOpenssl } from "./certificates.ts";

/** A certificate as Node shows it, without the cost of making one. */
const shown = (subjectAltName: string | undefined, keyUsage: readonly string[]) =>
  ({ subjectAltName, keyUsage }) as unknown as Parameters<typeof readIdentity>[0];
const withUris = (uris: readonly string[], usage: "serverAuth" | "clientAuth" = "clientAuth") =>
  readIdentity(shown(uris.map((uri) => `URI:${/[,"]/.test(uri) ? JSON.stringify(uri) : uri}`).join(", "), [KEY_USAGE[usage]]));

const letters = (from: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...from), minLength, maxLength });
const name = fc.tuple(letters("aZ9", 1, 1), letters("aZ9._-", 0, 20), letters("aZ9", 1, 1)).map((parts) => parts.join(""));
const identity: fc.Arbitrary<Identity> = fc
  .record({
    kind: fc.constantFrom(...IDENTITY_KINDS),
    name,
    hosts: fc.option(letters("ab09[]-,/.%", 1, 30), { nil: null }),
    components: fc.option(fc.array(letters("abc", 1, 8), { minLength: 1, maxLength: 4 }), { nil: null }),
  })
  .map((it) => (it.kind === "agent" ? { ...it, hosts: null, components: null } : it));

describe("who the holder is", () => {
  test("what is written is read", () => {
    fc.assert(
      fc.property(identity, (it) => {
        expect(withUris(identityUris(it), usageOf(it.kind))).toEqual({ ok: true, identity: it });
      }),
    );
  });

  test("what is written can be read in any order, among other names", () => {
    const it: Identity = { kind: "operator", name: "ann@ams", hosts: "node[01-20],web1", components: ["is", "ps"] };
    const uris = ["https://example.org/", ...identityUris(it)].reverse();
    expect(withUris(uris)).toEqual({ ok: true, identity: it });
  });

  test.skipIf(!hasOpenssl)("in a certificate that openssl made", { timeout: 20_000 }, () => {
    const it: Identity = { kind: "operator", name: "ann", hosts: "node[01-20],web1", components: ["is", "ps"] };
    const certificate = certificateOf({ uris: identityUris(it), usages: ["clientAuth"], names: ["DNS.1 = node3", "IP.1 = ::1"] });
    expect(readIdentity(certificate)).toEqual({ ok: true, identity: it });
  });

  const who = "spiffe://imageserving/operator/ann";
  test.each<readonly [string, readonly string[], RegExp]>([
    ["nobody", [], /names nobody/],
    ["two", [who, "spiffe://imageserving/admin/ann"], /names 2 holders/],
    ["the same twice", [who, who], /names 2 holders/],
    ["another of a foreign domain", [who, "SPIFFE://example.org/x"], /names 2 holders/],
    ["a foreign domain", ["spiffe://example.org/operator/ann"], /is not spiffe/],
    ["an unknown role", ["spiffe://imageserving/root/ann"], /is not spiffe/],
    ["no role", ["spiffe://imageserving/ann"], /is not spiffe/],
    ["an inherited property for a role", ["spiffe://imageserving/constructor/ann"], /is not spiffe/],
    ["another case", ["spiffe://ImageServing/operator/ann"], /is not spiffe/],
    ["no name", ["spiffe://imageserving/operator/"], /no operator may have/],
    ["a path for a name", ["spiffe://imageserving/operator/ann/admin"], /no operator may have/],
    ["a name with an escape", ["spiffe://imageserving/operator/a%6Ein"], /no operator may have/],
    ["a name with a line end", [`${who}\n`], /no operator may have/],
    ["a name that is too long", [`spiffe://imageserving/operator/${"a".repeat(65)}`], /no operator may have/],
    ["a query", [`${who}?x`], /no operator may have/],
    ["an unknown limit", [who, "imageserving:until?2030"], /not known here/],
    ["an unknown limit in other letters", [who, "ImageServing:hosts?node1"], /not known here/],
    ["a limit that is empty", [who, "imageserving:hosts?"], /cannot be read/],
    ["hosts with a broken escape", [who, "imageserving:hosts?node%1"], /cannot be read/],
    ["hosts that are not as they are written", [who, "imageserving:hosts?node[1-2]"], /cannot be read/],
    ["hosts twice", [who, "imageserving:hosts?a", "imageserving:hosts?b"], /one of two/],
    ["components twice", [who, "imageserving:components?a", "imageserving:components?b"], /one of two/],
    ["no component", [who, "imageserving:components?"], /cannot be read/],
    ["a component of no name", [who, "imageserving:components?is,,ps"], /cannot be read/],
    ["a component with a space", [who, "imageserving:components?is,%20ps"], /cannot be read/],
  ])("refused: %s", (_what, uris, problem) => {
    expect(withUris(uris)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });

  test("an agent has no limits", () => {
    const uris = ["spiffe://imageserving/agent/node3", "imageserving:hosts?node3"];
    expect(withUris(uris, "serverAuth")).toEqual({ ok: false, problem: expect.stringContaining("limits an agent") });
  });
});

describe("one end of a connection only", () => {
  const { serverAuth, clientAuth, any } = KEY_USAGE;
  test.each<readonly [string, readonly string[] | undefined, string | null]>([
    ["agent", [serverAuth], null],
    ["agent", [serverAuth, clientAuth], "has the extended key usage clientAuth"],
    ["agent", [clientAuth], "lacks the extended key usage serverAuth"],
    ["agent", [serverAuth, any], "has the extended key usage any"],
    ["agent", undefined, "lacks the extended key usage serverAuth"],
    ["viewer", [clientAuth], null],
    ["admin", [clientAuth, "1.3.6.1.5.5.7.3.4"], null],
    ["admin", [clientAuth, serverAuth], "has the extended key usage serverAuth"],
    ["admin", [serverAuth], "lacks the extended key usage clientAuth"],
    ["admin", [any], "lacks the extended key usage clientAuth"],
    ["admin", [], "lacks the extended key usage clientAuth"],
  ])("%s with %j: %s", (kind, usages, problem) => {
    const reading = readIdentity(shown(`URI:spiffe://imageserving/${kind}/a`, usages as readonly string[]));
    expect(reading).toMatchObject(problem === null ? { ok: true } : { ok: false, problem: expect.stringContaining(problem) });
  });

  test.skipIf(!hasOpenssl)("as openssl writes it", { timeout: 20_000 }, () => {
    const uris = ["spiffe://imageserving/agent/node3"];
    expect(readIdentity(certificateOf({ uris, usages: ["serverAuth"] }))).toMatchObject({ ok: true });
    expect(readIdentity(certificateOf({ uris, usages: ["serverAuth", "clientAuth"] }))).toMatchObject({ ok: false });
    expect(readIdentity(certificateOf({ uris }))).toMatchObject({ ok: false });
  });
});

describe("names that would smuggle in others", () => {
  const admin = "URI:spiffe://imageserving/admin/eve";

  test.skipIf(!hasOpenssl).each([
    ["a DNS name with a comma", ["otherName.1 = 1.2.3.4;UTF8:x", `DNS.1 = "a, ${admin}"`]],
    ["an e-mail address", [`email.1 = "a, ${admin}"`]],
    ["a quote", [`DNS.1 = "a\\", ${admin}, DNS:\\"b"`]],
    ["a URI", [`URI.2 = "x:y, ${admin}"`]],
  ])("%s", { timeout: 20_000 }, (_what, names) => {
    const certificate = certificateOf({ uris: ["spiffe://imageserving/viewer/eve"], usages: ["clientAuth"], names });
    const reading = readIdentity(certificate);
    expect(reading).toMatchObject({ ok: true, identity: { kind: "viewer", name: "eve" } });
    expect(alternativeNames(certificate)?.filter(({ value }) => value.startsWith("spiffe:"))).toHaveLength(1);
  });

  test("no text makes it throw, and each name stays one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("DNS", "URI", "email"), fc.string({ unit: "binary" })), { maxLength: 4 }),
        (all) => {
          const text = all.map(([type, value]) => `${type}:${JSON.stringify(value)}`).join(", ");
          expect(alternativeNames(shown(text, []))).toEqual(all.map(([type, value]) => ({ type, value })));
        },
      ),
    );
  });

  test.each(["URI", "URI:a,DNS:b", 'URI:"a', 'URI:a"b"', 'URI:"a"b', 'URI:"\\x"', ", URI:a", "URI:a,"])(
    "unreadable: %s",
    (text) => {
      expect(readIdentity(shown(text, [KEY_USAGE.clientAuth]))).toEqual({
        ok: false,
        problem: "its subjectAltName cannot be read",
      });
    },
  );
});
