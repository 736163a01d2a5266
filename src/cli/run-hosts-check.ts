import { between } from "../core/clock.ts";
import { ExitCode } from "../core/exit-code.ts";
import { localCaller } from "../core/host-service.ts";
import type { InventoryHost } from "../core/inventory.ts";
import { fanOut } from "../fleet/fan-out.ts";
import type { Answer } from "../fleet/outcome.ts";
import type { CommandContext } from "./command-context.ts";
import { aimOf } from "./fleet/aim.ts";
import { connectFleet } from "./fleet/connect-fleet.ts";
import { hostFault } from "./fleet/host-fault.ts";
import { listedHosts, listedObject } from "./fleet/listed-host.ts";
import type { Targets } from "./fleet/targets.ts";
import { frameOf, type HostObject, plainObject, SCHEMA_VERSION } from "./frame.ts";
import { answerOf } from "./host-answer.ts";
import { checkText, type ReachedHost } from "./render/check-text.ts";
import { say } from "./say-error.ts";
import { isStructured, jsonLine, writeFrame } from "./structured-output.ts";
import { Interrupted } from "./terminal.ts";

/** Asks every host how it stands, and shows which of them answered. */
export async function runHostsCheck(targets: Targets, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const listed = new Map(listedHosts(targets).map((host) => [host.name, listedObject(host)]));
  const objectOf = (answer: Answer<ReachedHost>) => objectIn(answer, listed.get(answer.host) ?? {});
  const answers: Answer<ReachedHost>[] = [];
  for await (const answer of check(targets, context)) {
    answers.push(answer);
    if (choices.output === "jsonl")
      terminal.stdout.write(jsonLine({ schemaVersion: SCHEMA_VERSION, command: "hosts", ...objectOf(answer) }));
  }
  const place = new Map(targets.hosts.map(({ name }, at) => [name, at]));
  answers.sort((a, b) => (place.get(a.host) ?? 0) - (place.get(b.host) ?? 0));
  const exitCode = exitCodeFor(answers, terminal.interrupted.reason);
  if (choices.output === "json" || choices.output === "yaml")
    terminal.stdout.write(await writeFrame(frameOf("hosts", exitCode, answers.map(objectOf)), choices.output));
  else if (!isStructured(choices.output) && !choices.quiet) {
    const { hosts } = targets.inventory.inventory;
    const addressOf = (host: string) => hosts.get(host)?.address ?? null;
    const fold = choices.fold && choices.output !== "wide";
    const text = checkText(answers, { paint: context.paint.stdout, fold, addressOf });
    terminal.stdout.write(`${text}\n`);
  }
  return exitCode;
}

async function* check(targets: Targets, context: CommandContext): AsyncGenerator<Answer<ReachedHost>> {
  const { choices, terminal } = context;
  const { clock, interrupted, userName } = terminal;
  const fleet = await connectFleet(targets, choices, terminal);
  if (!choices.quiet) for (const warning of fleet.warnings) say(`warning: ${warning}`, context);
  const ask = async (host: InventoryHost, signal: AbortSignal): Promise<ReachedHost> => {
    const from = clock.now();
    await using connection = fleet.open(host);
    const query = { components: [], expectedHost: host.name };
    const { supervisor } = await connection.status(query, { caller: localCaller(userName), signal });
    return { within: between(from, clock.now()), version: supervisor.version };
  };
  const options = { width: choices.concurrency, hostDeadline: null, clock, signal: interrupted };
  const aim = aimOf(choices, terminal.env.IMAGESERVING_HOME);
  for await (const answer of fanOut(targets.hosts, ask, options))
    yield answer.outcome === "ok" ? answer : { ...answer, error: hostFault(answer.host, answer.error, aim) };
}

function objectIn(answer: Answer<ReachedHost>, listed: Readonly<Record<string, unknown>>): HostObject {
  const told =
    answer.outcome === "ok" ? { reachedInMs: Math.round(answer.value.within), version: answer.value.version || null } : {};
  return plainObject({ ...answerOf(answer), value: { ...listed, ...told } });
}

function exitCodeFor(answers: readonly Answer<ReachedHost>[], interrupt: unknown): ExitCode | 130 | 143 {
  if (interrupt instanceof Interrupted) return interrupt.exitCode;
  return answers.every(({ outcome }) => outcome === "ok") ? ExitCode.OK : ExitCode.UNKNOWN;
}
