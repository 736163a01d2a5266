import { ms, seconds } from "../core/duration.ts";
import { ExitCode } from "../core/exit-code.ts";
import { FaultError } from "../core/fault.ts";
import type { NotificationTrial } from "../core/host-reports.ts";
import type { CommandContext } from "./command-context.ts";
import { answerExitCode, worstExitCode } from "./exit-codes.ts";
import { askFleet, type FleetQuestion } from "./fleet/ask-fleet.ts";
import { inOrder } from "./fleet/in-order.ts";
import { type Fleet, openFleet } from "./fleet/open-fleet.ts";
import { sayFleetErrors } from "./fleet/say-fleet-errors.ts";
import { frameOf, plainObject } from "./frame.ts";
import { answered, type HostAnswer, notAnswered } from "./host-answer.ts";
import type { LocalHost } from "./local/local-host.ts";
import { openLocalHost } from "./local/open-local-host.ts";
import { ownName } from "./local/own-name.ts";
import { askAgent } from "./local/reach-agent.ts";
import { chooseFanOut } from "./render/fan-out-progress.ts";
import { trialsText } from "./render/trials-text.ts";
import { say, sayErrors } from "./say-error.ts";
import { isStructured, writeFrame } from "./structured-output.ts";
import { Interrupted } from "./terminal.ts";

type Trials = readonly NotificationTrial[];

/** Longer than any notification may take, which is a minute. */
const ANSWERS_WITHIN = seconds(75);
/** Beyond what connecting and calling may take: only a defect makes a host take longer. */
const GRACE = seconds(5);

/** Has agents send a trial to their notifications, and prints what came of it. */
export async function runNotifyTest(names: readonly string[], context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const within = choices.timeout ?? ANSWERS_WITHIN;
  if (choices.selection !== null) return await fleetNotifyTest(names, await openFleet(context, within), context);
  const answer = await askHere(names, openLocalHost(choices, terminal), within, terminal.interrupted);
  return await show([answer], (answers) => sayErrors(answers, context), context);
}

/** The same, of a fleet that is open. */
export async function fleetNotifyTest(names: readonly string[], fleet: Fleet, context: CommandContext): Promise<number> {
  const view = chooseFanOut(context, fleet.hosts.length);
  const question: FleetQuestion<Trials> = {
    ask: (connection, { name }, call) => connection.testNotifications(names, name, call),
    width: fleet.concurrency,
    hostDeadline: ms(fleet.connectTimeout + fleet.callTimeout + GRACE),
    signal: context.terminal.interrupted,
  };
  const answers: HostAnswer<Trials>[] = [];
  try {
    for await (const answer of askFleet(fleet, question, view)) answers.push(answer);
  } finally {
    view.close();
  }
  return await show(inOrder(fleet, answers), (found) => sayFleetErrors(found, fleet, context), context);
}

async function askHere(
  names: readonly string[],
  host: LocalHost,
  within: FleetTimeout,
  signal: AbortSignal,
): Promise<HostAnswer<Trials>> {
  let name = host.name;
  try {
    name = await ownName(host, signal);
    const reply = await askAgent(host, within, signal, (agent, call) => agent.testNotifications(names, "", call));
    if (reply.t === "answered") return answered(name, reply.value);
    return notAnswered(name, noAgent(name));
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return notAnswered(name, error);
  }
}

type FleetTimeout = Fleet["callTimeout"];

const noAgent = (target: string): FaultError =>
  new FaultError(
    { code: "UNREACHABLE", target, cause: "no agent is running" },
    "no agent is running here, and it is the agent that notifies; ImageServing start starts it",
  );

async function show(
  answers: readonly HostAnswer<Trials>[],
  sayWhy: (answers: readonly HostAnswer<Trials>[]) => void,
  context: CommandContext,
): Promise<number> {
  const { choices, terminal, paint } = context;
  const reason: unknown = terminal.interrupted.reason;
  const exitCode = reason instanceof Interrupted ? reason.exitCode : worstExitCode(answers.map(exitCodeOfTrials));
  if (isStructured(choices.output)) {
    const objects = answers.map(({ value, outcome, ...answer }) =>
      plainObject({
        ...answer,
        outcome: outcome === "ok" && value?.some(({ ok }) => !ok) === true ? "failed" : outcome,
        value: value === null ? null : { trials: value },
      }),
    );
    terminal.stdout.write(await writeFrame(frameOf("notify test", exitCode, objects), choices.output));
  } else if (!choices.quiet) {
    const options = { width: terminal.stdout.columns, paint: paint.stdout, wide: choices.output === "wide" };
    for (const line of trialsText(answers, options)) terminal.stdout.write(`${line}\n`);
  }
  sayWhy(answers);
  for (const { host } of answers.filter(({ value }) => value?.length === 0))
    say(`${host}: no notifications are configured (notify in agent.yaml)`, context);
  return exitCode;
}

/** Where nothing was tried, nothing is proven. */
function exitCodeOfTrials(answer: HostAnswer<Trials>): ExitCode {
  if (answer.value === null) return answerExitCode(answer);
  if (answer.value.length === 0) return ExitCode.NOT_CONFIGURED;
  return answer.value.every(({ ok }) => ok) ? ExitCode.OK : ExitCode.FAILED;
}
