import type { Clock } from "../../core/clock.ts";
import { type EventsQuery, type HostEvent, MOST_EVENTS } from "../../core/host-event.ts";
import type { CommandContext } from "../command-context.ts";
import { momentText } from "../render/moment-text.ts";
import { say } from "../say-error.ts";
import { clockOffset, offsetWords } from "./clock-offset.ts";
import { type EventsReading, type ReadBatch, readEvents } from "./follow-events.ts";
import type { Since } from "./since.ts";
import type { ToldEvent } from "./told-event.ts";

/** What `events` is asked. */
export interface EventsWish {
  /** Empty: of all, and of the host itself. */
  readonly components: readonly string[];
  /** Null: as far back as is kept. */
  readonly since: Since | null;
  /** The newest of those that are kept, over all hosts; 0 to 10,000. */
  readonly limit: number;
  readonly follow: boolean;
}

/** What is to be known of how the events of a host were read, beside the events. */
export interface EventsAccount {
  readonly host: string;
  /** By how many milliseconds its clock is ahead, beyond what may be the way of the message. */
  offset: number;
  /** Of what was asked for, events up to this moment are kept no more; null: nothing is missing. */
  forgottenUntil: Date | null;
  /** Events lost because they came faster than they were read. */
  dropped: number;
}

/** An account of a host of which nothing has been read. */
export const freshAccount = (host: string): EventsAccount => ({ host, offset: 0, forgottenUntil: null, dropped: 0 });

/** Who hears what is read. */
export interface EventsListener {
  /** @param begins whether they are the first of the host. Nothing more is read until it resolves. */
  onEvents(events: readonly ToldEvent[], begins: boolean): Promise<void>;
  /** Something is missing or wrong; it must be said. */
  warn(text: string): void;
}

/** Who asks since when must not take the newest few for all. */
export function sayWhetherMore({ since, limit, follow }: EventsWish, shown: number, context: CommandContext): void {
  if (since === null || follow || shown < limit || context.choices.quiet) return;
  say(`these are the newest ${limit}; for more, up to ${MOST_EVENTS}: -n`, context);
}

/** What is asked of the agent. @param since by the clock of this machine. */
export const queryOf = ({ components, limit, follow }: EventsWish, since: Date | null, expectedHost: string): EventsQuery => ({
  components: [...new Set(components)],
  since,
  afterSequence: 0,
  limit: Math.min(limit, MOST_EVENTS),
  follow,
  expectedHost,
});

/** Reads the events of one host and hands them on with times of this machine's clock; what is missing is said. */
export async function readHostEvents(
  query: EventsQuery,
  reading: Omit<EventsReading, "offsetOf">,
  account: EventsAccount,
  { onEvents, warn }: EventsListener,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = reading;
  const offsetOf = ({ now }: Pick<ReadBatch, "now">) => clockOffset(now, clock.wall());
  for await (const batch of readEvents(query, { ...reading, offsetOf }, signal)) {
    if (batch.begins && !batch.resumed) {
      account.offset = offsetOf(batch);
      if (account.offset !== 0) warn(`${offsetWords(account.host, account.offset)}; its times are shown as this one has them`);
    }
    noteMissing(batch, query, account, { warn, clock });
    await onEvents(batch.events.map(told(account)), batch.begins && !batch.resumed);
  }
}

const told =
  ({ host, offset }: EventsAccount) =>
  (event: HostEvent): ToldEvent => ({ host, event, at: new Date(event.at.getTime() - offset) });

function noteMissing(
  batch: ReadBatch,
  { since, limit }: EventsQuery,
  account: EventsAccount,
  { warn, clock }: { readonly warn: (text: string) => void; readonly clock: Clock },
): void {
  if (batch.dropped > 0) {
    account.dropped += batch.dropped;
    warn(`${batch.dropped} ${batch.dropped === 1 ? "event was" : "events were"} lost: more came than could be read in time`);
  }
  const { forgottenUntil } = batch;
  // Who asked for the newest few, and got them, misses nothing.
  const missed = batch.resumed || since !== null || batch.events.length < limit;
  if (!batch.begins || forgottenUntil === null || !missed) return;
  account.forgottenUntil = forgottenUntil;
  const until = new Date(forgottenUntil.getTime() - account.offset);
  warn(`events before ${momentText(until, clock.wall())} are not kept any more`);
}
