import { X509Certificate } from "node:crypto";
import type { Identity } from "../core/identity.ts";
import { badFile } from "./bad-file.ts";
import { type CertificateAddress, parseCertificateAddress } from "./certificate-address.ts";
import { certificateAddresses } from "./certificate-facts.ts";
import { renewal } from "./certificate-trouble.ts";
import { fingerprint } from "./fingerprint.ts";
import type { IssueWish } from "./issue-wish.ts";
import { readIdentity } from "./read-identity.ts";
import { isThere, readTextIfThere } from "./read-text.ts";

/** The certificate that a new one takes the place of. */
export interface FormerCertificate {
  readonly fingerprint: string;
  readonly identity: Identity;
  readonly addresses: readonly CertificateAddress[];
}

interface Files {
  readonly certificate: string;
  readonly key: string;
}

/** What is there under the name that is wanted, if it may be replaced; null: nothing. @throws FaultError BAD_FILE if it may not */
export async function readFormer(dir: string, files: Files, { identity, replace }: IssueWish): Promise<FormerCertificate | null> {
  const text = await readTextIfThere(files.certificate);
  if (text === null) {
    if (!(await isThere(files.key))) return null;
    throw badFile(files.key, "it exists already, without a certificate", "move it away, then try again");
  }
  const former = parsed(text);
  if (former === null || (former.identity.kind === "agent") !== (identity.kind === "agent")) {
    const what =
      former === null
        ? "something else than a certificate of ours"
        : `the certificate of ${former.identity.kind} ${former.identity.name}`;
    throw badFile(
      files.certificate,
      `it exists already, and is ${what}`,
      `choose another name than ${identity.name}, or move it away`,
    );
  }
  if (replace) return former;
  throw badFile(files.certificate, "it exists already", `to issue a new one in its place: ${renewal(dir, identity)}`);
}

/** The wish, with the limits and addresses of the former certificate where it names none: to renew takes nothing away, and adds nothing. */
export const withFormer = ({ identity, addresses, notAfter }: IssueWish, former: FormerCertificate | null) => ({
  identity: {
    ...identity,
    hosts: identity.hosts ?? former?.identity.hosts ?? null,
    components: identity.components ?? former?.identity.components ?? null,
  },
  addresses: addresses.length > 0 ? addresses : (former?.addresses ?? []),
  notAfter,
});

function parsed(text: string): FormerCertificate | null {
  try {
    const certificate = new X509Certificate(text);
    const reading = readIdentity(certificate);
    if (!reading.ok) return null;
    const addresses = certificateAddresses(certificate).flatMap((address) => parseCertificateAddress(address) ?? []);
    return { fingerprint: fingerprint(certificate), identity: reading.identity, addresses };
  } catch {
    return null; // no certificate at all
  }
}
