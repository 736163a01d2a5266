import { networkInterfaces } from "node:os";
import { type Ip, isLoopback, parseIp, reached } from "./ip-address.ts";

/** The addresses that this machine has now; they come and go. */
export function ownAddresses(): ReadonlySet<Ip> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => parseIp(address)).filter((ip) => ip !== null));
}

/** Whether a connection to the address stays on this machine. */
export function isLocalIp(ip: Ip, own: ReadonlySet<Ip>): boolean {
  return isLoopback(reached(ip)) || own.has(ip);
}

/** Whether an address, or `localhost` and what is below it (RFC 6761, 6.3), is this machine. Any other name is not looked up. */
export function isLocalHost(host: string): boolean {
  if (/^(.+\.)?localhost\.?$/i.test(host)) return true;
  const ip = parseIp(host);
  return ip !== null && isLocalIp(ip, ownAddresses());
}
