import { type AuditChain, MOST_AHEAD, missing } from "./audit-chain.ts";
import { type AuditPoint, parseAuditPoint, writeAuditPoint } from "./audit-point.ts";

/** What audit.head says: how far the agent had come. */
export type HeadReading =
  | { readonly t: "point"; readonly point: AuditPoint }
  | { readonly t: "none" }
  | { readonly t: "unreadable"; readonly why: string };

/** The text of audit.head. */
export const writeHead = (point: AuditPoint): string => `${writeAuditPoint(point)}\n`;

/** Reads the text of audit.head. */
export function readHead(text: string): HeadReading {
  const point = parseAuditPoint(text.trimEnd());
  return point === null ? { t: "unreadable", why: "it does not hold a number and a hash" } : { t: "point", point };
}

/**
 * How a log that ends at `last` stands to what the agent noted; null: well. The log may be a few lines ahead, where the
 * agent was killed between writing and noting. @param hashOf the hash of one of the last lines, where it is at hand.
 */
export function headProblem(last: AuditPoint, head: HeadReading, hashOf: (seq: number) => string | undefined): string | null {
  if (head.t === "unreadable") return `audit.head cannot be read, so lines may be missing at the end: ${head.why}`;
  const seq = head.t === "none" ? 0 : head.point.seq;
  if (seq > last.seq) return `${missing(last.seq + 1, seq)} at the end: the agent had written up to number ${seq}`;
  if (last.seq - seq > MOST_AHEAD) {
    return head.t === "none"
      ? "audit.head is missing, so lines may be missing at the end"
      : `audit.head was put back or lines were added: the agent noted number ${seq}, and the log goes up to number ${last.seq}`;
  }
  const found = hashOf(seq);
  if (head.t === "none" || found === undefined || found === head.point.hash) return null;
  return `line number ${seq} is not the one that the agent wrote: the lines up to it were replaced`;
}

/** The same for a whole chain. */
export const chainHeadProblem = (chain: AuditChain, head: HeadReading): string | null =>
  headProblem(chain.last, head, (seq) => chain.recent(seq));
