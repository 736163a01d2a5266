import { randomUUID } from "node:crypto";
import { seconds } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { OperateRequest } from "../../core/host-service.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import type { OperationId } from "../../core/names.ts";
import type { Operation, OperationKind } from "../../core/operation.ts";
import { type Outcome, outcomeOf } from "../../fleet/outcome.ts";
import type { CommandContext } from "../command-context.ts";
import { operationExitCode } from "../exit-codes.ts";
import { frameOf, operationHostObject } from "../frame.ts";
import type { HostAnswer } from "../host-answer.ts";
import { chooseProgress } from "../render/choose-progress.ts";
import { failureText, interruptedText, operationText } from "../render/operation-text.ts";
import { type RolloutChoices, saidRolloutOptions } from "../rollout/rollout-options.ts";
import { say } from "../say-error.ts";
import { isStructured, writeFrame } from "../structured-output.ts";
import { Interrupted } from "../terminal.ts";
import { aimedAt } from "./aim.ts";
import { hostFault } from "./host-fault.ts";
import { type Fleet, openFleet } from "./open-fleet.ts";
import { operateHost } from "./operate-host.ts";
import { sayContext } from "./say-context.ts";
import { sayFleetErrors } from "./say-fleet-errors.ts";

/** To the first word about an operation; how long the operation takes is another matter. */
const ACCEPTED_WITHIN = seconds(5);

/** Starts, stops or restarts on the selected host, or, where there are several or one is to be gone about as several, in a rollout. */
export async function runFleetOperation(
  kind: OperationKind,
  components: readonly string[],
  wanted: RolloutChoices,
  context: CommandContext,
): Promise<number> {
  const fleet = await openFleet(context, ACCEPTED_WITHIN);
  const [host, ...others] = fleet.hosts;
  if (host !== undefined && others.length === 0 && saidRolloutOptions(wanted).length === 0)
    return await hostOperation(kind, components, host, fleet, context);
  const { beginFleetRollout } = await import("../rollout/begin-rollout.ts");
  return await beginFleetRollout({ kind, components }, wanted, fleet, context);
}

/** The same on one host of a fleet that is open: shows how it goes, and prints what became of it as the local host does. */
export async function hostOperation(
  kind: OperationKind,
  components: readonly string[],
  host: InventoryHost,
  fleet: Fleet,
  context: CommandContext,
): Promise<number> {
  const { choices, terminal, paint } = context;
  sayContext(fleet, context);
  const wish = { kind, components, timeout: choices.timeout, reason: choices.reason };
  const answer = await operated(wish, host, fleet, context);
  const reason: unknown = terminal.interrupted.reason;
  const exitCode = reason instanceof Interrupted ? reason.exitCode : operationExitCode(answer);
  if (isStructured(choices.output)) {
    terminal.stdout.write(await writeFrame(frameOf(kind, exitCode, [operationHostObject(answer)]), choices.output));
  } else if (!choices.quiet) {
    const text = operationText([answer], paint.stdout);
    if (text !== "") terminal.stdout.write(`${text}\n`);
  }
  sayFleetErrors([answer], fleet, context);
  const failure = failureText([answer], paint.stderr);
  if (failure !== "") terminal.stderr.write(`${failure}\n`);
  if (answer.value?.result === "running" && answer.error === null)
    say(`${host.name}: ${aimedAt(fleet.aim, host.name, interruptedText(kind, answer.value))}`, context);
  return exitCode;
}

type Wish = Pick<OperateRequest, "kind" | "components" | "timeout" | "reason">;

async function operated(wish: Wish, host: InventoryHost, fleet: Fleet, context: CommandContext): Promise<HostAnswer<Operation>> {
  const { terminal } = context;
  const view = chooseProgress(context);
  let accepted: Operation | null = null;
  try {
    const request = { ...wish, id: randomUUID() as string as OperationId, expectedHost: host.name };
    const operation = await operateHost(fleet, host, request, fleet.callContext(terminal.interrupted), (update) => {
      if (update.t === "progress") view.show(update.progress);
      else accepted = update.operation;
    });
    return { host: host.name, outcome: OUTCOME[operation.result], value: operation, error: null };
  } catch (error) {
    const text = aimedAt(fleet.aim, host.name, interruptedText(wish.kind, accepted));
    if (terminal.interrupted.aborted)
      return unknown(host.name, accepted, new FaultError({ code: "CANCELLED", why: "it was interrupted" }, text));
    if (!(error instanceof FaultError)) throw error;
    return { host: host.name, outcome: outcomeOf(error), value: null, error: hostFault(host.name, error, fleet.aim) };
  } finally {
    view.close();
  }
}

const unknown = (host: string, value: Operation | null, error: FaultError): HostAnswer<Operation> => ({
  host,
  outcome: "unknown",
  value,
  error,
});

const OUTCOME = { done: "ok", failed: "failed", cancelled: "failed", running: "unknown" } as const satisfies Record<
  Operation["result"],
  Outcome
>;
