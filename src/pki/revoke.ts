import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { nearestWord } from "../core/nearest-word.ts";
import { badFile } from "./bad-file.ts";
import { DENY_LIST_NAME, deniedFingerprints } from "./deny-list.ts";
import { fingerprint } from "./fingerprint.ts";
import { type IssuedRecord, issuedLogFile, readIssued } from "./issued-log.ts";
import { readIdentity } from "./read-identity.ts";
import { readTextIfThere } from "./read-text.ts";
import { stageFile } from "./write-file.ts";

/** A certificate that can be revoked. */
export type Revocable = Pick<IssuedRecord, "fingerprint" | "kind" | "name" | "notAfter">;

/** What became of the certificates of a name. */
export interface Revocation {
  /** The deny-list. */
  readonly file: string;
  readonly revoked: readonly Revocable[];
  /** Those that were in the list before. */
  readonly already: readonly Revocable[];
}

/** Whose certificates are to be revoked. */
export interface RevokeWish {
  readonly name: string;
  /** True: only those that were replaced, and not the one that lies there. */
  readonly former: boolean;
}

/**
 * Puts every certificate of a name that has not expired into the deny-list in the folder of the authority.
 * @throws FaultError BAD_FILE where none was ever issued for it.
 */
export async function revoke(dir: string, { name, former }: RevokeWish, now: Date): Promise<Revocation> {
  const file = join(dir, DENY_LIST_NAME);
  const issued = await readIssued(dir);
  const present = await presentCertificate(dir, name);
  const all = [...issued.filter((each) => each.name === name), ...(present === null ? [] : [present])];
  if (all.length === 0) throw nobody(dir, name, issued);
  const valid = [...new Map(all.map((each) => [each.fingerprint, each])).values()]
    .filter(({ notAfter }) => new Date(notAfter) >= now)
    .filter((each) => !(former && each.fingerprint === present?.fingerprint));
  await using staged = await stageFile(file, 0o644);
  const text = (await readTextIfThere(file)) ?? HEADER;
  const denied = deniedFingerprints(text, file);
  const [already, revoked] = [
    valid.filter((each) => denied.has(each.fingerprint)),
    valid.filter((each) => !denied.has(each.fingerprint)),
  ];
  if (revoked.length > 0) await staged.put(text.replace(/\n?$/, "\n") + revoked.map((each) => lineOf(each, now)).join(""));
  return { file, revoked, already };
}

const HEADER = "# Certificates that agents refuse: SHA-256 fingerprint, and behind it who it was.\n";

const lineOf = ({ fingerprint: print, name, kind }: Revocable, now: Date): string =>
  `${print}  # ${name} ${kind} revoked ${now.toISOString()}\n`;

/** The certificate that lies in the folder under the name, if it is of that name: it may not be in the log. */
async function presentCertificate(dir: string, name: string): Promise<Revocable | null> {
  const text = await readTextIfThere(join(dir, `${name}.crt`));
  if (text === null) return null;
  try {
    const certificate = new X509Certificate(text);
    const reading = readIdentity(certificate);
    if (!reading.ok || reading.identity.name !== name) return null;
    const notAfter = new Date(certificate.validTo).toISOString();
    return { fingerprint: fingerprint(certificate), kind: reading.identity.kind, name, notAfter };
  } catch {
    return null; // no certificate at all
  }
}

function nobody(dir: string, name: string, issued: readonly IssuedRecord[]) {
  const known = [...new Set(issued.map((each) => each.name))].sort();
  const near = nearestWord(name, known);
  const some = known.length > MANY ? `${known.slice(0, MANY).join(", ")} and ${known.length - MANY} more` : known.join(", ");
  const remedy = known.length === 0 ? "name the folder of the authority that did" : `it issued them for: ${some}`;
  return badFile(
    issuedLogFile(dir),
    `no certificate was issued for "${name}"`,
    near === null ? remedy : `did you mean ${near}? ${remedy}`,
  );
}

/** How many names a message has room for. */
const MANY = 20;
