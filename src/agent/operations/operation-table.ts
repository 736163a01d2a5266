import type { Clock } from "../../core/clock.ts";
import { FaultError, messageOf } from "../../core/fault.ts";
import { type ComponentName, type OperationId, parseComponentName } from "../../core/names.ts";
import type { OperateConditions } from "../../core/operate-conditions.ts";
import type { Operation, OperationKind } from "../../core/operation.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import type { ServerSupervisor } from "../../supervisor/server-supervisor.ts";
import type { OperationAudit } from "../audit/operation-audit.ts";
import type { LeaseTable } from "../leases/lease-table.ts";
import { checkFences } from "./check-fences.ts";
import { LiveOperation } from "./live-operation.ts";
import { conflict, describeAsked, relation } from "./operation-conflict.ts";
import { type Asker, isJoin, type JoinRecord, type OperationRecord, type StoredRecord } from "./operation-record.ts";
import { KEPT_OPERATIONS, type OperationStore } from "./operation-store.ts";

/** What somebody asks for, before it is checked. */
export interface Wanted {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly components: readonly string[];
  readonly timeoutMs: number | null;
  readonly reason: string;
  readonly by: string;
  readonly asker: Asker;
  /** Absent: none. Those of a request that turns out to be an operation that is known are not looked at. */
  readonly conditions?: OperateConditions | undefined;
}

/** What the table works with. */
export interface TableParts {
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly supervisor: ServerSupervisor;
  readonly store: OperationStore;
  readonly audit: Pick<OperationAudit, "restored" | "ended" | "joined">;
  readonly leases: Pick<LeaseTable, "mustBeHeld">;
  /** Of the configuration in use. */
  configHash(): string;
  /** Reads the configuration anew. Rejects with INVALID_CONFIG or NOT_CONFIGURED. Returns what takes it into use. */
  reload(): Promise<() => void>;
  /** Carries an accepted operation out. Never rejects. */
  run(live: LiveOperation): Promise<OperationRecord>;
  /** Called when an operation began or ended. */
  onChange(operation: Operation): void;
}

/**
 * The operations of this host: each is on disk before anything is done and again with its result, the same id never acts
 * twice, an identical one in progress is joined, a conflicting one refused, and a stop pre-empts.
 */
export class OperationTable {
  readonly #parts: TableParts;
  readonly #operations = new Map<OperationId, LiveOperation>();
  /** Admissions are taken one after the other, so that two at the same moment see each other. */
  #admitting: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(parts: TableParts) {
    this.#parts = parts;
  }

  /** Reads what earlier agents left. Unfinished operations are gone on with, or, with `abandon`, ended as cancelled. */
  async restore(abandon: string | null): Promise<void> {
    const records = await this.#parts.store.load();
    for (const record of records) if (!isJoin(record)) this.#operations.set(record.operation.id, new LiveOperation(record));
    for (const record of records) {
      const joined = isJoin(record) ? this.#operations.get(record.joined) : undefined;
      if (isJoin(record) && joined !== undefined) this.#operations.set(record.id, joined);
    }
    this.#parts.audit.restored(records, (record) => this.#mark(record));
    const unfinished = this.inProgress;
    for (const live of unfinished) {
      this.#parts.log.warn(
        { operation: live.operation.id, kind: live.operation.kind },
        "going on with an operation of an earlier agent",
      );
      const stop = unfinished.find((other) => relation(other.operation, live.operation) === "pre-empt");
      if (abandon !== null) live.cancel(abandon);
      else if (stop !== undefined) live.cancel(wasAskedFor(stop.operation));
      this.#carryOut(live);
    }
  }

  get inProgress(): readonly LiveOperation[] {
    return [...new Set(this.#operations.values())].filter((live) => !live.ended);
  }

  /** Admits an operation, or finds the one that it is. Rejects with a fault where it is refused, and then nothing was done. */
  open(wanted: Wanted): Promise<LiveOperation> {
    const admitted = this.#admitting.then(() => this.#admit(wanted));
    this.#admitting = admitted.catch(() => {});
    return admitted;
  }

  get(id: OperationId): Operation {
    return this.#live(id).operation;
  }

  /** Asks an operation to end and resolves when it has. One that has ended already is returned as it is. */
  async cancel(id: OperationId, why: string, signal: AbortSignal): Promise<Operation> {
    const live = this.#live(id);
    if (!live.ended) live.cancel(why);
    return live.whenEnded(signal);
  }

  /** From now on nothing is admitted. What is in progress stays recorded as such, for the next agent. */
  close(): void {
    this.#closed = true;
  }

  #live(id: OperationId): LiveOperation {
    const live = this.#operations.get(id);
    if (live === undefined) throw new FaultError({ code: "OPERATION_NOT_FOUND", id });
    return live;
  }

  async #admit(wanted: Wanted): Promise<LiveOperation> {
    if (this.#closed) throw new FaultError({ code: "SHUTTING_DOWN" });
    const known = this.#operations.get(wanted.id);
    if (known !== undefined) return sameRequest(known, wanted);
    if (wanted.conditions?.leaseId != null) this.#parts.leases.mustBeHeld(wanted.conditions.leaseId);
    const requested = this.#check(wanted);
    const asked = { kind: wanted.kind, requested };
    const twin = this.inProgress.find((live) => relation(asked, live.operation) === "join");
    if (twin !== undefined) return this.#join(wanted, twin);
    const rival = this.inProgress.find((live) => relation(asked, live.operation) === "conflict");
    if (rival !== undefined) throw conflict(rival.operation);
    return this.#begin(wanted, requested);
  }

  /** The components by name, each once. Rejects names that are not configured, and single ones while nothing runs. */
  #check({ components }: Wanted): readonly ComponentName[] {
    const { supervisor } = this.#parts;
    const unknown = components.filter((text) => !supervisor.names.includes(text as ComponentName));
    if (unknown.length > 0) throw new FaultError({ code: "UNKNOWN_COMPONENT", names: unknown, known: supervisor.names });
    if (components.length > 0 && !supervisor.running) throw new FaultError({ code: "SUPERVISOR_NOT_RUNNING" });
    return [...new Set(components.map(parseComponentName).filter((name) => name !== null))];
  }

  async #join({ id, asker, by, reason }: Wanted, twin: LiveOperation): Promise<LiveOperation> {
    const { store, audit, clock } = this.#parts;
    const join: JoinRecord = { id, joined: twin.operation.id, asker, request: { at: clock.wall(), by, reason } };
    await store.save(id, join);
    this.#operations.set(id, twin);
    await audit.joined(join, twin.operation);
    void this.#mark(join);
    return twin;
  }

  async #begin(wanted: Wanted, requested: readonly ComponentName[]): Promise<LiveOperation> {
    const { store, supervisor, configHash } = this.#parts;
    const useConfiguration = await this.#configurationFor(wanted.kind, requested);
    // In one go with the record, which has the leaders that are there now: a restart ends those and no others.
    if (wanted.conditions !== undefined) checkFences(wanted.conditions, supervisor, configHash());
    const live = new LiveOperation(this.#newRecord(wanted, requested));
    await store.save(wanted.id, live.record);
    try {
      await this.#preEmpt(live.operation);
    } catch (error) {
      await store.forget(wanted.id); // or the next agent would do what was refused here
      throw error;
    }
    useConfiguration();
    this.#operations.set(wanted.id, live);
    this.#dropOldest();
    this.#carryOut(live);
    return live;
  }

  /** A restart of everything, and a start from nothing, read the configuration anew; a restart takes it into use once all is down. */
  async #configurationFor(kind: OperationKind, requested: readonly ComponentName[]): Promise<() => void> {
    const { supervisor, reload } = this.#parts;
    if (kind === "stop" || requested.length > 0 || (kind === "start" && supervisor.running)) return () => {};
    const use = await reload();
    return supervisor.running ? () => {} : use;
  }

  #newRecord(wanted: Wanted, requested: readonly ComponentName[]): OperationRecord {
    const { clock, supervisor } = this.#parts;
    const startedAt = clock.wall();
    const { id, kind, by, reason, timeoutMs, asker } = wanted;
    const operation: Operation = {
      id,
      kind,
      by,
      reason,
      requested,
      startedAt,
      result: "running",
      finishedAt: null,
      durationMs: 0,
      components: [],
      message: "",
      agentEnds: false,
      deadline: timeoutMs === null ? null : new Date(startedAt.getTime() + timeoutMs),
    };
    return {
      operation,
      asker,
      timeoutMs,
      wasRunning: supervisor.running,
      before: new Map(supervisor.actors.map((actor) => [actor.name, actor.process?.identity ?? null])),
    };
  }

  /** A stop ends the starts and restarts that it overlaps, and begins when they have ended. */
  async #preEmpt(stop: Operation): Promise<void> {
    const ended = this.inProgress.filter((live) => relation(stop, live.operation) === "pre-empt");
    if (ended.length === 0) return;
    const { supervisor } = this.#parts;
    // First, so that what they took down is not brought up again only to be stopped.
    await supervisor.ask(stop.requested.length === 0 ? supervisor.names : stop.requested, "down", false);
    for (const live of ended) live.cancel(wasAskedFor(stop));
    await Promise.all(ended.map((live) => live.whenEnded(NEVER)));
  }

  #carryOut(live: LiveOperation): void {
    const { run, audit, onChange } = this.#parts;
    onChange(live.operation);
    void run(live).then(async (record) => {
      const { operation } = record;
      await this.#save(operation.id, record);
      await audit.ended(record); // before anybody hears of it
      live.end(record);
      onChange(operation);
      await this.#mark(record);
    });
  }

  /** Its line is in the audit log. */
  #mark(record: StoredRecord): Promise<void> {
    return this.#save(isJoin(record) ? record.id : record.operation.id, { ...record, audited: true });
  }

  /** For what is known already and only lost with this agent. */
  async #save(id: OperationId, record: StoredRecord): Promise<void> {
    const { store, log } = this.#parts;
    await store.save(id, record).catch((error) => {
      log.error({ operation: id, why: messageOf(error) }, "the result of an operation cannot be written");
    });
  }

  #dropOldest(): void {
    for (const [id, live] of this.#operations) {
      if (this.#operations.size <= KEPT_OPERATIONS) return;
      if (!live.ended) continue;
      this.#operations.delete(id);
      void this.#parts.store
        .forget(id)
        .catch((error) => this.#parts.log.warn({ operation: id, why: messageOf(error) }, "cannot be removed"));
    }
  }
}

const NEVER = new AbortController().signal;

const wasAskedFor = (stop: Operation): string => `${describeAsked(stop)} was asked for by ${stop.by}`;

/** The same id again is the same operation, but only for the same request. */
function sameRequest(live: LiveOperation, wanted: Wanted): LiveOperation {
  const { operation } = live;
  const same =
    operation.kind === wanted.kind && [...operation.requested].sort().join() === [...new Set(wanted.components)].sort().join();
  if (!same) throw new FaultError({ code: "OPERATION_ID_REUSED", id: wanted.id, was: describeAsked(operation) });
  return live;
}
