import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";

interface Known {
  readonly stamp: string;
  readonly expires: Date | null;
}

/** When certificates in files expire. A file is read anew only where it has changed. */
export class CertificateDates {
  readonly #known = new Map<string, Known>();

  /** Null where there is none that can be read. @param file PEM */
  expiry(file: string): Date | null {
    const found = statSync(file, { bigint: true, throwIfNoEntry: false });
    const stamp = found === undefined ? "none" : `${found.ino} ${found.size} ${found.mtimeNs}`;
    const known = this.#known.get(file);
    if (known?.stamp === stamp) return known.expires;
    if (this.#known.size > 16) this.#known.clear(); // files come and go with the configuration
    const expires = found === undefined ? null : readExpiry(file);
    this.#known.set(file, { stamp, expires });
    return expires;
  }
}

function readExpiry(file: string): Date | null {
  try {
    return new Date(new X509Certificate(readFileSync(file)).validTo);
  } catch {
    return null; // the listener says what is wrong with it
  }
}
