import { isIPv6 } from "node:net";
import type { Probe } from "../../core/component-spec.ts";

/** Where something listens. */
export interface Endpoint {
  /** An address or a name; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** A probe that goes over the network. */
export type NetworkProbe = Exclude<Probe, { readonly kind: "command" }>;

/** What a probe connects to. Throws where its URL is none. */
export function endpointOf(probe: NetworkProbe): Endpoint {
  if (probe.kind === "tcp") return { host: bare(probe.host), port: probe.port };
  const url = new URL(probe.url);
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return { host: bare(url.hostname), port };
}

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

/** `127.0.0.1:27345`, `[::1]:27345`. */
export function showEndpoint({ host, port }: Endpoint): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
