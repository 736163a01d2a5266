import { randomBytes } from "node:crypto";
import type { MadeCertificate } from "./made-certificate.ts";
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } from "./x509.ts";
import {
  CLOCK_SKEW_MS,
  commonName,
  exportedPublicKey,
  keyIdentifiers,
  keyText,
  newKeys,
  newSerial,
  SIGNING_ALGORITHM,
  wholeSecond,
} from "./x509-parts.ts";

/** The time during which a new authority holds. */
export interface AuthorityPlan {
  readonly now: Date;
  readonly notAfter: Date;
}

/**
 * A new authority: a certificate that signs itself and may sign agents and callers, but no further authorities. A part of its
 * name is chance, so that two of them are told apart.
 */
export async function createAuthority({ now, notAfter }: AuthorityPlan): Promise<MadeCertificate> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: commonName(`ImageServing authority ${randomBytes(4).toString("hex")}`),
    notBefore: wholeSecond(new Date(now.getTime() - CLOCK_SKEW_MS)),
    notAfter: wholeSecond(notAfter),
    keys,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ...(await keyIdentifiers(keys.publicKey, await exportedPublicKey(keys.publicKey))),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: keyText(keys.privateKey) };
}
