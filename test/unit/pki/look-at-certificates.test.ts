import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { judgeCertificate } from "../../../src/core/checks/judge-certificate.ts";
import { denyListCheck } from "../../../src/pki/deny-list-check.ts";
import { lookAtCertificates } from "../../../src/pki/look-at-certificates.ts";
import { TestAuthority } from "../../helpers/authority.ts";

test("what is seen of certificates, from the files that they are in", { timeout: 20_000 }, async () => {
  using authority = await TestAuthority.make();
  using stranger = await TestAuthority.make();
  const pem = await authority.issue("agent", "node3");
  await authority.issue("operator", "alice");
  const files = { ...authority.tlsOf("node3"), denyList: null };
  const look = async (use: "agent" | "caller", name: string | null, tls = files) => {
    const found = await lookAtCertificates(tls, { use, name });
    return found.flatMap(([, facts]) =>
      judgeCertificate(facts, new Date()).map(({ severity, message }) => `${severity}: ${message}`),
    );
  };
  const well = [expect.stringMatching(/^ok: holds until/), expect.stringMatching(/^ok: holds until/)];
  expect(await look("agent", "node3")).toEqual(well);
  expect(await look("caller", null, { ...authority.tlsOf("alice"), denyList: null })).toEqual(well);
  expect(await look("agent", "node4")).toContainEqual(
    expect.stringContaining("error: it is the certificate of node3, and this is node4"),
  );
  expect(await look("caller", null)).toContainEqual(
    "error: it is the certificate of agent node3, which cannot be used for calling agents",
  );
  expect(await look("agent", "node3", { ...files, ca: stranger.path("ca.crt") })).toContainEqual(
    expect.stringContaining("error: none of the authorities"),
  );
  expect(await look("agent", "node3", { ...files, key: authority.path("alice.key") })).toContainEqual(
    expect.stringContaining("error: its key is another one's"),
  );
  authority.deny(pem);
  expect(await look("agent", "node3")).toContainEqual(expect.stringContaining("error: it is on the deny-list"));
  expect(await denyListCheck(files).look(new AbortController().signal)).toMatchObject([{ severity: "ok", check: "deny-list" }]);
  writeFileSync(authority.path("deny-list"), "what is this\n");
  expect(await denyListCheck(files).look(new AbortController().signal)).toMatchObject([{ severity: "error" }]);
  expect(await look("agent", "node3")).toEqual(well); // the list is a finding of its own
  writeFileSync(authority.path("node3.key"), "no key");
  await expect(look("agent", "node3")).rejects.toThrow("it holds no private key");
  await expect(look("agent", "node3", { ...files, cert: authority.path("none.crt") })).rejects.toThrow("there is no such file");
});
