import { createPrivateKey, KeyObject, randomBytes, webcrypto } from "node:crypto";
import { AuthorityKeyIdentifierExtension, type Extension, SubjectKeyIdentifierExtension } from "./x509.ts";

/** Of every key here; why, is in docs/decisions/0009-key-type.md. */
export const KEY_ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;

/** How certificates are signed. */
export const SIGNING_ALGORITHM = { name: "ECDSA", hash: "SHA-256" } as const;

/** How far back certificates begin, in milliseconds, for machines whose clock is behind. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** A new pair of keys. */
export const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ["sign", "verify"]);

/** The private key as PKCS #8 in PEM. */
export const keyText = (key: webcrypto.CryptoKey): string =>
  KeyObject.from(key).export({ type: "pkcs8", format: "pem" }).toString();

/** The key of an authority, to sign with. */
export const signingKey = (pem: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey("pkcs8", createPrivateKey(pem).export({ type: "pkcs8", format: "der" }), KEY_ALGORITHM, false, [
    "sign",
  ]);

/** The public key as a certificate has it (SubjectPublicKeyInfo). */
export const exportedPublicKey = (key: webcrypto.CryptoKey): Promise<ArrayBuffer> => webcrypto.subtle.exportKey("spki", key);

/** A serial number that nobody can guess, of 16 bytes and above zero (RFC 5280, 4.1.2.2: 20 bytes at the most). */
export function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40; // the sign, and no zeros in front
  return bytes.toString("hex");
}

/** The extensions by which a verifier finds the certificate that signed another. */
export const keyIdentifiers = async (own: webcrypto.CryptoKey, authority: ArrayBuffer): Promise<readonly Extension[]> => [
  await SubjectKeyIdentifierExtension.create(own),
  await AuthorityKeyIdentifierExtension.create(authority),
];

/** To the second: a certificate has no more, and what is beyond does not belong into it (RFC 5280, 4.1.2.5.2). */
export const wholeSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1_000) * 1_000);

/** The common name, which is for people only; 64 characters are the most (RFC 5280, appendix A.1). */
export const commonName = (text: string) => [{ CN: [text.slice(0, 64)] }];
