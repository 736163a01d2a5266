import type { AuditEntry } from "../../core/audit-entry.ts";
import type { OperationKind } from "../../core/operation.ts";

/** What the service calls the method of each kind of operation. */
export const METHOD_OF = { start: "Start", stop: "Stop", restart: "Restart" } as const satisfies Record<OperationKind, string>;

const METHODS: ReadonlySet<string> = new Set(Object.values(METHOD_OF));

/** The id of the operation whose end, or joining, this line tells of; null: it tells of something else. */
export const mutationId = ({ method, outcome, operationId }: AuditEntry): string | null =>
  outcome !== "refused" && METHODS.has(method) ? operationId : null;
