import { type AuditBreak, AuditChain } from "../../core/audit-chain.ts";
import { chainHeadProblem, type HeadReading } from "../../core/audit-head.ts";
import type { AuditPoint } from "../../core/audit-point.ts";
import { feedChain, readAuditHead } from "../../supervisor/audit-file.ts";

/** What is to be verified. */
export interface VerifyWish {
  readonly file: string;
  /** A copy may come without what is kept beside the log. */
  readonly isCopy: boolean;
  /** What the log must contain; null: nothing in particular. */
  readonly expect: AuditPoint | null;
}

/** What was found. */
export interface AuditVerdict {
  readonly file: string;
  /** False: there is no log, and nothing says that there was one. */
  readonly exists: boolean;
  /** Whole lines. */
  readonly lines: number;
  /** Places at which a crash tore a line, and the agent went on properly. */
  readonly mended: number;
  readonly last: AuditPoint;
  readonly breaks: readonly AuditBreak[];
  /** All of them, also where not each is told. */
  readonly breakCount: number;
  /** What is worth knowing and breaks nothing. */
  readonly notes: readonly string[];
}

/** How often what an agent adds meanwhile is read as well. */
const MOST_ROUNDS = 20;

/** Follows a log from its beginning to its end, with bounded memory. Rejects with the error of the file system. */
export async function verifyAuditLog({ file, isCopy, expect }: VerifyWish): Promise<AuditVerdict> {
  let expected: "not seen" | "same" | "another" = "not seen";
  const chain = new AuditChain(({ seq, hash }) => {
    if (seq === expect?.seq) expected = hash === expect.hash ? "same" : "another";
  });
  const { exists, head } = await readAll(file, chain);
  const tail = chain.end();
  const isMissing = head.t === "none" && isCopy;
  const problem = isMissing ? null : chainHeadProblem(chain, head);
  if (problem !== null) chain.broken(null, problem);
  if (expect !== null) checkExpected(chain, expect, expected);
  return {
    file,
    exists: exists || chain.breakCount > 0,
    lines: chain.count,
    mended: chain.mended,
    last: chain.last,
    breaks: chain.breaks,
    breakCount: chain.breakCount,
    notes: [
      ...(isMissing ? ["no audit.head is beside it, so lines removed at the end show only with --expect"] : []),
      ...(chain.mended > 0 ? [`${plural(chain.mended, "line")} torn by a crash, and continued properly`] : []),
      ...(tail.unfinished > 0
        ? [`the last ${tail.unfinished} bytes are a line that is being written or was torn by a crash`]
        : []),
    ],
  };
}

/** An agent may be adding lines: what it has noted was written before. */
async function readAll(file: string, chain: AuditChain): Promise<{ exists: boolean; head: HeadReading }> {
  let at = await feedChain(file, chain);
  const exists = at !== null;
  for (let round = 1; ; round++) {
    const head = await readAuditHead(file);
    const behind = head.t === "point" && head.point.seq > chain.last.seq;
    const next = behind && at !== null && round < MOST_ROUNDS ? await feedChain(file, chain, at) : at;
    if (next === at) return { exists, head };
    at = next;
  }
}

function checkExpected(chain: AuditChain, expect: AuditPoint, expected: "not seen" | "same" | "another"): void {
  if (expect.seq === 0 || expected === "same") return;
  const what = expected === "another" ? "is another one than" : "is not there, unlike";
  chain.broken(null, `line number ${expect.seq} ${what} the expected one: the log was replaced or cut off`);
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
