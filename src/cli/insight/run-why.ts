import { ms, seconds } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import { localCaller } from "../../core/host-service.ts";
import type { HostStatus } from "../../core/status.ts";
import type { CommandContext } from "../command-context.ts";
import { askFleet } from "../fleet/ask-fleet.ts";
import { type Fleet, openFleet } from "../fleet/open-fleet.ts";
import { sayFleetErrors } from "../fleet/say-fleet-errors.ts";
import { answered, type HostAnswer, notAnswered } from "../host-answer.ts";
import type { LocalHost } from "../local/local-host.ts";
import { localLogs } from "../local/local-logs.ts";
import { localStatus } from "../local/local-status.ts";
import { openLocalHost } from "../local/open-local-host.ts";
import { silentFanOut } from "../render/fan-out-progress.ts";
import { say, sayErrors } from "../say-error.ts";
import { Interrupted } from "../terminal.ts";
import { offsetWords } from "./clock-offset.ts";
import { gatherMemory, type Rememberer, shiftedExit, type Told } from "./gather-memory.ts";
import { printWhy, type WhyAnswer } from "./print-why.ts";
import { waitChain } from "./wait-chain.ts";
import type { WhyFacts } from "./why-facts.ts";

/** What `why` is asked. */
export interface WhyWish {
  /** A selection of exactly one host; null: that of `--host`, else this one. */
  readonly host: string | null;
  readonly component: string;
}

const ANSWERS_WITHIN = seconds(5);
/** There are five answers at the most, one after the other: status, events, operation, log, and reaching it. */
const ANSWERS = 5;

/** Explains why a component is as it is. */
export async function runWhy({ host, component }: WhyWish, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const within = choices.timeout ?? ANSWERS_WITHIN;
  const selection = host === null ? choices.selection : { hosts: [host], exclude: [], all: false };
  if (selection === null) return await localWhy(component, openLocalHost(choices, terminal), context);
  const fleet = await openFleet({ ...context, choices: { ...choices, selection } }, within);
  return await fleetWhy(component, fleet, context);
}

/** The same, of one host of a fleet that is open. */
export async function fleetWhy(component: string, fleet: Fleet, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const [only, ...more] = fleet.hosts;
  if (only === undefined || more.length > 0) {
    say(`why explains one host; these are ${fleet.hosts.length}`, context);
    return 2;
  }
  const question = {
    ask: async (connection, { name }, call) => {
      const status = await connection.status({ components: [], expectedHost: name }, call);
      return await factsOf(component, status, connection, name, call.signal, context);
    },
    width: 1,
    hostDeadline: ms(fleet.connectTimeout + ANSWERS * fleet.callTimeout),
    signal: terminal.interrupted,
  } satisfies Parameters<typeof askFleet<WhyFacts>>[1];
  for await (const answer of askFleet(fleet, question, silentFanOut)) {
    const reason: unknown = terminal.interrupted.reason;
    if (reason instanceof Interrupted) return reason.exitCode;
    const exitCode = await printWhy(component, answer, (words) => `${fleet.aim(answer.host)} ${words}`, context);
    if (answer.value === null) sayFleetErrors([answer], fleet, context);
    return exitCode;
  }
  throw new Error("a fleet of one host gave no answer");
}

/** The same, of the host that the command runs on. */
export async function localWhy(component: string, host: LocalHost, context: CommandContext): Promise<number> {
  const { terminal, choices } = context;
  const within = choices.timeout ?? ANSWERS_WITHIN;
  const status = await localStatus(host, { components: [], within, configured: true }, terminal.interrupted);
  const answer = await localFacts(component, status, host, context);
  const home = choices.home === null || choices.home === terminal.env.IMAGESERVING_HOME ? [] : ["--home", choices.home];
  const exitCode = await printWhy(component, answer, (words) => ["ImageServing", ...home, words].join(" "), context);
  if (answer.value === null) sayErrors([answer], context);
  return exitCode;
}

async function localFacts(
  component: string,
  { host: name, value, error }: HostAnswer<HostStatus>,
  host: LocalHost,
  context: CommandContext,
): Promise<WhyAnswer> {
  const { terminal, choices } = context;
  if (value === null)
    return { host: name, outcome: error === null ? "unknown" : notAnswered(name, error).outcome, value: null, error };
  const signal = terminal.interrupted;
  try {
    if (value.supervisor.pid === null) return answered(name, await factsWithoutAgent(component, value, host, signal));
    const agent = await host.connect(choices.timeout ?? ANSWERS_WITHIN);
    try {
      return answered(name, await factsOf(component, value, agent, "", signal, context));
    } finally {
      agent.close();
    }
  } catch (failure) {
    signal.throwIfAborted();
    if (!(failure instanceof FaultError)) throw failure;
    return notAnswered(name, failure);
  }
}

async function factsOf(
  name: string,
  status: HostStatus,
  agent: Rememberer,
  expectedHost: string,
  signal: AbortSignal,
  context: CommandContext,
): Promise<WhyFacts> {
  const { clock, userName } = context.terminal;
  const chain = chainIn(name, status);
  const call = { caller: localCaller(userName), signal };
  const told = await gatherMemory({ agent, chain, expectedHost, context: call, wall: () => clock.wall() });
  if (told.offset !== 0)
    say(`warning: ${offsetWords(status.host, told.offset)}; its times are shown as this one has them`, context);
  return { host: status.host, status, chain: ofThisClock(chain, told), memory: told.memory, log: told.log, now: clock.wall() };
}

const ofThisClock = ([first, ...rest]: WhyFacts["chain"], { offset }: Told): WhyFacts["chain"] => {
  const moved = (component: (typeof rest)[number]) =>
    component.lastExit === null ? component : { ...component, lastExit: shiftedExit(component.lastExit, offset) };
  return [moved(first), ...rest.map(moved)];
};

/** Rejects with UNKNOWN_COMPONENT where the host has none of that name. */
function chainIn(name: string, { components }: HostStatus): WhyFacts["chain"] {
  const component = components.find((each) => each.name === name);
  if (component !== undefined) return waitChain(component, components);
  throw new FaultError({ code: "UNKNOWN_COMPONENT", names: [name], known: components.map((each) => each.name) });
}

async function factsWithoutAgent(name: string, status: HostStatus, host: LocalHost, signal: AbortSignal): Promise<WhyFacts> {
  const chain = chainIn(name, status);
  const lines: string[] = [];
  const request = { components: [name], lines: 6, follow: false, named: false };
  await localLogs(host, request, signal, async (more) => void lines.push(...more.lines));
  const memory = "no agent is running, so nobody can be asked what happened";
  return { host: status.host, status, chain: [chain[0]], memory, log: lines, now: host.clock.wall() };
}
