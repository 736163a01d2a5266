import { ms, seconds } from "../../core/duration.ts";
import { ExitCode } from "../../core/exit-code.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import type { HostConnection } from "../../rpc/client.ts";
import type { CommandContext } from "../command-context.ts";
import { answerExitCode, worstExitCode } from "../exit-codes.ts";
import { askFleet, type FleetQuestion } from "../fleet/ask-fleet.ts";
import { Gate } from "../fleet/gate.ts";
import { inOrder } from "../fleet/in-order.ts";
import { type Fleet, openFleet } from "../fleet/open-fleet.ts";
import { sayFleetErrors } from "../fleet/say-fleet-errors.ts";
import type { HostAnswer } from "../host-answer.ts";
import { silentFanOut } from "../render/fan-out-progress.ts";
import { say } from "../say-error.ts";
import { writeFrame } from "../structured-output.ts";
import { Interrupted } from "../terminal.ts";
import { EventBacklog } from "./event-backlog.ts";
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
import { eventPrinter, type PrintEvents } from "./print-events.ts";
import { momentOf } from "./since.ts";
import type { ToldEvent } from "./told-event.ts";

const BEGINS_WITHIN = seconds(5);

/** Prints what happened on the selected hosts, in the order of time, and what happens. */
export async function runFleetEvents(wish: EventsWish, context: CommandContext): Promise<number> {
  return await fleetEvents(wish, await openFleet(context, context.choices.timeout ?? BEGINS_WITHIN), context);
}

/** The same, of a fleet that is open. */
export async function fleetEvents(wish: EventsWish, fleet: Fleet, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const print = eventPrinter(fleet.hosts.length > 1, context);
  if (wish.follow) return exitCodeFor(await follow(wish, fleet, print, context), context);
  const newest = new NewestEvents(wish.limit);
  const answers = await read(wish, fleet, context, { take: async (_, events) => newest.add(events), end: () => {} });
  const exitCode = exitCodeFor(answers, context);
  const events = newest.take();
  if (choices.output === "json" || choices.output === "yaml")
    terminal.stdout.write(await writeFrame(eventsFrame(answers, events, exitCode), choices.output));
  else await print(events);
  sayWhetherMore(wish, events.length, context);
  if (!terminal.outputClosed.aborted) sayFleetErrors(answers, fleet, context);
  return exitCode;
}

type Answers = readonly HostAnswer<EventsAccount>[];

/** Who takes what the hosts say. */
interface Taker {
  /** @param begins whether they are the first of the host. Nothing more is read of it until it resolves. */
  take(host: string, events: readonly ToldEvent[], begins: boolean): Promise<void>;
  end(answer: HostAnswer<EventsAccount>): void;
}

async function follow(wish: EventsWish, fleet: Fleet, print: PrintEvents, context: CommandContext): Promise<Answers> {
  const names = fleet.hosts.map(({ name }) => name);
  const backlog = new EventBacklog(names, wish.limit, print);
  const cancel = fleet.clock.after(ms(fleet.connectTimeout + fleet.callTimeout), () => backlog.flush());
  const taker: Taker = {
    take: async (host, events, begins) => (begins ? await backlog.begin(host, events) : await print(events)),
    end: (answer) => {
      backlog.without(answer.host);
      // Who follows wants to know at once of whom there is nothing more to come.
      if (!isOver(context)) sayFleetErrors([answer], fleet, context);
    },
  };
  try {
    return await read(wish, fleet, context, taker);
  } finally {
    cancel();
    backlog.flush();
  }
}

async function read(wish: EventsWish, fleet: Fleet, context: CommandContext, taker: Taker): Promise<Answers> {
  const { terminal, choices } = context;
  const since = wish.since === null ? null : momentOf(wish.since, fleet.clock.wall());
  const gate = new Gate(fleet.concurrency);
  const ask = async (connection: HostConnection, host: InventoryHost, signal: AbortSignal): Promise<EventsAccount> => {
    const account = freshAccount(host.name);
    const leave = await gate.enter(); // all at once would be late for most of them
    const listener: EventsListener = {
      onEvents: (events, begins) => {
        leave();
        return taker.take(host.name, events, begins);
      },
      warn: (text) => say(fleet.hosts.length > 1 && !text.includes(host.name) ? `${host.name}: ${text}` : text, context),
    };
    const reading: Omit<EventsReading, "offsetOf"> = {
      open: opener(fleet, host, connection),
      clock: fleet.clock,
      say: (text) => choices.quiet || say(`${host.name}: ${text}`, context),
    };
    try {
      await readHostEvents(queryOf(wish, since, host.name), reading, account, listener, signal);
    } finally {
      leave();
    }
    return account;
  };
  const question: FleetQuestion<EventsAccount> = {
    ask: (connection, host, { signal }) => ask(connection, host, signal),
    width: wish.follow ? fleet.hosts.length : fleet.concurrency,
    hostDeadline: null,
    signal: AbortSignal.any([terminal.interrupted, terminal.outputClosed]),
  };
  const answers: HostAnswer<EventsAccount>[] = [];
  for await (const answer of askFleet(fleet, question, silentFanOut)) {
    answers.push(answer);
    taker.end(answer);
  }
  return inOrder(fleet, answers);
}

/** The first time on the connection that is open, then each time on a new one. */
function opener(fleet: Fleet, host: InventoryHost, first: HostConnection): EventsReading["open"] {
  let fresh = true;
  return async function* (query, signal) {
    const connection = fresh ? first : fleet.open(host);
    const own = !fresh;
    fresh = false;
    try {
      yield* connection.events(query, fleet.callContext(signal));
    } finally {
      if (own) connection.close();
    }
  };
}

const isOver = ({ terminal }: CommandContext): boolean => terminal.interrupted.aborted || terminal.outputClosed.aborted;

function exitCodeFor(answers: Answers, { terminal }: CommandContext): ExitCode | 130 | 143 {
  const reason: unknown = terminal.interrupted.reason;
  if (reason instanceof Interrupted) return reason.exitCode;
  return terminal.outputClosed.aborted ? ExitCode.OK : worstExitCode(answers.map(answerExitCode));
}
