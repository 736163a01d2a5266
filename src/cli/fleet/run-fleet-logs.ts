import { seconds } from "../../core/duration.ts";
import { ExitCode } from "../../core/exit-code.ts";
import type { LogsQuery } from "../../core/host-service.ts";
import type { CommandContext } from "../command-context.ts";
import { answerExitCode, worstExitCode } from "../exit-codes.ts";
import { frameOf, plainObject } from "../frame.ts";
import type { HostAnswer } from "../host-answer.ts";
import { asLines, asObjects, type PrintLines } from "../print-lines.ts";
import { silentFanOut } from "../render/fan-out-progress.ts";
import { writeFrame } from "../structured-output.ts";
import { Interrupted } from "../terminal.ts";
import { askFleet, type FleetQuestion } from "./ask-fleet.ts";
import { Gate } from "./gate.ts";
import { inOrder } from "./in-order.ts";
import { type Fleet, openFleet } from "./open-fleet.ts";
import { readHostLogs } from "./read-host-logs.ts";
import { sayFleetErrors } from "./say-fleet-errors.ts";

type LogsWish = Omit<LogsQuery, "expectedHost">;

const BEGINS_WITHIN = seconds(5);

/** Prints the last lines of logs of the selected hosts, and what is added. */
export async function runFleetLogs(wish: LogsWish, context: CommandContext): Promise<number> {
  return await fleetLogs(wish, await openFleet(context, BEGINS_WITHIN), context);
}

/** The same, of a fleet that is open. */
export async function fleetLogs(wish: LogsWish, fleet: Fleet, context: CommandContext): Promise<number> {
  const { choices } = context;
  if (choices.output === "json" || choices.output === "yaml") return await printFrame(wish, choices.output, fleet, context);
  const many = fleet.hosts.length > 1;
  const prefixes = { hosts: many, components: wish.components.length !== 1 };
  const print = choices.output === "jsonl" ? asObjects(context) : asLines(prefixes, context);
  const answers = await readLogs(wish, fleet, context, print, (answer) => {
    // Who follows wants to know at once of whom there is nothing more to come.
    if (wish.follow) sayFleetErrors([answer], fleet, context);
  });
  if (!wish.follow && !context.terminal.outputClosed.aborted) sayFleetErrors(answers, fleet, context);
  return exitCodeFor(answers, context);
}

async function printFrame(wish: LogsWish, format: "json" | "yaml", fleet: Fleet, context: CommandContext): Promise<number> {
  const found = new Map(fleet.hosts.map(({ name }) => [name, new Map<string, string[]>()]));
  const answers = await readLogs(wish, fleet, context, async ({ component, lines }, host) => {
    const components = found.get(host) as Map<string, string[]>;
    const before = components.get(component);
    if (before === undefined) components.set(component, [...lines]);
    else for (const line of lines) before.push(line);
  });
  const exitCode = exitCodeFor(answers, context);
  const objects = answers.map((answer) => {
    const components = [...(found.get(answer.host) ?? [])].map(([name, lines]) => ({ name, lines }));
    return plainObject({ ...answer, value: answer.error === null ? { components } : null });
  });
  context.terminal.stdout.write(await writeFrame(frameOf("logs", exitCode, objects), format));
  sayFleetErrors(answers, fleet, context);
  return exitCode;
}

function exitCodeFor(answers: readonly HostAnswer<unknown>[], { terminal }: CommandContext): ExitCode | 130 | 143 {
  const reason: unknown = terminal.interrupted.reason;
  if (reason instanceof Interrupted) return reason.exitCode;
  return terminal.outputClosed.aborted ? ExitCode.OK : worstExitCode(answers.map(answerExitCode));
}

/** Hands lines on as they come, of all hosts at once where they are followed. Ends where nobody reads any more. */
async function readLogs(
  wish: LogsWish,
  fleet: Fleet,
  { terminal }: CommandContext,
  print: PrintLines,
  onEnd: (answer: HostAnswer<void>) => void = () => {},
): Promise<readonly HostAnswer<void>[]> {
  const query = { ...wish, components: [...new Set(wish.components)] };
  const gate = new Gate(fleet.concurrency);
  const signal = AbortSignal.any([terminal.interrupted, terminal.outputClosed]);
  const question: FleetQuestion<void> = {
    ask: (connection, { name }, call) =>
      readHostLogs(connection, { ...query, expectedHost: name }, call, { gate, fleet, onLines: (lines) => print(lines, name) }),
    width: wish.follow ? fleet.hosts.length : fleet.concurrency,
    hostDeadline: null,
    signal,
  };
  const answers: HostAnswer<void>[] = [];
  for await (const answer of askFleet(fleet, question, silentFanOut)) {
    answers.push(answer);
    if (!signal.aborted) onEnd(answer);
  }
  return inOrder(fleet, answers);
}
