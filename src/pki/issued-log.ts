import { join } from "node:path";
import { IDENTITY_KINDS, type Identity, type IdentityKind } from "../core/identity.ts";
import { badFile } from "./bad-file.ts";
import { readTextIfThere } from "./read-text.ts";
import { appendLine } from "./write-file.ts";

/** One certificate that was issued, as `issued.jsonl` has it: a line of JSON for each. */
export interface IssuedRecord extends Identity {
  /** As {@link fingerprint} writes it. */
  readonly fingerprint: string;
  /** Hexadecimal. */
  readonly serial: string;
  /** ISO 8601, as are all times here. */
  readonly notAfter: string;
  readonly at: string;
}

/** The file in the folder of an authority that has every certificate it issued. */
export const issuedLogFile = (dir: string): string => join(dir, "issued.jsonl");

/** Records a certificate. To be done before it is handed out: what is not recorded cannot be revoked. */
export const recordIssued = (dir: string, record: IssuedRecord): Promise<void> =>
  appendLine(issuedLogFile(dir), JSON.stringify(record), 0o600);

/** What the authority in a folder issued, oldest first. @throws FaultError BAD_FILE */
export async function readIssued(dir: string): Promise<readonly IssuedRecord[]> {
  const file = issuedLogFile(dir);
  const lines = ((await readTextIfThere(file)) ?? "").split("\n");
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : [recordIn(line, `${file}:${index + 1}`)]));
}

function recordIn(line: string, place: string): IssuedRecord {
  const record = parsed(line);
  if (record !== null) return record;
  throw badFile(
    place,
    "this is no record of a certificate",
    "mend or remove the line; a certificate that it stood for can be revoked by writing its fingerprint into the deny-list",
  );
}

/** What revoking and listing rely on is checked, the rest is for people. */
function parsed(line: string): IssuedRecord | null {
  try {
    const record = JSON.parse(line) as Partial<IssuedRecord> | null;
    const isSound =
      typeof record?.name === "string" &&
      IDENTITY_KINDS.includes(record.kind as IdentityKind) &&
      /^[0-9a-f]{64}$/.test(String(record.fingerprint)) &&
      !Number.isNaN(Date.parse(String(record.notAfter)));
    return isSound ? (record as IssuedRecord) : null;
  } catch {
    return null;
  }
}
