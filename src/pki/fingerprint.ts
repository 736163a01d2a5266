import type { X509Certificate } from "node:crypto";

/** What a certificate is called in lists and logs: SHA-256 over all of it, 64 small hexadecimal digits. */
export const fingerprint = (certificate: X509Certificate): string => certificate.fingerprint256.replaceAll(":", "").toLowerCase();
