import type { ComponentName } from "../../core/names.ts";
import type { ComponentAction, ComponentOutcome } from "../../core/operation.ts";
import { DONE, failed, outcome, type ProcedureContext, type Verdict } from "./procedure.ts";
import { whenReady } from "./start-components.ts";
import { takeDown } from "./stop-components.ts";

/** What a restart needs beside its context. */
export interface RestartSteps {
  /** Why a component's program could not be started as things are; null where nothing speaks against it. */
  whyNotStartable(name: ComponentName): string | null;
  /** Called once everything is down, before it is started again. Returns what to start: a new configuration may know others. */
  whenDown(): readonly ComponentName[];
}

/**
 * Stops and starts components: the leaders that were there when the operation was accepted, and no others, so that going
 * on with it after the agent itself was restarted never restarts one twice. Where a program could not be started again
 * nothing is stopped at all. What is asked of the components stays "up" throughout, so none is left down by an agent
 * that dies on the way; a cancelled restart brings up what it took down.
 */
export async function restartComponents(context: ProcedureContext, steps: RestartSteps): Promise<readonly ComponentOutcome[]> {
  const { supervisor, names } = context;
  const hopeless = new Map(names.flatMap((name) => pair(name, steps.whyNotStartable(name))));
  if (hopeless.size > 0) return names.map((name) => notBegun(context, name, hopeless.get(name)));
  await supervisor.ask(names, "up", true);
  const verdicts = await downAndUp(context, steps);
  return [...verdicts].map(([name, verdict]) => outcome(context, name, verdict, actionOf(context, name)));
}

async function downAndUp(context: ProcedureContext, steps: RestartSteps): Promise<ReadonlyMap<ComponentName, Verdict>> {
  const { supervisor, names } = context;
  const old = names.filter((name) => isOld(context, name));
  try {
    const down = await takeDown(context, old);
    const next = steps.whenDown();
    // The others were asked for at the beginning. A stop that has come since has the last word: their gates stay closed.
    const added = next.filter((name) => !names.includes(name));
    if (added.length > 0) await supervisor.ask(added, "up", true);
    const known = next.filter((name) => supervisor.has(name));
    for (const name of known) supervisor.actor(name).want(true);
    const up = await whenReady({ ...context, names: known.filter((name) => down.get(name)?.ok !== false) });
    return new Map([...down, ...up]);
  } catch (error) {
    for (const name of names) if (supervisor.has(name) && supervisor.desired(name) === "up") supervisor.actor(name).want(true);
    throw error;
  }
}

/** The process that the operation found is still there. */
function isOld({ supervisor, before }: ProcedureContext, name: ComponentName): boolean {
  const was = before.get(name) ?? null;
  const now = supervisor.actor(name).process?.identity ?? null;
  return was !== null && now !== null && was.pid === now.pid && was.startTicks === now.startTicks && was.bootId === now.bootId;
}

function actionOf({ supervisor, before }: ProcedureContext, name: ComponentName): ComponentAction {
  if (!supervisor.has(name)) return "stopped";
  return before.get(name) == null ? "started" : "restarted";
}

function notBegun(context: ProcedureContext, name: ComponentName, why: string | undefined): ComponentOutcome {
  const verdict = why === undefined ? DONE : failed(`${why}; nothing was stopped`);
  return outcome(context, name, verdict, "unchanged");
}

const pair = (name: ComponentName, why: string | null): readonly (readonly [ComponentName, string])[] =>
  why === null ? [] : [[name, why]];
