import { z } from "zod";
import { Complaint, type Kind } from "./kind.ts";

/** A host and a port of it. */
export interface Endpoint {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

const ENDPOINT = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/;
/** The last label needs a letter: a name without is an address gone wrong, as 127.1 or 10.0.0.256. */
const HOST_NAME = /^(?=.{1,253}$)(?=(?:.*\.)?[^.]*[A-Za-z_][^.]*$)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*$/;
const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

/** `HOST:PORT`, an IPv6 address in brackets. */
export const endpoint: Kind<Endpoint> = {
  name: "HOST:PORT",
  rule: "HOST:PORT, as in 127.0.0.1:8080 or [::1]:8080",
  range: "port 1 to 65535",
  read(input) {
    const found = typeof input === "string" ? ENDPOINT.exec(input) : null;
    if (found === null) return undefined;
    const [, inBrackets, plain, digits] = found;
    const host = inBrackets ?? plain ?? "";
    const port = Number(digits);
    if (!(inBrackets === undefined ? isHost(host) : isIpv6(host))) return undefined;
    return port >= 1 && port <= 65_535
      ? { host, port }
      : new Complaint(`port ${digits} is out of range; write one from 1 to 65535`);
  },
};

/** Writes an end point the way it is read. */
export const writeEndpoint = ({ host, port }: Endpoint): string => (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`);

/** Whether an address reaches this machine alone. A name other than localhost may be any address, so it does not. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === "localhost") return true;
  if (ipv4.safeParse(host).success) return host.startsWith("127.");
  if (!isIpv6(host)) return false;
  const short = new URL(`http://[${host}]`).hostname; // the one canonical form of the address
  return short === "[::1]" || /^\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]$/.test(short);
}

/** The address of a probe: http, without credentials. */
export const probeUrl: Kind<string> = {
  name: "an http address",
  rule: "an address such as http://127.0.0.1:8080/is/image",
  range: "http only",
  read(input) {
    const url = typeof input === "string" && /^https?:\/\//i.test(input) && URL.canParse(input) ? new URL(input) : null;
    if (url === null) return undefined;
    if (url.protocol === "https:") {
      return new Complaint(
        "https is not probed, certificates would need trust; write a command instead, as in command: [curl, -fsS, URL]",
      );
    }
    if (url.username !== "" || url.password !== "")
      return new Complaint("must not hold a user or password; probe an address that needs none");
    return url.port === "0" ? new Complaint("port 0 is out of range; write one from 1 to 65535") : url.href;
  },
};

const isHost = (host: string) => HOST_NAME.test(host) || ipv4.safeParse(host).success; // names first: an inventory has thousands
const isIpv6 = (host: string) => ipv6.safeParse(host).success;
