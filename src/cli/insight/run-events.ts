import { seconds } from "../../core/duration.ts";
import { ExitCode } from "../../core/exit-code.ts";
import { FaultError } from "../../core/fault.ts";
import { localCaller } from "../../core/host-service.ts";
import type { CommandContext } from "../command-context.ts";
import { answerExitCode } from "../exit-codes.ts";
import { answered, type HostAnswer, notAnswered } from "../host-answer.ts";
import type { LocalHost } from "../local/local-host.ts";
import { localStatus } from "../local/local-status.ts";
import { openLocalHost } from "../local/open-local-host.ts";
import { NOT_RUNNING } from "../not-running.ts";
import { say, sayErrors } from "../say-error.ts";
import { writeFrame } from "../structured-output.ts";
import { eventsFrame } from "./events-frame.ts";
import type { EventsReading } from "./follow-events.ts";
import {
  type EventsAccount,
  type EventsListener,
  type EventsWish,
  freshAccount,
  queryOf,
  readHostEvents,
  sayWhetherMore,
} from "./host-events.ts";
import { NewestEvents } from "./newest-events.ts";
import { eventPrinter } from "./print-events.ts";
import { momentOf } from "./since.ts";

const ANSWERS_WITHIN = seconds(5);

/** Prints what happened, and what happens. */
export async function runEvents(wish: EventsWish, context: CommandContext): Promise<number> {
  const { choices } = context;
  const oneDocument = choices.output === "json" || choices.output === "yaml";
  if (oneDocument && wish.follow) {
    say("events that are followed have no end, so they cannot be one document; use: --output jsonl", context);
    return ExitCode.USAGE;
  }
  if (choices.selection !== null) return await (await import("./run-fleet-events.ts")).runFleetEvents(wish, context);
  return await localEvents(wish, openLocalHost(choices, context.terminal), context);
}

/** The same, of the host that the command runs on. */
export async function localEvents(wish: EventsWish, host: LocalHost, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const newest = new NewestEvents(wish.limit);
  const print = eventPrinter(false, context);
  const onEvents: EventsListener["onEvents"] = wish.follow ? print : async (events) => newest.add(events);
  const { answer, exitCode } = await read(wish, host, { onEvents, warn: (text) => say(text, context) }, context);
  const events = newest.take();
  if (choices.output === "json" || choices.output === "yaml")
    terminal.stdout.write(await writeFrame(eventsFrame([answer], events, exitCode), choices.output));
  else await print(events);
  sayWhetherMore(wish, events.length, context);
  sayErrors([answer], context);
  return exitCode;
}

interface Read {
  readonly answer: HostAnswer<EventsAccount>;
  readonly exitCode: ExitCode;
}

/** Ends without a complaint where nobody reads any more. */
async function read(wish: EventsWish, host: LocalHost, listener: EventsListener, context: CommandContext): Promise<Read> {
  const { choices, terminal } = context;
  const within = choices.timeout ?? ANSWERS_WITHIN;
  const status = await localStatus(host, { components: [], within, configured: false }, terminal.interrupted);
  if (status.error !== null) return failed(status.host, status.error);
  // Only an agent has a pid; without one it is the files that told how things stand.
  if (status.value?.supervisor.pid === null) return { ...failed(status.host, nobodyTells()), exitCode: ExitCode.NOT_RUNNING };
  const account = freshAccount(status.host);
  const since = wish.since === null ? null : momentOf(wish.since, host.clock.wall());
  const signal = AbortSignal.any([terminal.interrupted, terminal.outputClosed]);
  const reading: Omit<EventsReading, "offsetOf"> = {
    open: openAt(host, within),
    clock: host.clock,
    say: (text) => choices.quiet || say(`the agent: ${text}`, context),
  };
  try {
    await readHostEvents(queryOf(wish, since, ""), reading, account, listener, signal);
    return { answer: answered(account.host, account), exitCode: ExitCode.OK };
  } catch (error) {
    terminal.interrupted.throwIfAborted();
    if (terminal.outputClosed.aborted) return { answer: answered(account.host, account), exitCode: ExitCode.OK };
    if (!(error instanceof FaultError)) throw error;
    return failed(account.host, error);
  }
}

function failed(host: string, error: FaultError): Read {
  const answer = notAnswered<EventsAccount>(host, error);
  return { answer, exitCode: answerExitCode(answer) };
}

const nobodyTells = (): FaultError =>
  new FaultError(
    { code: "SUPERVISOR_NOT_RUNNING" },
    `${NOT_RUNNING}: there is no agent to tell what happened; start it with: ImageServing start`,
  );

/** Each time on a connection of its own. */
const openAt = (host: LocalHost, within: Parameters<LocalHost["connect"]>[0]): EventsReading["open"] =>
  async function* (query, signal) {
    const agent = await host.connect(within);
    try {
      yield* agent.events(query, { caller: localCaller(host.userName), signal });
    } finally {
      agent.close();
    }
  };
