import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { readAuthority } from "./authority.ts";
import { fingerprint } from "./fingerprint.ts";
import { readFormer, withFormer } from "./former-certificate.ts";
import { issueCertificate } from "./issue.ts";
import type { IssueWish } from "./issue-wish.ts";
import { recordIssued } from "./issued-log.ts";
import { stageFile } from "./write-file.ts";

/** A certificate that was issued. */
export interface Issued {
  readonly files: { readonly certificate: string; readonly key: string };
  readonly certificate: X509Certificate;
  /** The fingerprint of the one that it replaced, which stays valid; null: none. */
  readonly replaced: string | null;
  /** What its keeper should know. */
  readonly notes: readonly string[];
}

/** The certificate and the key of a holder, in the folder of the authority. */
export const holderFiles = (dir: string, name: string) => ({
  certificate: join(dir, `${name}.crt`),
  key: join(dir, `${name}.key`),
});

/** Issues a certificate and writes it, with its key, beside those of the authority. @throws FaultError BAD_FILE */
export async function issueInto(dir: string, wish: IssueWish, now: Date): Promise<Issued> {
  const authority = await readAuthority(dir, now);
  const files = holderFiles(dir, wish.identity.name);
  await using certificate = await stageFile(files.certificate, 0o644);
  await using key = await stageFile(files.key, 0o600);
  const former = await readFormer(dir, files, wish);
  const plan = withFormer(wish, former);
  const made = await issueCertificate(authority, { ...plan, now });
  const issued = new X509Certificate(made.certificate);
  const [serial, notAfter] = [issued.serialNumber.toLowerCase(), new Date(issued.validTo)];
  await recordIssued(dir, {
    fingerprint: fingerprint(issued),
    serial,
    ...plan.identity,
    notAfter: notAfter.toISOString(),
    at: now.toISOString(),
  });
  await key.put(made.key);
  await certificate.put(made.certificate);
  const endsEarly = wish.notAfter.getTime() - notAfter.getTime() >= 1_000;
  return {
    files,
    certificate: issued,
    replaced: former?.fingerprint ?? null,
    notes: [...authority.warnings, ...(endsEarly ? ["it ends with the authority, which is earlier than asked for"] : [])],
  };
}
