/** A place in the audit log: the number of a line and its hash, which stands for all lines up to it. */
export interface AuditPoint {
  readonly seq: number;
  readonly hash: string;
}

/** Before the first line. */
export const AUDIT_START: AuditPoint = { seq: 0, hash: "0".repeat(64) };

/** How a point is written, as people read it in a message. */
export const AUDIT_POINT_RULE = "NUMBER:HASH, as `audit verify` prints it";

const POINT = /^(\d{1,15}):([0-9a-f]{64})$/;

/** `12:9f86d0…`, as it is kept in audit.head and elsewhere. */
export const writeAuditPoint = ({ seq, hash }: AuditPoint): string => `${seq}:${hash}`;

/** Reads what {@link writeAuditPoint} wrote; null where the text is no point. */
export function parseAuditPoint(text: string): AuditPoint | null {
  const [, seq, hash] = POINT.exec(text) ?? [];
  return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash };
}
