import type { Clock } from "../../core/clock.ts";
import type { EventBatch, HostEvent } from "../../core/host-event.ts";
import type { EventCard, EventsAnswer } from "../../web/protocol.ts";

/** What a host remembers, for the page: the newest first, at the time of the dashboard's own clock. */
export async function eventCards(batches: AsyncIterable<EventBatch>, clock: Clock): Promise<EventsAnswer> {
  const cards: EventCard[] = [];
  let forgottenUntil: number | null = null;
  for await (const { events, forgottenUntil: until, now } of batches) {
    const ahead = now.getTime() - clock.wall().getTime();
    const own = (at: Date) => at.getTime() - ahead;
    if (until !== null) forgottenUntil = own(until);
    cards.push(...events.map((event) => eventCard(event, own)));
  }
  return { events: cards.reverse(), forgottenUntil };
}

const eventCard = (event: HostEvent, own: (at: Date) => number): EventCard => ({
  sequence: event.sequence,
  at: own(event.at),
  kind: event.kind,
  component: event.component,
  message: event.message,
  state: event.state,
  previousState: event.previousState,
  ready: event.ready,
  pid: event.pid,
  by: event.by,
  evidence: event.evidence,
  tail: event.tail,
});
