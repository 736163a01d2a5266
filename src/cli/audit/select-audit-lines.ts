import { AuditChain } from "../../core/audit-chain.ts";
import type { AuditLine } from "../../core/audit-line.ts";
import { feedChain } from "../../supervisor/audit-file.ts";

/** Which lines are wanted. */
export interface LineWish {
  /** How many at the most, counted from the end. */
  readonly last: number;
  /** Null: however old. */
  readonly since: Date | null;
  /** Null: anybody's. */
  readonly who: string | null;
}

/** The lines of a log that are wanted, oldest first, and how many places of it are broken; null: there is no log. */
export async function selectAuditLines(
  file: string,
  { last, since, who }: LineWish,
): Promise<{ readonly lines: readonly AuditLine[]; readonly breakCount: number } | null> {
  let lines: AuditLine[] = [];
  const chain = new AuditChain((line) => {
    if ((who !== null && line.who !== who) || (since !== null && line.at < since)) return;
    lines.push(line);
    if (lines.length >= 2 * last) lines = lines.slice(-last); // now and then, so that it costs next to nothing
  });
  const read = await feedChain(file, chain);
  return read === null ? null : { lines: lines.slice(-last), breakCount: chain.breakCount };
}
