import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { createSecureContext } from "node:tls";
import type { ListenTls } from "../../core/agent-config.ts";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";
import { certificateTrouble } from "../../pki/certificate-trouble.ts";
import { DENY_LIST_NAME, type DenyList, EMPTY_DENY_LIST, parseDenyList } from "../../pki/deny-list.ts";
import { readIdentity } from "../../pki/read-identity.ts";
import type { TlsPem } from "../../rpc/client-tls.ts";

/** All that the files said when they were read last. */
interface Loaded {
  readonly pem: TlsPem;
  readonly own: X509Certificate;
  readonly authorities: readonly X509Certificate[];
  readonly denied: DenyList;
}

/** The agent's certificate files and the deny-list: read at the beginning, and anew when one of them has changed. */
export class Certificates {
  readonly #files: ListenTls;
  readonly #denyList: string;
  #stamp: string;
  #loaded: Loaded;
  #problem: string | null = null;

  /** Throws BAD_FILE where they cannot be read or do not fit together. */
  constructor(files: ListenTls) {
    this.#files = files;
    this.#denyList = files.denyList ?? join(dirname(files.ca), DENY_LIST_NAME);
    this.#stamp = this.#stampNow();
    this.#loaded = this.#load();
  }

  get pem(): TlsPem {
    return this.#loaded.pem;
  }

  /** Why the files as they are now are not in use; null: they are. */
  get problem(): string | null {
    return this.#problem;
  }

  /**
   * Looks whether a file has changed, and reads all of them anew then. Files that cannot be used change nothing, see
   * {@link problem}: a certificate is often replaced before its key is.
   * @returns whether what is in use has changed.
   */
  refresh(): boolean {
    const stamp = this.#stampNow();
    if (stamp === this.#stamp) return false;
    try {
      this.#loaded = this.#load();
      this.#stamp = stamp;
      this.#problem = null;
      return true;
    } catch (error) {
      this.#problem = messageOf(error); // and the next look tries again
      return false;
    }
  }

  /** Whether one of our authorities has signed this certificate; whether it is valid is another matter. */
  isOurs(certificate: X509Certificate): boolean {
    return this.#loaded.authorities.some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey));
  }

  isDenied(certificate: X509Certificate): boolean {
    return this.#loaded.denied.has(certificate);
  }

  /** What the operator of this host should know of its certificate, each one sentence. @param host the name of this host. */
  warnings(host: string, now: Date): readonly string[] {
    const { own } = this.#loaded;
    const reading = readIdentity(own);
    const another =
      reading.ok && reading.identity.kind === "agent" && reading.identity.name !== host
        ? [`${this.#files.cert} is the certificate of ${reading.identity.name}, and this is ${host}: callers will refuse it`]
        : [];
    const troubles = certificateTrouble(own, now, "agent").map(({ message }) => `${this.#files.cert}: ${message}`);
    return [
      ...another,
      ...troubles,
      ...(this.#problem === null ? [] : [`certificates are not taken up as they are now: ${this.#problem}`]),
    ];
  }

  #load(): Loaded {
    const { cert, key, ca } = this.#files;
    const pem = { cert: read(cert), key: read(key), ca: read(ca) };
    try {
      createSecureContext(pem);
      const authorities = certificatesIn(pem.ca);
      return { pem, authorities, own: new X509Certificate(pem.cert), denied: this.#readDenyList() };
    } catch (error) {
      if (error instanceof FaultError) throw error;
      throw bad(
        cert,
        `${cert}, ${key} and ${ca} cannot be used together: ${messageOf(error)}`,
        "they must be PEM, and cert and key a pair",
      );
    }
  }

  /** The usual file need not be there; one that the configuration names must. */
  #readDenyList(): DenyList {
    try {
      return parseDenyList(readFileSync(this.#denyList, "utf8"), this.#denyList);
    } catch (error) {
      if (errnoOf(error) === "ENOENT" && this.#files.denyList === null) return EMPTY_DENY_LIST;
      throw error instanceof FaultError ? error : unreadable(this.#denyList, error);
    }
  }

  #stampNow(): string {
    const { cert, key, ca } = this.#files;
    return [cert, key, ca, this.#denyList].map(stampOf).join();
  }
}

const stampOf = (file: string): string => {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? "none" : `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
};

const certificatesIn = (pem: string): readonly X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((text) => new X509Certificate(text));

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw unreadable(file, error);
  }
}

const unreadable = (file: string, error: unknown): FaultError =>
  bad(
    file,
    `cannot be read: ${messageOf(error)}`,
    "see tls in agent.yaml (listen, metrics); ImageServing pki issue makes certificates",
  );

const bad = (path: string, cause: string, remedy: string): FaultError =>
  new FaultError({ code: "BAD_FILE", path, cause, remedy });
