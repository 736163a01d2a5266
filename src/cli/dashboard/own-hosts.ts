import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { type Endpoint, isLoopback, writeEndpoint } from "../../config/network-kinds.ts";

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** The address to open: where all addresses of this machine are listened at, the first name of the certificate. */
export function shownAddress(listen: Endpoint, certificate: X509Certificate | null): string {
  const isAny = listen.host === "0.0.0.0" || listen.host === "::";
  const [, name] = (isAny && /DNS:([^,*]+)(?:,|$)/.exec(certificate?.subjectAltName ?? "")) || [];
  return writeEndpoint(name === undefined ? listen : { ...listen, host: name });
}

/**
 * Which `Host` headers name a dashboard that listens there: its address, this machine's names for itself where only this machine
 * reaches it, and with TLS the names in its certificate.
 */
export function ownHosts(listen: Endpoint, certificate: X509Certificate | null): (host: string) => boolean {
  const port = String(listen.port);
  const exact = new Set([writeEndpoint(listen).toLowerCase()]);
  if (isLoopback(listen.host)) for (const name of LOOPBACK) exact.add(`${name}:${port}`);
  return (host) => {
    if (exact.has(host.toLowerCase())) return true;
    const found = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(host);
    if (found === null || certificate === null || (found[3] ?? "443") !== port) return false;
    const name = found[1] ?? found[2] ?? "";
    return isIP(name) === 0 ? certificate.checkHost(name) !== undefined : certificate.checkIP(name) !== undefined;
  };
}
