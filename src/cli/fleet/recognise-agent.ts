import type { X509Certificate } from "node:crypto";
import { readIdentity } from "../../pki/read-identity.ts";

/** What is wrong with the certificate that an agent shows as this host of the inventory; null: it is that host's. */
export function recogniseAgent(certificate: X509Certificate, host: string): string | null {
  const reading = readIdentity(certificate);
  if (!reading.ok) return `its certificate is no agent's: ${reading.problem}`;
  const { kind, name } = reading.identity;
  if (kind !== "agent") return `its certificate is that of ${kind} ${name}, not of an agent`;
  return name === host ? null : `its certificate is that of host ${name}, not of ${host}`;
}
