import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../core/fault.ts";
import { badFile } from "./bad-file.ts";
import { validityTrouble } from "./certificate-trouble.ts";
import { readText } from "./read-text.ts";

/** An authority that can sign. */
export interface Authority {
  readonly certificate: X509Certificate;
  /** Its key, PEM. */
  readonly key: string;
  /** What its keeper should know, all the same. */
  readonly warnings: readonly string[];
}

/** The files of the authority in a folder. */
export const authorityFiles = (dir: string) => ({ certificate: join(dir, "ca.crt"), key: join(dir, "ca.key") });

/** Reads the authority in a folder and checks that it can sign now. @throws FaultError BAD_FILE */
export async function readAuthority(dir: string, now: Date): Promise<Authority> {
  const files = authorityFiles(dir);
  const certificate = parsed(await readText(files.certificate, MAKE_ONE), files.certificate, (text) => new X509Certificate(text));
  const keyText = await readText(files.key, MAKE_ONE);
  const key = parsed(keyText, files.key, createPrivateKey);
  if (!certificate.ca) throw badFile(files.certificate, "this is no authority's certificate", MAKE_ONE);
  if (!isOurKind(key)) throw badFile(files.key, "this is no P-256 key, and only with such is signed here", MAKE_ONE);
  if (!certificate.checkPrivateKey(key)) {
    throw badFile(files.key, `this is not the key of ${files.certificate}`, "put the two that belong together there");
  }
  const troubles = validityTrouble(certificate, now);
  const error = troubles.find(({ severity }) => severity === "error");
  if (error !== undefined) throw badFile(files.certificate, "nothing can be issued with it", error.message);
  const warnings = troubles.map(({ message }) => `${files.certificate}: ${message}`);
  return { certificate, key: keyText, warnings: [...warnings, ...(await exposed(files.key))] };
}

const MAKE_ONE = "name the folder of an authority, or make one with: ImageServing pki init DIR";

/** Whoever can read the key can issue certificates for anybody. */
async function exposed(file: string): Promise<readonly string[]> {
  const { mode } = await stat(file);
  return (mode & 0o077) === 0 ? [] : [`${file}: others than its owner can get at it; take that away with: chmod 600 ${file}`];
}

const isOurKind = (key: KeyObject): boolean => key.asymmetricKeyDetails?.namedCurve === "prime256v1";

function parsed<T>(text: string, file: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    throw badFile(file, `it cannot be read: ${messageOf(error)}`, "put back a copy of it that is whole");
  }
}
