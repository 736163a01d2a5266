import { FaultError } from "../core/fault.ts";
import type { Operation, OperationKind } from "../core/operation.ts";
import type { CommandContext } from "./command-context.ts";
import { operationExitCode, worstExitCode } from "./exit-codes.ts";
import { frameOf, operationHostObject } from "./frame.ts";
import type { HostAnswer } from "./host-answer.ts";
import { localOperation } from "./local/local-operation.ts";
import { openLocalHost } from "./local/open-local-host.ts";
import { NOT_RUNNING } from "./not-running.ts";
import { chooseProgress } from "./render/choose-progress.ts";
import { failureText, interruptedText, operationText, takeOverText } from "./render/operation-text.ts";
import { type RolloutChoices, saidRolloutOptions } from "./rollout/rollout-options.ts";
import { say, sayErrors } from "./say-error.ts";
import { isStructured, writeFrame } from "./structured-output.ts";
import { Interrupted } from "./terminal.ts";

/** Starts, stops or restarts, shows how it goes, and prints what became of it. */
export async function runOperation(
  kind: OperationKind,
  components: readonly string[],
  wanted: RolloutChoices,
  context: CommandContext,
): Promise<number> {
  if (context.choices.selection !== null)
    return (await import("./fleet/run-fleet-operation.ts")).runFleetOperation(kind, [...new Set(components)], wanted, context);
  const [idle] = saidRolloutOptions(wanted);
  if (idle !== undefined) {
    const problem = `${idle} is for many hosts, and this would be the local one; say which with --host or --all`;
    throw new FaultError({ code: "INVALID_REQUEST", problem });
  }
  const { answer, interrupted } = await operate(kind, [...new Set(components)], context);
  const exitCode = interrupted?.exitCode ?? worstExitCode([operationExitCode(answer)]);
  const { choices, terminal, paint } = context;
  if (isStructured(choices.output)) {
    terminal.stdout.write(await writeFrame(frameOf(kind, exitCode, [operationHostObject(answer)]), choices.output));
  } else if (!choices.quiet) {
    const text = operationText([answer], paint.stdout);
    if (text !== "") terminal.stdout.write(`${text}\n`);
  }
  sayErrors([answer], context, "; nothing was changed");
  const failure = failureText([answer], paint.stderr);
  if (failure !== "") terminal.stderr.write(`${failure}\n`);
  if (interrupted !== null) say(interruptedText(kind, answer.value), context);
  return exitCode;
}

interface Operated {
  readonly answer: HostAnswer<Operation>;
  readonly interrupted: Interrupted | null;
}

async function operate(kind: OperationKind, components: readonly string[], context: CommandContext): Promise<Operated> {
  const { choices, terminal } = context;
  const named = isStructured(choices.output);
  const host = openLocalHost(choices, terminal);
  const view = chooseProgress(context);
  let accepted: Operation | null = null;
  try {
    const wish = { kind, components, timeout: choices.timeout, reason: choices.reason, named };
    const answer = await localOperation(host, wish, terminal.interrupted, {
      onUpdate: (update) => {
        if (update.t === "progress") view.show(update.progress);
        else accepted = update.operation;
      },
      onNotRunning: () => {
        if (!named && !choices.quiet) terminal.stdout.write(`${NOT_RUNNING}\n`);
      },
      onTakeOver: (unattended) => view.say(takeOverText(unattended)),
    });
    return { answer, interrupted: null };
  } catch (error) {
    const reason: unknown = terminal.interrupted.reason;
    if (!(reason instanceof Interrupted)) throw error;
    return { answer: { host: host.name, outcome: "unknown", value: accepted, error: null }, interrupted: reason };
  } finally {
    view.close();
  }
}
