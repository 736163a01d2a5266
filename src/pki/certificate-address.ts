import { isIP } from "node:net";

/** Where an agent is called, as its certificate says it. */
export interface CertificateAddress {
  readonly type: "dns" | "ip";
  readonly value: string;
}

/** Letters, digits and dashes between dots (RFC 1123, 2.1); an underscore is common in names of machines, and refused in certificates. */
const DNS_NAME = /^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.(?!$)|$))+$/;

/** Reads an address: IPv4, IPv6 or a DNS name; null where it is none of them. IPv6 comes out in its one short form (RFC 5952). */
export function parseCertificateAddress(text: string): CertificateAddress | null {
  const version = isIP(text);
  if (version === 4) return { type: "ip", value: text };
  // A zone (`fe80::1%eth0`) means something on one machine only.
  if (version === 6) return text.includes("%") ? null : { type: "ip", value: new URL(`http://[${text}]/`).hostname.slice(1, -1) };
  return DNS_NAME.test(text) ? { type: "dns", value: text } : null;
}
