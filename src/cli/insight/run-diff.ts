import { ms, seconds } from "../../core/duration.ts";
import { ExitCode } from "../../core/exit-code.ts";
import type { HostStatus } from "../../core/status.ts";
import { areAlike, type ComparedHost, diffHosts, type HostDiff } from "../../fleet/diff-hosts.ts";
import { selectHosts } from "../../fleet/select-hosts.ts";
import type { CommandContext } from "../command-context.ts";
import { askFleet } from "../fleet/ask-fleet.ts";
import { inOrder } from "../fleet/in-order.ts";
import { type Fleet, openFleet } from "../fleet/open-fleet.ts";
import { sayFleetErrors } from "../fleet/say-fleet-errors.ts";
import type { HostAnswer } from "../host-answer.ts";
import { diffText } from "../render/diff-text.ts";
import { chooseFanOut } from "../render/fan-out-progress.ts";
import { selectionOf } from "../run-hosts.ts";
import { say } from "../say-error.ts";
import { isStructured } from "../structured-output.ts";
import { Interrupted } from "../terminal.ts";
import { writeDiff } from "./diff-frame.ts";
import { oneHost } from "./one-host.ts";

/** What `diff` is asked. */
export interface DiffWish {
  /** Beside those of `--host`; none at all: all hosts. */
  readonly selectors: readonly string[];
  /** A selection of exactly one host; null: what most have. */
  readonly against: string | null;
}

const ANSWERS_WITHIN = seconds(5);
/** Beyond what connecting and calling may take: only a defect makes a host take longer. */
const GRACE = seconds(5);

/** Asks the hosts how they are set up, and shows which of them differ. */
export async function runDiff({ selectors, against }: DiffWish, context: CommandContext): Promise<number> {
  const { choices } = context;
  const selection = selectionOf(selectors, choices.selection);
  const all = against === null || selection.all ? selection : { ...selection, hosts: [...selection.hosts, against] };
  const fleet = await openFleet({ ...context, choices: { ...choices, selection: all } }, choices.timeout ?? ANSWERS_WITHIN);
  return await fleetDiff(against, fleet, context);
}

/** The same, of a fleet that is open. */
export async function fleetDiff(wanted: string | null, fleet: Fleet, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const against =
    wanted === null ? null : oneHost(wanted, "--against", (selection) => selectHosts(fleet.inventory, selection)).name;
  const answers = await ask(fleet, context);
  const told = answers.flatMap(({ host, value }) => (value === null ? [] : [{ host, ...setUpOf(value) }]));
  const unknown = answers.filter(({ value }) => value === null);
  const reason: unknown = terminal.interrupted.reason;
  const reachable = against === null || told.some(({ host }) => host === against);
  const diff = diffHosts(told, against);
  const exitCode = reason instanceof Interrupted ? reason.exitCode : exitCodeOf(diff, unknown.length);
  const shown = { diff, against, unknown: unknown.map(({ host }) => host), hosts: answers.length };
  if (isStructured(choices.output)) terminal.stdout.write(await writeDiff(shown, answers, exitCode, choices.output));
  else if (!choices.quiet && told.length > 0 && reachable) {
    const [width, wide] = [terminal.stdout.columns, choices.output === "wide"];
    terminal.stdout.write(`${diffText(shown, { width, wide, fold: choices.fold, paint: context.paint.stdout })}\n`);
  }
  sayFleetErrors(unknown, fleet, context);
  if (!reachable) say(`${against} did not tell how it is set up, so nothing can be compared with it`, context);
  return exitCode;
}

const exitCodeOf = (diff: HostDiff, unknown: number): ExitCode =>
  unknown > 0 ? ExitCode.UNKNOWN : areAlike(diff) ? ExitCode.OK : ExitCode.FAILED;

const setUpOf = ({ supervisor, components }: HostStatus): Omit<ComparedHost, "host"> => ({
  version: supervisor.version,
  configHash: supervisor.configHash,
  components: components.map(({ name, desired }) => ({ name, desired })),
});

async function ask(fleet: Fleet, context: CommandContext): Promise<readonly HostAnswer<HostStatus>[]> {
  const { terminal } = context;
  const view = chooseFanOut(context, fleet.hosts.length);
  const answers: HostAnswer<HostStatus>[] = [];
  const question = {
    ask: (connection, { name }, call) => connection.status({ components: [], expectedHost: name }, call),
    width: fleet.concurrency,
    hostDeadline: ms(fleet.connectTimeout + fleet.callTimeout + GRACE),
    signal: terminal.interrupted,
  } satisfies Parameters<typeof askFleet<HostStatus>>[1];
  try {
    for await (const answer of askFleet(fleet, question, view)) answers.push(answer);
  } finally {
    view.close();
  }
  return inOrder(fleet, answers);
}
