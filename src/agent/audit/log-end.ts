import { AuditChain } from "../../core/audit-chain.ts";
import { type HeadReading, headProblem } from "../../core/audit-head.ts";
import type { AuditPoint } from "../../core/audit-point.ts";
import { feedChain, lastWholeLine, readAuditHead } from "../../supervisor/audit-file.ts";

/** Where a log ends, and so where it is gone on with. */
export interface LogEnd {
  readonly size: number;
  /** The last line that is whole. */
  readonly last: AuditPoint;
  /** The number from which new lines count on: what is missing keeps its numbers. */
  readonly seq: number;
  /** Whether the last byte is a line end, or there is none. */
  readonly lineEnded: boolean;
  /** The digest of torn lines behind `last`; null: there are none. */
  readonly torn: string | null;
  /** What does not agree with what was noted; null: nothing. */
  readonly problem: string | null;
}

/** Finds where a log ends: by its last line where that one is whole and as it was noted, else by reading all of it. */
export async function findLogEnd(file: string, size: number): Promise<LogEnd> {
  const head = await readAuditHead(file);
  const end = (await fromLastLine(file, size, head)) ?? (await fromAll(file));
  const { last, hashOf, ...rest } = end;
  const seq = head.t === "point" ? Math.max(head.point.seq, last.seq) : last.seq;
  return { ...rest, last, size, seq, problem: headProblem(last, head, hashOf) };
}

type Found = Pick<LogEnd, "last" | "lineEnded" | "torn"> & { readonly hashOf: (seq: number) => string | undefined };

async function fromLastLine(file: string, size: number, head: HeadReading): Promise<Found | null> {
  const line = size === 0 || head.t !== "point" ? null : await lastWholeLine(file, size);
  if (line === null || head.t !== "point" || line.seq - head.point.seq > 1) return null;
  const { seq, hash, prev } = line;
  const hashOf = (of: number) => (of === seq ? hash : of === seq - 1 ? prev : undefined);
  return { last: { seq, hash }, lineEnded: true, torn: null, hashOf };
}

async function fromAll(file: string): Promise<Found> {
  const chain = new AuditChain();
  await feedChain(file, chain);
  const { whole, torn, unfinished } = chain.end();
  const { seq, hash } = whole ?? chain.last;
  const hashOf = (of: number) => (of === seq ? hash : chain.recent(of));
  return { last: { seq, hash }, lineEnded: unfinished === 0, torn, hashOf };
}
