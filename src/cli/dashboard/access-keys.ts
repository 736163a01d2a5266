import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** The secrets of one run of the dashboard, each of 256 random bits. None of them is written to disk. */
export interface AccessKeys {
  /** In the URL that is printed. */
  readonly enter: string;
  /** In the cookie: whoever has it may load the page, which holds nothing. */
  readonly cookie: string;
  /** In the memory of the page, sent in a header: whoever has it and the cookie may ask and do. */
  readonly page: string;
}

/** New ones. */
export const makeAccessKeys = (): AccessKeys => ({ enter: secret(), cookie: secret(), page: secret() });

const secret = (): string => randomBytes(32).toString("base64url");

/** Whether two texts are the same, in a time that tells nothing of where they differ or how long they are. */
export function sameSecret(given: string | null | undefined, secretText: string): boolean {
  if (given === null || given === undefined) return false;
  return timingSafeEqual(digest(given), digest(secretText));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
