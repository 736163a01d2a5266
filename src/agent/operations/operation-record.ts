import type { Role } from "../../core/identity.ts";
import type { ComponentName, OperationId } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import type { LeaderIdentity } from "../../supervisor/process-identity.ts";

/** What the audit log tells of whoever asked, beside the name. */
export interface Asker {
  /** `local` over the unix socket, else address and port. */
  readonly from: string;
  readonly role: Role;
}

/** What the audit log needs of every request. */
interface Audited {
  /** Absent: written before there was an audit log. */
  readonly asker?: Asker;
  /** Its line is in the audit log, for certain. */
  readonly audited?: true;
}

/** An operation as it is kept on disk, with what is needed to go on with it. */
export interface OperationRecord extends Audited {
  readonly operation: Operation;
  /** The leaders when it was accepted. */
  readonly before: ReadonlyMap<ComponentName, LeaderIdentity | null>;
  /** Whether the Server Supervisor was running when it was accepted. */
  readonly wasRunning: boolean;
  /** How long it may take, in milliseconds from `operation.startedAt`; null: no limit of its own. */
  readonly timeoutMs: number | null;
}

/** An id whose request was joined to an operation that was in progress already. */
export interface JoinRecord extends Audited {
  readonly id: OperationId;
  readonly joined: OperationId;
  /** Absent: written before there was an audit log. */
  readonly request?: { readonly at: Date; readonly by: string; readonly reason: string };
}

/** What a file of the store holds. */
export type StoredRecord = OperationRecord | JoinRecord;

const VERSION = 1;

/** Whether this is only a pointer to another operation. */
export const isJoin = (record: StoredRecord): record is JoinRecord => "joined" in record;

/** Writes a record; {@link parseRecord} reads it back to the same. */
export function writeRecord(record: StoredRecord): string {
  const body = isJoin(record) ? record : { ...record, before: Object.fromEntries(record.before) };
  return `${JSON.stringify({ version: VERSION, ...body })}\n`;
}

/** Reads a record. Throws an Error that says what is wrong. */
export function parseRecord(text: string): StoredRecord {
  const raw = JSON.parse(text);
  if (raw?.version !== VERSION) throw new Error(`version ${String(raw?.version)} is not ${VERSION}`);
  if (typeof raw.joined === "string") return { id: raw.id, joined: raw.joined, ...audited(raw), ...request(raw) };
  if (typeof raw.operation?.id !== "string" || typeof raw.before !== "object") throw new Error("it holds no operation");
  return {
    operation: {
      ...raw.operation,
      startedAt: date(raw.operation.startedAt),
      deadline: optionalDate(raw.operation.deadline),
      finishedAt: optionalDate(raw.operation.finishedAt),
    },
    before: new Map(Object.entries(raw.before) as [ComponentName, LeaderIdentity | null][]),
    wasRunning: raw.wasRunning !== false,
    timeoutMs: raw.timeoutMs ?? null,
    ...audited(raw),
  };
}

const audited = ({ asker, audited }: Audited): Audited => ({
  ...(asker == null ? {} : { asker: { from: asker.from, role: asker.role } }),
  ...(audited === true ? { audited } : {}),
});

const request = ({ request }: Pick<JoinRecord, "request">): Pick<JoinRecord, "request"> =>
  request == null ? {} : { request: { ...request, at: date(request.at) } };

function date(text: unknown): Date {
  const made = new Date(String(text));
  if (Number.isNaN(made.getTime())) throw new Error(`"${String(text)}" is no time`);
  return made;
}

const optionalDate = (text: unknown): Date | null => (text == null ? null : date(text));
