import type { AuditEntry } from "../../core/audit-entry.ts";
import type { OperationId } from "../../core/names.ts";
import type { Operation, OperationResult } from "../../core/operation.ts";
import { describeAsked } from "../operations/operation-conflict.ts";
import { isJoin, type JoinRecord, type OperationRecord, type StoredRecord } from "../operations/operation-record.ts";
import type { AuditLog } from "./audit-log.ts";
import { METHOD_OF } from "./mutation-id.ts";

/** What this needs of the log. */
export type MutationLog = Pick<AuditLog, "append" | "check">;

/**
 * The audit lines of operations: each has exactly one, whatever agent ended it. An operation is marked as told only after
 * its line was written, so for those that are not marked the log itself is asked whether it has one.
 */
export class OperationAudit {
  readonly #log: MutationLog;
  /** What earlier agents left without a mark, and which of it has its line already. */
  #left: ReadonlySet<string> = new Set();
  #told: Promise<ReadonlySet<string>> = Promise.resolve(new Set<string>());

  constructor(log: MutationLog) {
    this.#log = log;
  }

  /**
   * Takes over what earlier agents left, and writes the lines that they did not get to.
   * @param mark hears of each record that has its line for certain, and is not marked yet.
   */
  restored(records: readonly StoredRecord[], mark: (record: StoredRecord) => Promise<void>): void {
    const open = records.filter(({ audited }) => audited !== true);
    this.#left = new Set(open.map(idOf));
    this.#told = this.#log.check(this.#left);
    const operations = new Map(records.flatMap((one) => (isJoin(one) ? [] : [[one.operation.id, one.operation]])));
    for (const one of open) {
      const joined = isJoin(one) ? operations.get(one.joined) : undefined;
      if (isJoin(one) && joined !== undefined) void this.joined(one, joined).then(() => mark(one));
      // An ended one that does not say where it came from is older than the audit log.
      else if (!isJoin(one) && one.asker !== undefined && one.operation.result !== "running") {
        void this.ended(one).then(() => mark(one));
      }
    }
  }

  /** An operation has its result. One that is still running is left alone. Never rejects. */
  async ended({ operation, asker }: OperationRecord): Promise<void> {
    const { id, kind, by, requested, reason, result, message, finishedAt, startedAt } = operation;
    if (result === "running" || (await this.#has(id))) return;
    await this.#log.append({
      at: finishedAt ?? startedAt,
      who: by,
      role: asker?.role ?? null,
      from: asker?.from ?? null,
      method: METHOD_OF[kind],
      operationId: id,
      components: requested,
      reason,
      outcome: result satisfies Exclude<OperationResult, "running">,
      code: null,
      detail: message,
    });
  }

  /** A request turned out to be an operation that is in progress under another id. Never rejects. */
  async joined({ id, joined, asker, request }: JoinRecord, operation: Operation): Promise<void> {
    if (asker === undefined || request === undefined || (await this.#has(id))) return;
    const entry: AuditEntry = {
      at: request.at,
      who: request.by,
      role: asker.role,
      from: asker.from,
      method: METHOD_OF[operation.kind],
      operationId: id,
      components: operation.requested,
      reason: request.reason,
      outcome: "joined",
      code: null,
      detail: `${id} joined operation ${joined}: ${describeAsked(operation)}, asked for by ${operation.by}`,
    };
    await this.#log.append(entry);
  }

  async #has(id: OperationId): Promise<boolean> {
    return this.#left.has(id) && (await this.#told).has(id);
  }
}

const idOf = (record: StoredRecord): OperationId => (isJoin(record) ? record.id : record.operation.id);
