import type { IdentityKind } from "./identity.ts";

/** How something ended that the audit log tells of. */
export const AUDIT_OUTCOMES = ["done", "failed", "cancelled", "joined", "refused"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** What a line of the audit log tells: a mutation that ended, or something that was refused. */
export interface AuditEntry {
  readonly at: Date;
  readonly who: string;
  /** Null: not known any more. */
  readonly role: IdentityKind | null;
  /** `local` over the unix socket, else address and port; null: not known any more. */
  readonly from: string | null;
  /** As the service calls it: Start, Stop, Restart, CancelOperation, …; {@link OWN_METHOD} where the log tells of itself. */
  readonly method: string;
  readonly operationId: string | null;
  /** Empty: all. */
  readonly components: readonly string[];
  readonly reason: string;
  readonly outcome: AuditOutcome;
  /** The fault of a refusal. */
  readonly code: string | null;
  /** One sentence: the message of the operation, or of the fault. */
  readonly detail: string;
}

/** The method of lines in which the log tells of itself: what was found torn, missing or lost. */
export const OWN_METHOD = "AuditLog";

const MOST_CHARS = 500;
const MOST_NAME = 100;
const MOST_COMPONENTS = 32;

/** The entry with every text at a bounded length: most come from callers, and a line must stay readable. */
export function boundedEntry(entry: AuditEntry): AuditEntry {
  const { components } = entry;
  const named = components.slice(0, MOST_COMPONENTS).map((name) => cut(name, MOST_NAME));
  const more = components.length - named.length;
  return {
    at: entry.at,
    who: cut(entry.who, MOST_NAME),
    role: entry.role,
    from: entry.from === null ? null : cut(entry.from, MOST_NAME),
    method: cut(entry.method, MOST_NAME),
    operationId: entry.operationId === null ? null : cut(entry.operationId, MOST_NAME),
    components: more > 0 ? [...named, `… and ${more} more`] : named,
    reason: cut(entry.reason, MOST_CHARS),
    outcome: entry.outcome,
    code: entry.code === null ? null : cut(entry.code, MOST_NAME),
    detail: cut(entry.detail, MOST_CHARS),
  };
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
