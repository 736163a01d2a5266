import { sleep } from "../../core/clock.ts";
import { type MonoMs, ms } from "../../core/duration.ts";
import { FaultError, messageOf } from "../../core/fault.ts";
import type { ComponentName } from "../../core/names.ts";
import type { ComponentAction, ComponentOutcome } from "../../core/operation.ts";
import type { LeaderIdentity } from "../process-identity.ts";
import type { ServerSupervisor } from "../server-supervisor.ts";

/** What a procedure (start, stop, restart of some components) works with. */
export interface ProcedureContext {
  readonly supervisor: ServerSupervisor;
  /** Which components; each of them is known. */
  readonly names: readonly ComponentName[];
  /** Their leaders when the operation was accepted: what a restart has to end, and no more. */
  readonly before: ReadonlyMap<ComponentName, LeaderIdentity | null>;
  readonly startedAt: MonoMs;
  /** Null: as long as the components' own time-outs allow. */
  readonly deadline: MonoMs | null;
  /** Aborts when the operation is cancelled. */
  readonly signal: AbortSignal;
}

/** What became of one component: done, or a sentence why not. `at`: when that was clear; left out: by the end of the procedure. */
export type Verdict = { readonly at?: MonoMs } & ({ readonly ok: true } | { readonly ok: false; readonly error: string });

export const DONE: Verdict = { ok: true };
export const failed = (error: string): Verdict => ({ ok: false, error });

/**
 * Waits until a component is judged, or the time is over.
 * @param judge null while it is too early to tell; asked after every change.
 * @param late what to say when `until` has come.
 */
export async function judged(
  context: ProcedureContext,
  until: MonoMs | null,
  judge: () => Verdict | null,
  late: () => string,
): Promise<Verdict> {
  const { supervisor, signal } = context;
  const over = new AbortController();
  const done = AbortSignal.any([signal, over.signal]);
  const timer =
    until === null
      ? null
      : sleep(supervisor.clock, ms(until - supervisor.clock.now()), done).then(
          () => over.abort(LATE),
          () => {},
        );
  try {
    await supervisor.until(() => judge() !== null, done);
    return { ...(judge() ?? failed(late())), at: supervisor.clock.now() };
  } catch (error) {
    if (error === LATE) return { ...failed(late()), at: supervisor.clock.now() };
    throw error;
  } finally {
    over.abort();
    await timer;
  }
}

const LATE = Symbol("the time is over");

/** The earlier of two deadlines. */
export const earlier = (a: MonoMs | null, b: MonoMs | null): MonoMs | null =>
  a === null ? b : b === null ? a : (Math.min(a, b) as MonoMs);

/** Writes down what became of a component. The log's last lines are added where it failed. */
export function outcome(
  context: ProcedureContext,
  name: ComponentName,
  verdict: Verdict,
  done: ComponentAction,
): ComponentOutcome {
  const { supervisor, before } = context;
  // One that the configuration does not know any more is forgotten as soon as it has ended.
  const { logFile, pid } = supervisor.has(name) ? supervisor.status(name) : { logFile: "", pid: null };
  return {
    name,
    action: verdict.ok ? done : "failed",
    previousPid: before.get(name)?.pid ?? null,
    pid,
    durationMs: Math.round((verdict.at ?? supervisor.clock.now()) - context.startedAt),
    error: verdict.ok ? null : verdict.error,
    logFile,
    logTail: [],
  };
}

/** Runs one task per component at the same time; a task may wait for another's by `of`. A fault of one never hides the others. */
export async function forEach<T>(
  names: readonly ComponentName[],
  task: (name: ComponentName, of: (other: ComponentName) => Promise<T>) => Promise<T>,
): Promise<ReadonlyMap<ComponentName, T>> {
  const running = new Map<ComponentName, Promise<T>>();
  const of = (name: ComponentName): Promise<T> => {
    const known = running.get(name);
    if (known !== undefined) return known;
    const begun = Promise.resolve().then(() => task(name, of));
    running.set(name, begun);
    return begun;
  };
  const settled = await Promise.allSettled(names.map(of));
  const broken = settled.find((one) => one.status === "rejected");
  if (broken !== undefined) throw broken.reason;
  return new Map(await Promise.all(names.map(async (name) => [name, await of(name)] as const)));
}

/** Why a cancelled procedure ended. */
export const whyCancelled = (signal: AbortSignal): string =>
  signal.reason instanceof FaultError && signal.reason.fault.code === "CANCELLED"
    ? signal.reason.fault.why
    : messageOf(signal.reason);
