import { X509Certificate } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Identity, IdentityKind } from "../../src/core/identity.ts";
import type { Authority } from "../../src/pki/authority.ts";
import { parseCertificateAddress } from "../../src/pki/certificate-address.ts";
import { createAuthority } from "../../src/pki/create-authority.ts";
import { fingerprint } from "../../src/pki/fingerprint.ts";
import { issueCertificate } from "../../src/pki/issue.ts";
import type { TlsPem } from "../../src/rpc/client-tls.ts";

const DAY = 86_400_000;

/** What differs from a usual certificate. */
export interface Wish extends Partial<Pick<Identity, "hosts" | "components">> {
  readonly addresses?: readonly string[];
  /** In days from now; negative: it has expired. */
  readonly endsInDays?: number;
  /** In days from now; it holds from then on. */
  readonly beginsInDays?: number;
}

/** An authority in a temporary folder, and what it signs. */
export class TestAuthority implements Disposable {
  readonly dir = mkdtempSync("/tmp/is-ca-");
  readonly ca: string;
  readonly #authority: Authority;

  static async make(): Promise<TestAuthority> {
    const now = new Date(Date.now() - 100 * DAY); // so that it can sign what began long ago
    const made = await createAuthority({ now, notAfter: new Date(Date.now() + 1_000 * DAY) });
    return new TestAuthority({ certificate: new X509Certificate(made.certificate), key: made.key, warnings: [] });
  }

  private constructor(authority: Authority) {
    this.#authority = authority;
    this.ca = authority.certificate.toString();
    this.write("ca.crt", this.ca);
  }

  /** Signs a certificate; the texts, and files `NAME.crt` and `NAME.key` in the folder. */
  async issue(kind: IdentityKind, name: string, wish: Wish = {}): Promise<TlsPem> {
    const {
      hosts = null,
      components = null,
      addresses = [],
      endsInDays = 100,
      beginsInDays = Math.min(0, endsInDays - 1),
    } = wish;
    const made = await issueCertificate(this.#authority, {
      identity: { kind, name, hosts, components },
      addresses: addresses.map((address) => parseCertificateAddress(address)).filter((address) => address !== null),
      now: new Date(Date.now() + beginsInDays * DAY),
      notAfter: new Date(Date.now() + endsInDays * DAY),
    });
    this.write(`${name}.crt`, made.certificate);
    this.write(`${name}.key`, made.key);
    return { cert: made.certificate, key: made.key, ca: this.ca };
  }

  /** Puts certificates on the deny-list. */
  deny(...certificates: readonly TlsPem[]): void {
    const lines = certificates.map(({ cert }) => `${fingerprint(new X509Certificate(cert))} # by a test\n`);
    this.write("deny-list", lines.join(""));
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.dir, name), text, { mode: 0o600 });
  }

  /** Where a file of it lies, for a configuration. */
  path = (name: string): string => join(this.dir, name);

  /** What `listen.tls` says for a host whose certificate was issued. */
  tlsOf = (name: string) => ({ cert: this.path(`${name}.crt`), key: this.path(`${name}.key`), ca: this.path("ca.crt") });

  /** Replaces a host's certificate by another's. */
  swap(name: string, by: string): void {
    for (const end of ["crt", "key"]) copyFileSync(this.path(`${by}.${end}`), this.path(`${name}.${end}`));
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
