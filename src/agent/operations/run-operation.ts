import { humanDuration, type MonoMs, ms } from "../../core/duration.ts";
import { isFault, messageOf } from "../../core/fault.ts";
import type { ComponentName } from "../../core/names.ts";
import type { ComponentOutcome, Operation } from "../../core/operation.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import { outcome, type ProcedureContext, whyCancelled } from "../../supervisor/procedure/procedure.ts";
import { type RestartSteps, restartComponents } from "../../supervisor/procedure/restart-components.ts";
import { startComponents } from "../../supervisor/procedure/start-components.ts";
import { stopComponents } from "../../supervisor/procedure/stop-components.ts";
import type { ServerSupervisor } from "../../supervisor/server-supervisor.ts";
import type { LiveOperation } from "./live-operation.ts";
import type { OperationRecord } from "./operation-record.ts";

/** What running an operation needs beside the operation. */
export interface Runner {
  readonly supervisor: ServerSupervisor;
  readonly log: AgentLog;
  readonly restart: RestartSteps;
  /** Whether this agent ends by itself once everything was stopped. */
  readonly endsAfterStop: boolean;
  /** The last lines of a component's log. */
  tail(name: ComponentName): Promise<readonly string[]>;
}

/** Carries an operation out and returns its record with the result. Never rejects. */
export async function runOperation(live: LiveOperation, runner: Runner): Promise<OperationRecord> {
  const context = contextOf(live, runner.supervisor);
  const forget = followProgress(live, context);
  try {
    const outcomes = await proceed(live.operation, context, runner);
    return await ended(live.record, outcomes, runner);
  } catch (error) {
    return endedEarly(live.record, context, error, runner);
  } finally {
    forget();
  }
}

function contextOf(live: LiveOperation, supervisor: ServerSupervisor): ProcedureContext {
  const { operation, before, timeoutMs } = live.record;
  const now = supervisor.clock.now();
  const elapsed = Math.max(0, supervisor.clock.wall().getTime() - operation.startedAt.getTime());
  const startedAt = (now - elapsed) as MonoMs;
  return {
    supervisor,
    names: operation.requested.length === 0 ? supervisor.names : operation.requested.filter((name) => supervisor.has(name)),
    before,
    startedAt,
    deadline: timeoutMs === null ? null : ((startedAt + timeoutMs) as MonoMs),
    signal: live.cancelled,
  };
}

async function proceed(
  operation: Operation,
  context: ProcedureContext,
  { supervisor, restart }: Runner,
): Promise<readonly ComponentOutcome[]> {
  context.signal.throwIfAborted(); // one that an earlier agent left may be ended before it goes on
  const whole = operation.requested.length === 0;
  if (operation.kind === "start") return startComponents(context);
  if (operation.kind === "restart")
    return restartComponents(context, whole ? restart : { ...restart, whenDown: () => context.names });
  const outcomes = await stopComponents(context);
  if (whole && outcomes.every(({ action }) => action !== "failed")) await supervisor.end();
  return outcomes;
}

function followProgress(live: LiveOperation, { supervisor, names }: ProcedureContext): () => void {
  const concerned = new Set(names);
  for (const name of names) if (isInMotion(supervisor, name)) live.progressed(supervisor.progress(name));
  return supervisor.onChange((name) => {
    if (name !== null && concerned.has(name) && supervisor.has(name)) live.progressed(supervisor.progress(name));
  });
}

function isInMotion(supervisor: ServerSupervisor, name: ComponentName): boolean {
  const { phase } = supervisor.actor(name).slot;
  return phase.at !== "stopped" && !supervisor.actor(name).ready;
}

async function ended(record: OperationRecord, outcomes: readonly ComponentOutcome[], runner: Runner): Promise<OperationRecord> {
  const components = await Promise.all(
    outcomes.map(async (one) =>
      one.action === "failed" ? { ...one, logTail: await runner.tail(one.name).catch(() => []) } : one,
    ),
  );
  const failures = components.filter(({ action }) => action === "failed");
  const message =
    failures.length > 0
      ? failures.map(({ name, error }) => `${name}: ${error}`).join("; ")
      : success(record.operation, components, record.wasRunning);
  const result = failures.length > 0 ? "failed" : "done";
  const whole = record.operation.requested.length === 0;
  const agentEnds = runner.endsAfterStop && whole && record.operation.kind === "stop" && result === "done";
  return finished(record, { result, components, message, agentEnds }, runner);
}

function success({ kind, requested }: Operation, components: readonly ComponentOutcome[], wasRunning: boolean): string {
  const idle = components.every(({ action }) => action === "unchanged");
  if (kind === "start") return idle ? "already running" : "started";
  if (kind === "stop")
    return !wasRunning ? "Server Supervisor is not running" : idle && requested.length > 0 ? "already stopped" : "stopped";
  return wasRunning ? "restarted" : "Server Supervisor was not running; started";
}

function endedEarly(record: OperationRecord, context: ProcedureContext, error: unknown, runner: Runner): OperationRecord {
  const { supervisor, names } = context;
  const components = names.map((name) => {
    const was = record.before.get(name)?.pid ?? null;
    const is = supervisor.has(name) ? supervisor.actor(name).pid : null;
    return outcome(
      context,
      name,
      { ok: true },
      was === is ? "unchanged" : is === null ? "stopped" : was === null ? "started" : "restarted",
    );
  });
  if (context.signal.aborted || isFault(error, "CANCELLED")) {
    return finished(record, { result: "cancelled", components, message: `cancelled: ${whyCancelled(context.signal)}` }, runner);
  }
  runner.log.error(
    { operation: record.operation.id, why: messageOf(error), stack: (error as Error)?.stack },
    "an operation broke off",
  );
  return finished(record, { result: "failed", components, message: messageOf(error) }, runner);
}

function finished(
  record: OperationRecord,
  end: Partial<Operation> & Pick<Operation, "result" | "message">,
  { supervisor, log }: Runner,
): OperationRecord {
  const finishedAt = supervisor.clock.wall();
  const durationMs = Math.max(0, finishedAt.getTime() - record.operation.startedAt.getTime());
  const { id, kind, requested, by } = record.operation;
  log.info(
    { operation: id, kind, requested, by, result: end.result, took: humanDuration(ms(durationMs)), message: end.message },
    "operation ended",
  );
  return { ...record, operation: { ...record.operation, ...end, finishedAt, durationMs } };
}
