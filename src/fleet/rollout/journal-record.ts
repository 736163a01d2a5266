import { type LeaseId, type OperationId, parseLeaseId, parseOperationId } from "../../core/names.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { BakedComponent } from "./bake.ts";
import type { PlannedConditions } from "./host-look.ts";
import type { RolloutPolicy } from "./rollout-policy.ts";

/** The version of the journal's form. */
export const JOURNAL_VERSION = 1;

/** One host of a rollout, as it was planned. */
export interface TargetHost {
  readonly name: string;
  /** Its value of the label that batches spread over; null: it has none. */
  readonly spread: string | null;
  readonly conditions: PlannedConditions;
  /** An id under which it may have been asked already, in a rollout that this one goes on with; else null. */
  readonly operationId: OperationId | null;
}

/** What a rollout is; the first line of its journal. */
export interface RolloutHeader {
  readonly id: LeaseId;
  readonly kind: OperationKind;
  /** Empty: everything. */
  readonly components: readonly string[];
  readonly by: string;
  readonly reason: string;
  /** In the order in which they are taken. */
  readonly hosts: readonly TargetHost[];
  readonly policy: RolloutPolicy;
  /** The rollout whose hosts are tried again; null: none. */
  readonly retryOf: LeaseId | null;
  /** What whoever began it needs to go on with it, as where the inventory is. */
  readonly notes: Readonly<Record<string, string>>;
}

/** What became of a host. */
export type HostOutcome = "done" | "failed" | "unreachable" | "unknown";

/**
 * How a run of a rollout ended. `finished`: every host had its turn. `halted`: too many failed, or nothing was possible.
 * `interrupted`: somebody asked for no new hosts. `left`: somebody went while hosts were in flight.
 */
export type RunResult = "finished" | "halted" | "interrupted" | "left";

/** One line of a journal. Whatever a record announces is done after it is on disk. */
export type JournalRecord = { readonly at: Date } & (
  | { readonly t: "rollout"; readonly v: typeof JOURNAL_VERSION; readonly header: RolloutHeader }
  /** These hosts are begun, under these ids. */
  | {
      readonly t: "batch";
      readonly canary: boolean;
      readonly hosts: readonly { readonly host: string; readonly operationId: OperationId }[];
    }
  /** The host's operation is done; it has to stay ready now. */
  | { readonly t: "operated"; readonly host: string; readonly tookMs: number }
  /** What became of the host, at last. `tookMs`: from its beginning, as far as one process saw it. */
  | {
      readonly t: "settled";
      readonly host: string;
      readonly outcome: HostOutcome;
      readonly message: string;
      readonly tookMs: number;
    }
  /** How the host does since it is ready, compared with before and with others. `message`: what is clearly worse; empty: nothing is. */
  | { readonly t: "baked"; readonly host: string; readonly components: readonly BakedComponent[]; readonly message: string }
  /** The host has never heard of its operation: its turn comes again, under the same id. */
  | { readonly t: "recalled"; readonly host: string }
  | { readonly t: "end"; readonly result: RunResult; readonly why: string }
  /** Somebody goes on with it. `maxFailures`: how many may fail from now on; null: as before. */
  | { readonly t: "resume"; readonly by: string; readonly maxFailures: number | null }
  /** Nobody may go on with it. */
  | { readonly t: "abort"; readonly by: string; readonly why: string }
);

const KINDS = [
  "rollout",
  "batch",
  "operated",
  "baked",
  "settled",
  "recalled",
  "end",
  "resume",
  "abort",
] as const satisfies readonly JournalRecord["t"][];
const OUTCOMES: readonly string[] = ["done", "failed", "unreachable", "unknown"] satisfies HostOutcome[];

/** Writes a record as a line; {@link parseRecord} reads it back to the same. */
export const writeRecord = (record: JournalRecord): string => `${JSON.stringify(record)}\n`;

/** Parses a line of a journal. Throws an Error that says what is wrong. */
export function parseRecord(line: string): JournalRecord {
  const raw = JSON.parse(line) as Record<string, unknown> | null;
  const t = KINDS.find((kind) => kind === raw?.["t"]);
  if (raw === null || t === undefined) throw new Error(`${String(raw?.["t"])} is no kind of record`);
  const at = new Date(String(raw["at"]));
  if (Number.isNaN(at.getTime())) throw new Error("it has no time");
  const record = { ...raw, t, at } as JournalRecord;
  check(record);
  return record;
}

function check(record: JournalRecord): void {
  if (record.t === "rollout") checkHeader(record.v, record.header);
  if (record.t === "settled" && !OUTCOMES.includes(record.outcome)) throw new Error(`${String(record.outcome)} is no outcome`);
  if (record.t === "batch") for (const { operationId } of record.hosts) checkOperationId(operationId);
}

function checkHeader(version: unknown, header: RolloutHeader | undefined): void {
  if (version !== JOURNAL_VERSION) throw new Error(`version ${String(version)} is not ${JOURNAL_VERSION}`);
  if (header === undefined || parseLeaseId(String(header.id)) === null) throw new Error("the rollout has no id");
  if (!Array.isArray(header.hosts) || typeof header.policy?.batch !== "number") throw new Error("hosts or policy are missing");
}

function checkOperationId(id: unknown): void {
  if (typeof id !== "string" || parseOperationId(id) === null) throw new Error(`${String(id)} is no operation id`);
}
