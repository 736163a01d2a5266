import { ms, seconds } from "../../core/duration.ts";
import type { ExitCode } from "../../core/exit-code.ts";
import type { HostStatus } from "../../core/status.ts";
import type { CommandContext } from "../command-context.ts";
import { statusExitCode, worstExitCode } from "../exit-codes.ts";
import { frameOf, SCHEMA_VERSION, statusObject } from "../frame.ts";
import type { HostAnswer } from "../host-answer.ts";
import { printStatus } from "../print-status.ts";
import { chooseFanOut } from "../render/fan-out-progress.ts";
import { fleetStatusText } from "../render/fleet-status-text.ts";
import { isStructured, jsonLine, writeFrame } from "../structured-output.ts";
import { Interrupted } from "../terminal.ts";
import { askFleet, type FleetQuestion } from "./ask-fleet.ts";
import { inOrder } from "./in-order.ts";
import { addressBook, type Fleet, openFleet } from "./open-fleet.ts";
import { sayFleetErrors } from "./say-fleet-errors.ts";

const ANSWERS_WITHIN = seconds(5);
/** Beyond what connecting and calling may take: only a defect makes a host take longer. */
const GRACE = seconds(5);

/** Asks the selected hosts how they stand, and prints it. */
export async function runFleetStatus(components: readonly string[], context: CommandContext): Promise<number> {
  return await fleetStatus(components, await openFleet(context, context.choices.timeout ?? ANSWERS_WITHIN), context);
}

/** The same, of a fleet that is open. */
export async function fleetStatus(components: readonly string[], fleet: Fleet, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const inLines = choices.output === "jsonl";
  const codes: ExitCode[] = [];
  const kept: HostAnswer<HostStatus>[] = [];
  const view = chooseFanOut(context, fleet.hosts.length);
  try {
    for await (const answer of askFleet(fleet, statusQuestion(components, fleet, context), view)) {
      codes.push(statusExitCode(answer));
      if (!inLines || answer.error !== null) kept.push(answer); // what has been printed is not kept
      if (!inLines) continue;
      view.print(() => terminal.stdout.write(jsonLine(hostLine(answer))));
      await terminal.stdout.drained();
    }
  } finally {
    view.close();
  }
  const reason: unknown = terminal.interrupted.reason;
  const exitCode = reason instanceof Interrupted ? reason.exitCode : worstExitCode(codes);
  const answers = inOrder(fleet, kept);
  if (isStructured(choices.output) && !inLines) {
    terminal.stdout.write(await writeFrame(frameOf("status", exitCode, answers.map(statusObject)), choices.output));
  }
  if (isStructured(choices.output) || choices.quiet) sayFleetErrors(answers, fleet, context);
  else print(answers, fleet, context);
  return exitCode;
}

const hostLine = (answer: HostAnswer<HostStatus>) => ({
  schemaVersion: SCHEMA_VERSION,
  command: "status",
  ...statusObject(answer),
});

const statusQuestion = (components: readonly string[], fleet: Fleet, { terminal }: CommandContext) =>
  ({
    ask: (connection, { name }, call) => connection.status({ components, expectedHost: name }, call),
    width: fleet.concurrency,
    hostDeadline: ms(fleet.connectTimeout + fleet.callTimeout + GRACE),
    signal: terminal.interrupted,
  }) satisfies FleetQuestion<HostStatus>;

/** One host is shown as the local one is. */
function print(answers: readonly HostAnswer<HostStatus>[], fleet: Fleet, context: CommandContext): void {
  const { choices, terminal, paint } = context;
  const [only] = answers;
  if (answers.length === 1 && only !== undefined) {
    if (only.value === null) sayFleetErrors(answers, fleet, context);
    else printStatus(answers, context);
    return;
  }
  const text = fleetStatusText(answers, {
    width: terminal.stdout.columns,
    paint: paint.stdout,
    now: terminal.clock.wall(),
    wide: choices.output === "wide",
    fold: choices.fold,
    aim: fleet.aim,
    addressOf: addressBook(fleet),
  });
  terminal.stdout.write(`${text}\n`);
}
