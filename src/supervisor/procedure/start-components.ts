import { after, humanDuration, type Ms, ms, seconds } from "../../core/duration.ts";
import type { ComponentName } from "../../core/names.ts";
import type { ComponentOutcome } from "../../core/operation.ts";
import type { ComponentActor } from "../component-actor.ts";
import { DONE, earlier, failed, forEach, judged, outcome, type ProcedureContext, type Verdict } from "./procedure.ts";

/** How long a component without a readiness probe may take to run for a moment, crashes and back-off included. */
const WITHOUT_PROBE: Ms = seconds(60);

/**
 * Brings components up, each when what it needs is ready, and waits until each is ready or it is clear that it is not:
 * it failed, its readiness time-out is over, or what it needs is not ready. The Supervisor goes on trying afterwards.
 * Resolves with an outcome for each; rejects when cancelled, and with NOT_DURABLE before anything was done.
 */
export async function startComponents(context: ProcedureContext): Promise<readonly ComponentOutcome[]> {
  const { supervisor, names } = context;
  await supervisor.ask(names, "up", true);
  for (const name of names) supervisor.actor(name).want(true);
  const verdicts = await whenReady(context);
  return names.map((name) => outcome(context, name, verdicts.get(name) ?? DONE, actionOf(context, name)));
}

/** Waits for components that are wanted up already. */
export function whenReady(context: ProcedureContext): Promise<ReadonlyMap<ComponentName, Verdict>> {
  const inside = new Set(context.names);
  return forEach<Verdict>(context.names, async (name, of) => {
    const actor = context.supervisor.actor(name);
    const verdicts = await Promise.all(
      actor.spec.after.filter((needed) => inside.has(needed)).map(async (needed) => ({ needed, ...(await of(needed)) })),
    );
    const missing = verdicts.filter((verdict) => !verdict.ok).map(({ needed }) => needed);
    return missing.length > 0 && !actor.ready ? failed(`not started: needs ${missing.join(", ")}`) : ready(context, actor);
  });
}

function ready(context: ProcedureContext, actor: ComponentActor): Promise<Verdict> {
  const { supervisor, deadline } = context;
  const budget = actor.spec.ready?.timeout ?? WITHOUT_PROBE;
  const own = after(supervisor.clock.now(), budget);
  const until = earlier(own, deadline) ?? own;
  const limit =
    until === own
      ? humanDuration(budget)
      : `${humanDuration(ms(Math.round(until - context.startedAt)))}, the operation's time-out`;
  return judged(
    context,
    until,
    () => judge(context, actor),
    () => `not ready within ${limit}${told(actor, supervisor.reason(actor.name))}`,
  );
}

function told(actor: ComponentActor, reason: string | null): string {
  const why = actor.lastProbeFailure ?? reason;
  return why === null ? "" : `: ${why}`;
}

/** Null: too early to tell. */
function judge({ supervisor }: ProcedureContext, actor: ComponentActor): Verdict | null {
  if (!supervisor.has(actor.name)) return failed("not in the configuration any more");
  if (actor.ready) return DONE;
  if (!actor.slot.wantUp) return failed("stopped meanwhile by another operation");
  if (actor.slot.phase.at === "failed") return failed(supervisor.reason(actor.name) ?? "failed");
  if (actor.slot.phase.at !== "stopped") return null;
  return actor.done ? DONE : failed(supervisor.reason(actor.name) ?? "ended");
}

function actionOf({ supervisor, before }: ProcedureContext, name: ComponentName): "started" | "unchanged" {
  const was = before.get(name)?.pid ?? null;
  return was !== null && supervisor.has(name) && was === supervisor.actor(name).pid ? "unchanged" : "started";
}
