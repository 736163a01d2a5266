import type { KeyObject, X509Certificate } from "node:crypto";
import type { IdentityKind } from "../core/identity.ts";
import { alternativeNames } from "./alternative-names.ts";
import { parseCertificateAddress } from "./certificate-address.ts";
import { certificateTrouble, type Trouble, validityTrouble } from "./certificate-trouble.ts";
import { fingerprint } from "./fingerprint.ts";
import { readIdentity } from "./read-identity.ts";

/** What a certificate says, for people and programs; null where it does not say it. Times are ISO 8601. */
export interface CertificateFacts extends Readonly<Record<string, unknown>> {
  /** What it is for: to sign, to be called, to call, or nothing here. */
  readonly use: "authority" | "agent" | "caller" | "none";
  readonly kind: IdentityKind | null;
  readonly name: string | null;
  /** Null: no limit. */
  readonly hosts: string | null;
  readonly components: readonly string[] | null;
  /** DNS names and IP addresses. */
  readonly addresses: readonly string[];
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly keyType: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** Whole days; below zero once it has expired. */
  readonly daysLeft: number;
  readonly fingerprint: string;
  readonly troubles: readonly Trouble[];
}

/** What there is to know about a certificate. @param now the wall clock */
export function certificateFacts(certificate: X509Certificate, now: Date): CertificateFacts {
  const reading = readIdentity(certificate);
  const identity = reading.ok && !certificate.ca ? reading.identity : null;
  const use = certificate.ca ? "authority" : identity === null ? "none" : identity.kind === "agent" ? "agent" : "caller";
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  return {
    use,
    kind: identity?.kind ?? null,
    name: identity?.name ?? null,
    hosts: identity?.hosts ?? null,
    components: identity?.components ?? null,
    addresses: certificateAddresses(certificate),
    subject: onOneLine(certificate.subject),
    issuer: onOneLine(certificate.issuer),
    serial: certificate.serialNumber.toLowerCase(),
    keyType: keyType(certificate.publicKey),
    validFrom: from.toISOString(),
    validTo: to.toISOString(),
    daysLeft: Math.floor((to.getTime() - now.getTime()) / 86_400_000),
    fingerprint: fingerprint(certificate),
    troubles: certificate.ca
      ? validityTrouble(certificate, now)
      : certificateTrouble(certificate, now, use === "agent" ? "agent" : "caller"),
  };
}

/** The DNS names and IP addresses in a certificate. */
export const certificateAddresses = (certificate: X509Certificate): readonly string[] =>
  (alternativeNames(certificate) ?? [])
    .filter(({ type }) => type === "DNS" || type === "IP Address")
    .map(({ value }) => parseCertificateAddress(value)?.value ?? value);

/** Node has a line for each part of a name. */
const onOneLine = (name: string | undefined): string => (name ?? "").split("\n").join(", ");

function keyType(key: KeyObject): string {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  if (namedCurve === "prime256v1") return "P-256";
  return [key.asymmetricKeyType, namedCurve ?? modulusLength].filter((part) => part !== undefined).join(" ");
}
