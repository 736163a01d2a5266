import type { X509Certificate } from "node:crypto";
import { FaultError } from "../core/fault.ts";
import { fingerprint } from "./fingerprint.ts";

/** The usual name of the file, which lies beside `ca.crt`. */
export const DENY_LIST_NAME = "deny-list";

/** Certificates that are refused, however valid they are. */
export interface DenyList {
  readonly size: number;
  has(certificate: X509Certificate): boolean;
}

/** The list where there is no file. */
export const EMPTY_DENY_LIST: DenyList = { size: 0, has: () => false };

/** With the colons that openssl puts in, or without. */
const FINGERPRINT = /^(?:[0-9a-f]{2}:){31}[0-9a-f]{2}$|^[0-9a-f]{64}$/i;

/**
 * Reads a list: a SHA-256 fingerprint a line; what follows a `#` is for people. A line that says anything else makes all of it
 * unreadable: to go on without it could let somebody in who is to be kept out.
 * @param file its name, for the message.
 * @throws FaultError BAD_FILE
 */
export function parseDenyList(text: string, file: string): DenyList {
  const denied = deniedFingerprints(text, file);
  return { size: denied.size, has: (certificate) => denied.has(fingerprint(certificate)) };
}

/** The fingerprints in a list, as {@link fingerprint} writes them. @throws FaultError BAD_FILE, as {@link parseDenyList} */
export const deniedFingerprints = (text: string, file: string): ReadonlySet<string> =>
  new Set(text.split("\n").flatMap((line, index) => fingerprintIn(line, `${file}:${index + 1}`)));

function fingerprintIn(line: string, place: string): readonly string[] {
  const word = line.replace(/#.*/s, "").trim();
  if (word === "") return [];
  if (FINGERPRINT.test(word)) return [word.replaceAll(":", "").toLowerCase()];
  throw new FaultError({
    code: "BAD_FILE",
    path: place,
    cause: "this is no SHA-256 fingerprint of a certificate, so nobody knows whom it is to keep out",
    remedy: "write 64 hexadecimal digits, as ImageServing pki show prints them, and what else there is to say behind a #",
  });
}
