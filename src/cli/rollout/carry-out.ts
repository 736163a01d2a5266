import { randomUUID } from "node:crypto";
import { ExitCode } from "../../core/exit-code.ts";
import { type FaultError, messageOf } from "../../core/fault.ts";
import type { OperationId } from "../../core/names.ts";
import type { OpenRollout } from "../../fleet/rollout/open-rollout.ts";
import type { RolloutEvent } from "../../fleet/rollout/rollout-event.ts";
import { runRollout } from "../../fleet/rollout/run-rollout.ts";
import type { CommandContext } from "../command-context.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import { sayContext } from "../fleet/say-context.ts";
import { chooseRolloutView } from "../render/rollout-view.ts";
import { say } from "../say-error.ts";
import { Interrupted } from "../terminal.ts";
import { FleetAdapter } from "./fleet-adapter.ts";
import { inventoryHooks } from "./inventory-hooks.ts";
import { KeptConnections } from "./kept-connections.ts";
import { printRollout, printSettled } from "./print-rollout.ts";
import { RolloutLeases } from "./rollout-leases.ts";

type Finished = RolloutEvent & { readonly t: "finished" };

/**
 * Carries a rollout out, or goes on with one: takes the leases, shows how it goes, and prints what became of each host. Rejects
 * where a host refuses the lease; then nothing was begun.
 */
export async function carryOut(open: OpenRollout, fleet: Fleet, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const { id, kind, components, reason } = open.state.header;
  sayContext(fleet, context);
  using connections = new KeptConnections(fleet);
  const question = { id, kind, components, reason, timeout: choices.timeout, hooks: inventoryHooks(fleet.inventory, terminal) };
  const adapter = new FleetAdapter(fleet, connections, question);
  const stopping = new AbortController();
  const stop = (why: unknown) => stopping.abort(why);
  const interrupted = () => stop(terminal.interrupted.reason);
  terminal.interrupted.addEventListener("abort", interrupted, { once: true });
  if (terminal.interrupted.aborted) interrupted();
  const view = chooseRolloutView(context, open.state);
  const leaseLost = (why: FaultError) => {
    view.print(() => say(`no further host is begun: ${why.message}`, context));
    stop(why);
  };
  const leases = await RolloutLeases.take(
    fleet,
    connections,
    { id, reason: reason || kind },
    terminal.interrupted,
    leaseLost,
  ).catch(async (error: unknown) => {
    const why = messageOf(error);
    await open.journal.append({ t: "end", at: fleet.clock.wall(), result: "halted", why }).catch(() => {}); // nothing was begun
    throw error;
  });
  const known = { state: open.state, operations: adapter.operations, errors: adapter.errors };
  let finished: Finished | null = null;
  try {
    const confirm = (question: { readonly done: number; readonly left: number }, signal: AbortSignal) =>
      askToGoOn(question, signal, context);
    const parts = { state: open.state, journal: open.journal, fleet: adapter, clock: fleet.clock, confirm };
    const signals = { stopping: stopping.signal, leaving: terminal.takeSecondInterrupt() };
    for await (const event of runRollout({ ...parts, ...signals, newOperationId })) {
      if (event.t === "finished") finished = event;
      view.event(event);
      view.print(() => printSettled(event, known, context));
    }
  } finally {
    view.close();
    terminal.interrupted.removeEventListener("abort", interrupted);
    await leases[Symbol.asyncDispose]();
  }
  if (finished === null) throw new Error("the rollout did not say how it ended");
  const exitCode = rolloutExitCode(finished, terminal.interrupted.reason);
  await printRollout({ ...known, finished, exitCode }, fleet, context);
  return exitCode;
}

/** Over many hosts the worst of 4 and 1; an interrupted rollout never ends with 0. */
export function rolloutExitCode({ accounts, result }: Finished, reason: unknown): ExitCode | 130 | 143 {
  if (reason instanceof Interrupted) return reason.exitCode;
  if (accounts.unknown.length > 0 || accounts.unreachable.length > 0) return ExitCode.UNKNOWN;
  return result === "finished" && accounts.failed.length === 0 ? ExitCode.OK : ExitCode.FAILED;
}

const newOperationId = () => randomUUID() as string as OperationId;

/** Where nobody can be asked, nobody says yes. */
async function askToGoOn(
  { done, left }: { readonly done: number; readonly left: number },
  signal: AbortSignal,
  { terminal }: CommandContext,
): Promise<boolean> {
  return (await terminal.ask?.(`${done} done, ${left} left. Go on?`, signal)) ?? false;
}
