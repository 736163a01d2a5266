import type { Identity } from "../core/identity.ts";
import type { Authority } from "./authority.ts";
import { type CertificateAddress, parseCertificateAddress } from "./certificate-address.ts";
import { KEY_USAGE, usageOf } from "./key-usage.ts";
import type { MadeCertificate } from "./made-certificate.ts";
import { identityUris } from "./read-identity.ts";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "./x509.ts";
import {
  CLOCK_SKEW_MS,
  commonName,
  keyIdentifiers,
  keyText,
  newKeys,
  newSerial,
  SIGNING_ALGORITHM,
  signingKey,
  wholeSecond,
} from "./x509-parts.ts";

/** A certificate that is wanted. */
export interface IssuePlan {
  readonly identity: Identity;
  /** Where an agent is called, beside its name. Of callers: none. */
  readonly addresses: readonly CertificateAddress[];
  readonly now: Date;
  readonly notAfter: Date;
}

/**
 * Makes a key and a certificate for it that the authority signs. It begins {@link CLOCK_SKEW_MS} ago, for machines whose clock
 * is behind, and ends with the authority at the latest.
 */
export async function issueCertificate(authority: Authority, plan: IssuePlan): Promise<MadeCertificate> {
  const issuer = new X509Certificate(authority.certificate.raw);
  const keys = await newKeys();
  const begin = Math.max(plan.now.getTime() - CLOCK_SKEW_MS, issuer.notBefore.getTime());
  const end = Math.min(plan.notAfter.getTime(), issuer.notAfter.getTime());
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: commonName(plan.identity.name),
    issuer: issuer.subjectName,
    notBefore: wholeSecond(new Date(begin)),
    notAfter: wholeSecond(new Date(end)),
    publicKey: keys.publicKey,
    signingKey: await signingKey(authority.key),
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [...extensions(plan), ...(await keyIdentifiers(keys.publicKey, issuer.publicKey.rawData))],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: keyText(keys.privateKey) };
}

/** Critical is what a verifier must not pass over (RFC 5280, 4.2.1.3 and 4.2.1.9). */
const extensions = ({ identity, addresses }: IssuePlan): readonly Extension[] => [
  new BasicConstraintsExtension(false, undefined, true),
  new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true), // all that TLS 1.3 needs
  new ExtendedKeyUsageExtension([KEY_USAGE[usageOf(identity.kind)]], true),
  new SubjectAlternativeNameExtension(alternativeNames(identity, addresses)),
];

function alternativeNames(identity: Identity, addresses: readonly CertificateAddress[]): JsonGeneralName[] {
  const own = identity.kind === "agent" ? parseCertificateAddress(identity.name) : null; // it may be no DNS name: node_3
  const reached = [...(own === null ? [] : [own]), ...addresses].map(({ type, value }): JsonGeneralName => ({ type, value }));
  const names = [...identityUris(identity).map((value): JsonGeneralName => ({ type: "url", value })), ...reached];
  return names.filter(({ value }, index) => names.findIndex((other) => other.value === value) === index);
}
