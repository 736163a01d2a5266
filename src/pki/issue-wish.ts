import type { Identity } from "../core/identity.ts";
import type { CertificateAddress } from "./certificate-address.ts";

/** A certificate that somebody wants of an authority. */
export interface IssueWish {
  /** A limit that is null: none, or that of the certificate which is replaced. */
  readonly identity: Identity;
  /** Beside an agent's name. None: none, or those of the certificate which is replaced. */
  readonly addresses: readonly CertificateAddress[];
  readonly notAfter: Date;
  /** Whether a certificate of that name is replaced. */
  readonly replace: boolean;
}
