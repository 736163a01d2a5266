import { createPrivateKey, type KeyObject, type X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CertificateFacts } from "../core/checks/judge-certificate.ts";
import { errnoOf, messageOf } from "../core/fault.ts";
import { badFile } from "./bad-file.ts";
import { renewal } from "./certificate-trouble.ts";
import { DENY_LIST_NAME, type DenyList, EMPTY_DENY_LIST, parseDenyList } from "./deny-list.ts";
import { readCertificates } from "./read-certificates.ts";
import { readIdentity } from "./read-identity.ts";

/** The files of a holder of a certificate. */
export interface HolderFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  /** Null: the usual one beside `ca`, where there is one. */
  readonly denyList: string | null;
}

/** What the certificate is to be used for, and the name that its holder should have; null: any. */
export interface HolderUse {
  readonly use: "agent" | "caller";
  readonly name: string | null;
}

/**
 * What there is to see of a certificate, and of the authorities beside it. A key or a deny-list that may not be read is passed
 * over: it is looked at elsewhere. Rejects with BAD_FILE where there is no certificate in a file that must have one.
 */
export async function lookAtCertificates(
  files: HolderFiles,
  wanted: HolderUse,
): Promise<readonly (readonly [file: string, facts: CertificateFacts])[]> {
  const [[own], authorities] = await Promise.all([readCertificates(files.cert), readCertificates(files.ca)]);
  const [key, denied] = await Promise.all([readKey(files.key), readDenied(files)]);
  const certificate = own as X509Certificate;
  return [
    [
      files.cert,
      {
        ...facts(certificate),
        ...holder(certificate, wanted),
        keyMatches: key === null ? null : certificate.checkPrivateKey(key),
        signedByCa: authorities.some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey)),
        denied: denied?.has(certificate) ?? null,
      },
    ],
    ...inUse(certificate, authorities).map((authority) => [files.ca, facts(authority)] as const),
  ];
}

/** Of several authorities, as while one follows another, the one that counts is the one that has signed. */
const inUse = (own: X509Certificate, authorities: readonly X509Certificate[]): readonly X509Certificate[] =>
  authorities.length === 1 ? authorities : authorities.filter((ca) => own.checkIssued(ca));

/** The deny-list that these files have; rejects with BAD_FILE where one is there, or should be, and cannot be used. */
export async function readDenyListOf({ ca, denyList }: Pick<HolderFiles, "ca" | "denyList">): Promise<DenyList> {
  const file = denyListFile({ ca, denyList });
  try {
    return parseDenyList(await readFile(file, "utf8"), file);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" && denyList === null) return EMPTY_DENY_LIST;
    throw error;
  }
}

/** Where it is, or would be. */
export const denyListFile = ({ ca, denyList }: Pick<HolderFiles, "ca" | "denyList">): string =>
  denyList ?? join(dirname(ca), DENY_LIST_NAME);

const readDenied = (files: HolderFiles): Promise<DenyList | null> => readDenyListOf(files).catch(() => null);

async function readKey(file: string): Promise<KeyObject | null> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return createPrivateKey(text);
  } catch (error) {
    throw badFile(
      file,
      `it holds no private key that can be read: ${messageOf(error)}`,
      "put the key in place that was made with the certificate",
    );
  }
}

function facts(certificate: X509Certificate): CertificateFacts {
  return {
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    isAuthority: certificate.ca,
    misuse: null,
    name: null,
    expectedName: null,
    keyMatches: null,
    signedByCa: null,
    denied: null,
    renewal: certificate.ca
      ? "make a new authority with: ImageServing pki init DIR, and issue all certificates anew"
      : "issue a new one where the authority is: ImageServing pki issue",
  };
}

function holder(certificate: X509Certificate, { use, name }: HolderUse): Partial<CertificateFacts> {
  const reading = readIdentity(certificate);
  if (!reading.ok) {
    const byName =
      use === "agent" &&
      name !== null &&
      certificate.checkHost(name) !== undefined &&
      !/spiffe:/i.test(certificate.subjectAltName ?? "");
    return { misuse: byName ? null : reading.problem };
  }
  const { identity } = reading;
  const fits = (identity.kind === "agent") === (use === "agent");
  const meant = fits && name !== null ? { ...identity, name } : identity;
  return {
    name: identity.name,
    expectedName: name,
    misuse: fits
      ? null
      : `it is the certificate of ${identity.kind} ${identity.name}, which cannot be used for ${use === "agent" ? "an agent" : "calling agents"}`,
    renewal: fits
      ? `issue a new one where the authority is: ${renewal("DIR", meant)}`
      : `issue one for ${use === "agent" ? "this agent" : "a caller"}: ImageServing pki issue`,
  };
}
