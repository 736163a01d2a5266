import { describe, expect, test } from "vitest";
import { type AccessRules, type Asked, refusalOf } from "../../../src/cli/dashboard/access.ts";
import { makeAccessKeys, sameSecret } from "../../../src/cli/dashboard/access-keys.ts";
import { readDashboardTls } from "../../../src/cli/dashboard/dashboard-tls.ts";
import { ownHosts, shownAddress } from "../../../src/cli/dashboard/own-hosts.ts";
import { SECURITY_HEADERS } from "../../../src/cli/dashboard/security-headers.ts";
import { TestAuthority } from "../../helpers/authority.ts";

const keys = makeAccessKeys();
const HOST = "127.0.0.1:9911";
const rules: AccessRules = {
  keys,
  cookieName: "imageserving-9911",
  scheme: "http",
  isOwnHost: ownHosts({ host: "127.0.0.1", port: 9911 }, null),
};

/** A request of the page itself, changed. */
const asked = (change: Partial<Asked> = {}): Asked => ({
  method: "GET",
  path: "/api/live",
  host: HOST,
  origin: null,
  contentType: null,
  fetchSite: "same-origin",
  fetchMode: "cors",
  fetchDest: "empty",
  cookie: `other=1; imageserving-9911=${keys.cookie}`,
  key: keys.page,
  ...change,
});
const POST = { method: "POST", path: "/api/plans", origin: `http://${HOST}`, contentType: "application/json" } as const;
const OPENS = { path: "/", key: null, fetchMode: "navigate", fetchDest: "document" } as const;

const statusOf = (change: Partial<Asked>) => refusalOf(asked(change), rules)?.status ?? null;

describe("what the page does passes", () => {
  test.each<[string, Partial<Asked>]>([
    ["it asks", {}],
    ["it changes something", POST],
    ["JSON with a charset", { ...POST, contentType: "application/json; charset=utf-8" }],
    ["it loads its script", { path: "/assets/a.js", key: null, fetchMode: "cors", fetchDest: "script" }],
    ["somebody types its address", { ...OPENS, fetchSite: "none" }],
    ["a link from elsewhere leads to it", { ...OPENS, fetchSite: "cross-site" }],
    ["the printed URL is opened, from wherever", { ...OPENS, path: "/enter/x", cookie: null, fetchSite: "cross-site" }],
    ["a browser that says nothing of where from", { fetchSite: null, fetchMode: null, fetchDest: null }],
  ])("%s", (_, change) => {
    expect(refusalOf(asked(change), rules)).toBeNull();
  });
});

describe("what others do does not", () => {
  test.each<[string, Partial<Asked>, number]>([
    ["no Host", { host: null }, 421],
    ["a Host of a stranger's (DNS rebinding)", { host: "evil.example:9911" }, 421],
    ["our Host and another port", { host: "127.0.0.1:80" }, 421],
    ["the door under a strange Host", { ...OPENS, path: "/enter/x", host: "evil.example:9911" }, 421],
    ["another origin", { origin: "http://evil.example" }, 403],
    ["another port of this host", { origin: "http://127.0.0.1:8000" }, 403],
    ["an opaque origin", { ...POST, origin: "null" }, 403],
    ["another scheme", { origin: `https://${HOST}` }, 403],
    ["another site asks", { fetchSite: "cross-site" }, 403],
    ["another port of this site asks", { fetchSite: "same-site" }, 403],
    ["another site frames the page", { ...OPENS, fetchSite: "cross-site", fetchDest: "iframe" }, 403],
    [
      "another site loads a picture",
      { path: "/well.svg", key: null, fetchSite: "cross-site", fetchMode: "no-cors", fetchDest: "image" },
      403,
    ],
    ["a link from elsewhere to an answer", { ...OPENS, path: "/api/live", fetchSite: "cross-site" }, 403],
    ["a form of another site", { ...POST, fetchSite: "cross-site", fetchMode: "navigate", fetchDest: "document" }, 403],
    ["no cookie", { cookie: null }, 401],
    ["no cookie, for the page", { ...OPENS, cookie: null }, 401],
    ["a wrong cookie", { cookie: "imageserving-9911=x" }, 401],
    ["the key of the URL as cookie", { cookie: `imageserving-9911=${keys.enter}` }, 401],
    ["a cookie and no key", { key: null }, 401],
    ["a wrong key", { key: "x" }, 403],
    ["the key of the URL as key", { key: keys.enter }, 403],
    ["the cookie as key", { key: keys.cookie }, 403],
    ["a change without an origin", { ...POST, origin: null }, 403],
    ["a change in plain text", { ...POST, contentType: "text/plain" }, 415],
    ["a change as a form", { ...POST, contentType: "application/x-www-form-urlencoded" }, 415],
    ["a change that says not what it is", { ...POST, contentType: null }, 415],
    ["another method", { ...POST, method: "DELETE" }, 405],
    ["a question beforehand (CORS)", { ...POST, method: "OPTIONS", fetchSite: null }, 405],
    ["a POST to the page", { ...POST, path: "/" }, 405],
    ["a POST to the door", { ...POST, path: "/enter/x" }, 405],
  ])("%s", (_, change, status) => {
    expect(statusOf(change)).toBe(status);
  });
});

test("keys are 256 bits, differ, and are compared whole", () => {
  const all = [keys.enter, keys.cookie, keys.page];
  expect(new Set(all).size).toBe(3);
  for (const key of all) expect(Buffer.from(key, "base64url")).toHaveLength(32);
  expect(sameSecret(keys.page, keys.page)).toBe(true);
  for (const wrong of ["", keys.page.slice(1), `${keys.page}x`, null, undefined])
    expect(sameSecret(wrong, keys.page)).toBe(false);
});

test("only loopback has several names", () => {
  const loopback = ownHosts({ host: "127.0.0.1", port: 9911 }, null);
  for (const host of ["127.0.0.1:9911", "localhost:9911", "LOCALHOST:9911", "[::1]:9911"])
    expect(loopback(host), host).toBe(true);
  for (const host of ["127.0.0.1", "localhost", "evil.example:9911", "localhost.evil.example:9911", "127.0.0.1:9911@x", ""])
    expect(loopback(host), host).toBe(false);
  const outer = ownHosts({ host: "192.0.2.4", port: 9911 }, null);
  expect(outer("192.0.2.4:9911")).toBe(true);
  expect(outer("localhost:9911")).toBe(false);
});

test("beyond loopback there is no plain HTTP", async () => {
  const none = { cert: null, key: null };
  for (const host of ["127.0.0.1", "::1", "localhost"]) expect(await readDashboardTls(none, { host, port: 9911 })).toBeNull();
  for (const host of ["0.0.0.0", "::", "192.0.2.4", "jumpbox.example"]) {
    await expect(readDashboardTls(none, { host, port: 9911 }), host).rejects.toThrow("ssh -L 9911:127.0.0.1:9911");
  }
  await expect(readDashboardTls({ cert: "/x", key: null }, { host: "127.0.0.1", port: 9911 })).rejects.toThrow("go together");
});

test("with TLS the names of the certificate count, and the first of them is shown where all addresses are listened at", async () => {
  const authority = await TestAuthority.make();
  try {
    await authority.issue("agent", "node1");
    const { cert, key } = authority.tlsOf("node1");
    const tls = await readDashboardTls({ cert, key }, { host: "0.0.0.0", port: 9911 });
    expect(tls).not.toBeNull();
    const isOwn = ownHosts({ host: "0.0.0.0", port: 9911 }, tls?.certificate ?? null);
    expect([isOwn("node1:9911"), isOwn("node1:80"), isOwn("node2:9911"), isOwn("evil.example:9911")]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(shownAddress({ host: "0.0.0.0", port: 9911 }, tls?.certificate ?? null)).toBe("node1:9911");
    await authority.issue("agent", "node2");
    const strange = { cert, key: authority.tlsOf("node2").key };
    await expect(readDashboardTls(strange, { host: "0.0.0.0", port: 9911 })).rejects.toThrow("it is not the key of");
    await expect(readDashboardTls({ cert: key, key }, { host: "0.0.0.0", port: 9911 })).rejects.toThrow(
      "it is not a certificate",
    );
  } finally {
    authority[Symbol.dispose]();
  }
});

test("nothing inline, nothing from elsewhere, no frames", () => {
  const policy = SECURITY_HEADERS["Content-Security-Policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
  expect(SECURITY_HEADERS["Referrer-Policy"]).toBe("no-referrer");
  expect(Object.keys(SECURITY_HEADERS).join()).not.toContain("Access-Control");
});
