import type { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { certificateTrouble, validityTrouble } from "../../../src/pki/certificate-trouble.ts";
import { KEY_USAGE } from "../../../src/pki/key-usage.ts";

const FROM = "2026-01-01T00:00:00.000Z";
const TO = "2027-01-01T00:00:00.000Z";

const certificate = (kind: string, more: Partial<X509Certificate> = {}) =>
  ({
    subjectAltName: `URI:spiffe://imageserving/${kind}/node3`,
    keyUsage: [kind === "agent" ? KEY_USAGE.serverAuth : KEY_USAGE.clientAuth],
    validFrom: "Jan  1 00:00:00 2026 GMT", // as Node writes it
    validTo: "Jan  1 00:00:00 2027 GMT",
    ca: false,
    ...more,
  }) as X509Certificate;

const at = (text: string) => new Date(text);
const told = (cert: X509Certificate, now: string, use: "caller" | "agent") =>
  certificateTrouble(cert, at(now), use).map(({ severity, message }) => `${severity}: ${message}`);

describe("trouble with a certificate", () => {
  test("none", () => {
    expect(told(certificate("agent"), "2026-06-01T00:00:00Z", "agent")).toEqual([]);
    expect(told(certificate("viewer"), "2026-06-01T00:00:00Z", "caller")).toEqual([]);
  });

  test("expired: since when, for how long, what to do", () => {
    expect(told(certificate("operator"), "2027-01-03T04:00:00Z", "caller")).toEqual([
      "error: expired at 2027-01-01T00:00:00Z, 2d 4h ago; issue a new one where the authority is, with: ImageServing pki issue DIR operator node3 --replace",
    ]);
  });

  test("not valid yet: it may be the clock", () => {
    expect(told(certificate("operator"), "2025-12-31T23:59:00Z", "caller")).toEqual([
      "error: not valid before 2026-01-01T00:00:00Z; this machine's clock says 2025-12-31T23:59:00Z: is the clock right?",
    ]);
  });

  test("valid from its first second to its last", () => {
    expect(validityTrouble(certificate("agent"), at(FROM))).toEqual([]);
    expect(validityTrouble(certificate("agent"), at(TO))).toMatchObject([{ severity: "warning" }]);
    expect(validityTrouble(certificate("agent"), new Date(at(TO).getTime() + 1))).toMatchObject([{ severity: "error" }]);
  });

  test("warned of for the last 14 days, not before", () => {
    expect(told(certificate("agent"), "2026-12-17T23:59:59Z", "agent")).toEqual([]);
    expect(told(certificate("agent"), "2026-12-18T00:00:00Z", "agent")).toEqual([
      "warning: expires at 2027-01-01T00:00:00Z, in 14d 0h; issue a new one where the authority is, with: ImageServing pki issue DIR agent node3 --replace",
    ]);
  });

  test("used at the wrong end", () => {
    expect(told(certificate("agent"), "2026-06-01T00:00:00Z", "caller")).toEqual([
      expect.stringMatching(/^error: it is the certificate of agent node3, which cannot be used to call/),
    ]);
    expect(told(certificate("admin"), "2026-06-01T00:00:00Z", "agent")).toEqual([
      expect.stringMatching(/^error: it is the certificate of admin node3, which cannot be used for an agent/),
    ]);
  });

  test("nobody's, and expired as well", () => {
    const trouble = told(certificate("agent", { subjectAltName: "DNS:node3" }), "2028-01-01T00:00:00Z", "agent");
    expect(trouble).toEqual([
      expect.stringMatching(/^error: it names nobody/),
      expect.stringMatching(/^error: expired .* with: ImageServing pki issue$/),
    ]);
  });

  test("an authority is not issued, but made", () => {
    const [trouble] = validityTrouble(certificate("agent", { ca: true }), at("2027-01-01T00:00:01Z"));
    expect(trouble?.message).toContain("ImageServing pki init DIR");
  });
});
