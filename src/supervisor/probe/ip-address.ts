import { isIP } from "node:net";
import type { Brand } from "../../core/brand.ts";

/** An IP address in the one form that can be compared: 32 small hex digits, IPv4 as ::ffff:a.b.c.d. */
export type Ip = Brand<string, "Ip">;

const V4_PREFIX = "00000000000000000000ffff";

/** The address as eight hex digits (IPv4) or 32 (IPv6). */
export const ipFromHex = (hex: string): Ip => `${hex.length === 8 ? V4_PREFIX : ""}${hex.toLowerCase()}` as Ip;

/** Reads an address as people write it, without brackets, a zone (`%eth0`) left away; null where the text is none. */
export function parseIp(text: string): Ip | null {
  const plain = text.replace(/%.*$/, "");
  const version = isIP(plain);
  if (version === 0) return null;
  return ipFromHex(version === 4 ? hexOfV4(plain) : hexOfV6(plain));
}

const hexOfV4 = (text: string): string =>
  text
    .split(".")
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("");

function hexOfV6(text: string): string {
  const [head = [], tail = []] = text.split("::").map((side) =>
    side
      .split(":")
      .filter((group) => group !== "")
      .map(hexOfGroup),
  );
  const [left, right] = [head.join(""), tail.join("")];
  return left + "0".repeat(32 - left.length - right.length) + right;
}

/** Four digits; eight where the last group is an IPv4 address. */
const hexOfGroup = (group: string): string => (group.includes(".") ? hexOfV4(group) : group.padStart(4, "0"));

/** 0.0.0.0: a listener on it takes connections to any IPv4 address. */
export const ANY_V4 = ipFromHex("00000000");
/** ::, on which a listener takes connections to any address, IPv4 too where it is not told otherwise. */
export const ANY_V6 = ipFromHex("0".repeat(32));

const LOOPBACK_V4 = ipFromHex("7f000001");
const LOOPBACK_V6 = ipFromHex(`${"0".repeat(31)}1`);

/** Whether it is an IPv4 address, in either notation. */
export const isV4 = (ip: Ip): boolean => ip.startsWith(V4_PREFIX);

/** Whether it can only be this machine: 127.0.0.0/8, ::1. */
export const isLoopback = (ip: Ip): boolean => ip === LOOPBACK_V6 || ip.startsWith(`${V4_PREFIX}7f`);

/** Where a connection to it goes: "any address" means the loopback address then. */
export const reached = (ip: Ip): Ip => (ip === ANY_V4 ? LOOPBACK_V4 : ip === ANY_V6 ? LOOPBACK_V6 : ip);
