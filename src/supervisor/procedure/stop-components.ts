import { dependents } from "../../core/dependency-graph.ts";
import { humanDuration, ms } from "../../core/duration.ts";
import type { ComponentName } from "../../core/names.ts";
import type { ComponentOutcome } from "../../core/operation.ts";
import type { ComponentActor } from "../component-actor.ts";
import { DONE, failed, forEach, judged, outcome, type ProcedureContext, type Verdict } from "./procedure.ts";

/**
 * Takes components down, each after those that need it, and waits until nothing of them is left.
 * Resolves with an outcome for each; rejects when cancelled (what was not begun stays up) and with NOT_DURABLE before
 * anything was done.
 */
export async function stopComponents(context: ProcedureContext): Promise<readonly ComponentOutcome[]> {
  const { supervisor, names } = context;
  await supervisor.ask(names, "down", false);
  try {
    const verdicts = await takeDown(context, names);
    return names.map((name) =>
      outcome(context, name, verdicts.get(name) ?? DONE, wasThere(context, name) ? "stopped" : "unchanged"),
    );
  } catch (error) {
    const untouched = names.filter((name) => supervisor.has(name) && supervisor.actor(name).slot.wantUp);
    await supervisor.ask(untouched, "up", false);
    throw error;
  }
}

/** Takes components down in reverse order without changing what is asked of them. */
export function takeDown(
  context: ProcedureContext,
  names: readonly ComponentName[],
): Promise<ReadonlyMap<ComponentName, Verdict>> {
  const { supervisor } = context;
  const inside = new Set(names);
  for (const name of names) if (supervisor.actor(name).process === null) supervisor.actor(name).want(false);
  return forEach<Verdict>(names, async (name, of) => {
    await Promise.all(
      dependents(supervisor.needs, name)
        .filter((other) => inside.has(other))
        .map(of),
    );
    context.signal.throwIfAborted();
    if (!supervisor.has(name)) return DONE; // not configured any more, and ended meanwhile
    const actor = supervisor.actor(name);
    actor.want(false);
    return judged(
      context,
      context.deadline,
      () => judge(context, actor),
      () => late(context, name),
    );
  });
}

/** Null: too early to tell. */
function judge({ supervisor }: ProcedureContext, actor: ComponentActor): Verdict | null {
  const { phase, wantUp } = actor.slot;
  if (wantUp) return failed("started meanwhile by another operation");
  if (phase.at === "stopped" && actor.process === null) return DONE;
  return phase.at === "stopping" && phase.stuck ? failed(supervisor.reason(actor.name) ?? "survived SIGKILL") : null;
}

function late({ supervisor, deadline, startedAt }: ProcedureContext, name: ComponentName): string {
  const limit = humanDuration(ms(Math.round((deadline ?? startedAt) - startedAt)));
  return `not stopped within ${limit}, the operation's time-out: ${supervisor.reason(name) ?? "still ending"}`;
}

const wasThere = ({ before }: ProcedureContext, name: ComponentName): boolean => before.get(name) != null;
