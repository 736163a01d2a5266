import { between, type Clock, sleep } from "../../core/clock.ts";
import { humanDuration, type Ms, ms } from "../../core/duration.ts";
import { FaultError, messageOf } from "../../core/fault.ts";
import { type EventBatch, type EventsQuery, MOST_EVENTS } from "../../core/host-event.ts";

/** How the events of one host are read. */
export interface EventsReading {
  /** Asks the agent, on a connection of its own that ends with the stream. */
  open(query: EventsQuery, signal: AbortSignal): AsyncIterable<EventBatch>;
  readonly clock: Clock;
  /** How far the clock of the host is ahead, by its first answer. What is asked for "since" is asked for again where it is. */
  offsetOf(batch: EventBatch): number;
  /** Says what happens to the connection: `lost: …`, `back after 3s`. */
  say(text: string): void;
}

/** Some events, with what went before them. */
export interface ReadBatch extends EventBatch {
  /** Whether it is the first answer of a connection, so that `forgottenUntil` means something. */
  readonly begins: boolean;
  /** Whether it goes on where an earlier connection was lost. */
  readonly resumed: boolean;
}

const FIRST_PAUSE = ms(250);
const LONGEST_PAUSE = ms(3_000);

/** Nobody is there for the moment; anything else is an answer. */
const PASSING: ReadonlySet<string> = new Set(["UNREACHABLE", "NOT_RESPONDING", "SHUTTING_DOWN"]);

/**
 * Reads the events of a host. Where they are followed, it goes on over an agent that ends, is killed or cannot be reached for a
 * while: what happened meanwhile comes when it is back. Rejects with what the first try rejects with, and with whatever is no
 * silence; when the signal aborts, too.
 */
export async function* readEvents(query: EventsQuery, reading: EventsReading, signal: AbortSignal): AsyncGenerator<ReadBatch> {
  let asked = yield* firstAnswer(query, reading, signal);
  if (!query.follow) return;
  for (;;) {
    const lostAt = reading.clock.now();
    reading.say(`lost${asked.why === "" ? "" : `: ${asked.why}`}; waits until it is back`);
    asked = yield* resumed({ ...query, since: null, limit: MOST_EVENTS, afterSequence: asked.last }, reading, signal, () =>
      reading.say(`back after ${humanDuration(between(lostAt, reading.clock.now()))}`),
    );
  }
}

/** How a connection ended. */
interface Ended {
  /** The last event that was read; 0: none was. */
  readonly last: number;
  readonly why: string;
}

async function* firstAnswer(query: EventsQuery, reading: EventsReading, signal: AbortSignal): AsyncGenerator<ReadBatch, Ended> {
  let [last, begins] = [query.afterSequence, true];
  try {
    for await (const batch of reading.open(query, signal)) {
      const offset = begins && query.since !== null ? reading.offsetOf(batch) : 0;
      if (offset !== 0 && query.since !== null) {
        const since = new Date(query.since.getTime() + offset);
        return yield* firstAnswer({ ...query, since }, { ...reading, offsetOf: () => 0 }, signal);
      }
      yield { ...batch, begins, resumed: false };
      [last, begins] = [batch.events.at(-1)?.sequence ?? last, false];
    }
    return { last, why: "" };
  } catch (error) {
    if (begins || !query.follow || !isPassing(error, signal)) throw error;
    return { last, why: messageOf(error) };
  }
}

/** Tries until it is back, then reads on. */
async function* resumed(
  query: EventsQuery,
  reading: EventsReading,
  signal: AbortSignal,
  onBack: () => void,
): AsyncGenerator<ReadBatch, Ended> {
  let [last, begins, pause]: [number, boolean, Ms] = [query.afterSequence, true, FIRST_PAUSE];
  for (;;) {
    await sleep(reading.clock, pause, signal);
    try {
      for await (const batch of reading.open(query, signal)) {
        if (begins) onBack();
        yield { ...batch, begins, resumed: true };
        [last, begins] = [batch.events.at(-1)?.sequence ?? last, false];
      }
      if (!begins) return { last, why: "" };
    } catch (error) {
      if (!isPassing(error, signal)) throw error;
      if (!begins) return { last, why: messageOf(error) };
    }
    pause = ms(Math.min(pause * 2, LONGEST_PAUSE));
  }
}

const isPassing = (error: unknown, signal: AbortSignal): boolean =>
  !signal.aborted && error instanceof FaultError && PASSING.has(error.fault.code);
