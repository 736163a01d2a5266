import { seconds } from "../../core/duration.ts";
import { ExitCode } from "../../core/exit-code.ts";
import { exitCodeOf, type FaultError } from "../../core/fault.ts";
import type { OperationUpdate } from "../../core/host-service.ts";
import type { Operation, OperationKind } from "../../core/operation.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import type { CommandContext } from "../command-context.ts";
import { operationExitCode, worstExitCode } from "../exit-codes.ts";
import { frameOf, operationHostObject, SCHEMA_VERSION } from "../frame.ts";
import type { HostAnswer } from "../host-answer.ts";
import { isNotAttempted } from "../not-attempted.ts";
import { chooseProgress } from "../render/choose-progress.ts";
import { chooseFanOut, silentFanOut } from "../render/fan-out-progress.ts";
import { doneText, operationSum, undoneText } from "../render/fleet-operation-text.ts";
import { failureText, operationText } from "../render/operation-text.ts";
import { silentProgress } from "../render/progress.ts";
import { isStructured, jsonLine, writeFrame } from "../structured-output.ts";
import { Interrupted } from "../terminal.ts";
import { inOrder } from "./in-order.ts";
import { addressBook, type Fleet, openFleet } from "./open-fleet.ts";
import { type OperateWish, operateMany, policyFor } from "./operate-many.ts";
import { sayContext } from "./say-context.ts";
import { sayFleetErrors } from "./say-fleet-errors.ts";

/** To the first word about an operation; how long the operation takes is another matter. */
const ACCEPTED_WITHIN = seconds(5);

/** Starts, stops or restarts on the selected hosts, shows how it goes, and prints what became of it. */
export async function runFleetOperation(
  kind: OperationKind,
  components: readonly string[],
  context: CommandContext,
): Promise<number> {
  return await fleetOperation(kind, components, await openFleet(context, ACCEPTED_WITHIN), context);
}

/** The same, on a fleet that is open. */
export async function fleetOperation(
  kind: OperationKind,
  components: readonly string[],
  fleet: Fleet,
  context: CommandContext,
): Promise<number> {
  const { choices, terminal } = context;
  sayContext(fleet, context);
  const wish = { kind, components, timeout: choices.timeout, reason: choices.reason };
  const answers = inOrder(fleet, await operated(wish, fleet, context));
  const reason: unknown = terminal.interrupted.reason;
  const exitCode = reason instanceof Interrupted ? reason.exitCode : worstExitCode(answers.map(operationExitCode));
  if (isStructured(choices.output) && choices.output !== "jsonl") {
    terminal.stdout.write(await writeFrame(frameOf(kind, exitCode, answers.map(operationHostObject)), choices.output));
  }
  if (fleet.hosts.length === 1) printOne(wish, answers, fleet, context);
  else printMany(wish, answers, fleet, context);
  return exitCode;
}

async function operated(wish: OperateWish, fleet: Fleet, context: CommandContext): Promise<readonly HostAnswer<Operation>[]> {
  const { choices, terminal } = context;
  const alone = fleet.hosts.length === 1;
  const all = alone ? silentFanOut : chooseFanOut(context, fleet.hosts.length);
  const one = alone ? chooseProgress(context) : silentProgress;
  const answers: HostAnswer<Operation>[] = [];
  try {
    const watcher = {
      begun: (host: string) => all.begun(host),
      ended: (host: string, outcome: HostAnswer<Operation>["outcome"]) => all.ended(host, outcome),
      update: (_: string, update: OperationUpdate) => update.t === "progress" && one.show(update.progress),
    };
    const policy = policyFor(wish.kind, choices.concurrency);
    for await (const answer of operateMany(fleet, wish, policy, terminal.interrupted, watcher)) {
      answers.push(answer);
      if (choices.output !== "jsonl") continue;
      const line = { schemaVersion: SCHEMA_VERSION, command: wish.kind, ...operationHostObject(answer) };
      all.print(() => terminal.stdout.write(jsonLine(line)));
    }
  } finally {
    all.close();
    one.close();
  }
  return answers;
}

/** As on the local host. */
function printOne({ kind }: OperateWish, answers: readonly HostAnswer<Operation>[], fleet: Fleet, context: CommandContext): void {
  const { choices, terminal, paint } = context;
  const text = isStructured(choices.output) || choices.quiet ? "" : operationText(answers, paint.stdout);
  if (text !== "") terminal.stdout.write(`${text}\n`);
  sayFleetErrors(answers, fleet, context);
  const failure = failureText(answers, paint.stderr);
  if (failure !== "") terminal.stderr.write(`${failure}\n`);
  const goingOn = answers.filter(({ value, error }) => value?.result === "running" && error === null);
  if (goingOn.length > 0) sayUndone(kind, goingOn, fleet, context);
}

function printMany(wish: OperateWish, answers: readonly HostAnswer<Operation>[], fleet: Fleet, context: CommandContext): void {
  const { choices, terminal, paint } = context;
  const options = { aim: fleet.aim, addressOf: addressBook(fleet), fold: choices.fold, wide: choices.output === "wide" };
  const forPeople = !isStructured(choices.output) && !choices.quiet;
  const done = doneText(wish.kind, answers, { ...options, width: terminal.stdout.columns, paint: paint.stdout });
  if (forPeople && done !== "") terminal.stdout.write(`${done}\n`);
  sayUndone(wish.kind, answers, fleet, context);
  if (forPeople) terminal.stdout.write(`${operationSum(answers, paint.stdout)}\n`);
  for (const line of commandsForTheRest(wish, answers, fleet)) terminal.stderr.write(`${line}\n`);
}

/** Says on stderr, quiet or not, on which hosts it was not done, and why. */
function sayUndone(kind: OperationKind, answers: readonly HostAnswer<Operation>[], fleet: Fleet, context: CommandContext): void {
  const { choices, terminal, paint } = context;
  const options = { aim: fleet.aim, addressOf: addressBook(fleet), fold: choices.fold, wide: choices.output === "wide" };
  const text = undoneText(kind, answers, { ...options, width: terminal.stderr.columns, paint: paint.stderr });
  if (text !== "") terminal.stderr.write(`${text}\n`);
}

/** What to type for the hosts that were never asked, and for those on which it did not work; unknown ones have to be looked at first. */
function commandsForTheRest(
  { kind, components }: OperateWish,
  answers: readonly HostAnswer<Operation>[],
  { aim }: Fleet,
): readonly string[] {
  const command = (hosts: readonly HostAnswer<Operation>[]) =>
    [aim(foldHosts(hosts.map(({ host }) => host))), kind, ...components].join(" ");
  const untried = answers.filter(({ error }) => isNotAttempted(error));
  const bad = answers.filter(
    ({ outcome, error }) => (outcome === "failed" || outcome === "unreachable") && !isNotAttempted(error) && !isMisuse(error),
  );
  return [
    ...(bad.length === 0 ? [] : [`again, once mended:  ${command(bad)}`]),
    ...(untried.length === 0 ? [] : [`not attempted yet:   ${command(untried)}`]),
  ];
}

/** Whether asking again could never help. */
const isMisuse = (error: FaultError | null): boolean => error !== null && exitCodeOf(error.fault.code) === ExitCode.USAGE;
