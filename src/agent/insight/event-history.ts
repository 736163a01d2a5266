import { sleep } from "../../core/clock.ts";
import { seconds } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import type { EventBatch, EventsQuery, HostEvent } from "../../core/host-event.ts";
import { withoutMemoryGuess } from "../../core/memory-guess.ts";
import type { ComponentName } from "../../core/names.ts";
import type { ComponentStatus, ExitRecord } from "../../core/status.ts";
import type { Change } from "../change.ts";
import { type ComponentFacts, ComponentStory } from "./component-story.ts";
import { type EventDraft, shortened } from "./event-draft.ts";
import { EventFollower } from "./event-follower.ts";
import { readRecord } from "./event-records.ts";
import type { KeptEvent } from "./event-ring.ts";
import { concerns } from "./event-rings.ts";
import { EventStore, type EventStoreParts } from "./event-store.ts";
import { HostStory } from "./host-story.ts";

/** What the events of a host are made from. */
export interface EventHistoryParts extends EventStoreParts {
  /** Of the configuration in use. */
  readonly configHash: string;
  /** What a component's status does not tell of it, now. */
  factsOf(name: ComponentName): ComponentFacts;
  /** The components as they stand. */
  statuses(): readonly ComponentStatus[];
  /** What speaks for a cause of this end, each one sentence. Must not throw. */
  evidenceOf(name: ComponentName, exit: ExitRecord): readonly string[];
  /** The last lines of a component's log. */
  tail(name: ComponentName, lines: number): Promise<readonly string[]>;
}

/** How many changes are held back until the agent has said that it started; it does so within a second. */
const MOST_HELD = 1_000;
/** The most that an event has of a log, and of other texts. */
const MOST_TAIL = { lines: 10, chars: 500 };
const MOST_MESSAGE_CHARS = 2_000;
const MOST_EVIDENCE = 10;
/** How long the last lines of a log may take, and how many events may wait for theirs. */
const TAIL_WITHIN = seconds(2);
const MOST_WAITING = 100;
/** How much goes into one message at once; a message of gRPC may have 4 MiB. */
const BATCH_BYTES = 256 * 1_024;

interface Waiting {
  readonly draft: EventDraft;
  readonly tail: Promise<readonly string[]>;
}

interface Stamped {
  readonly change: Change;
  readonly facts: ComponentFacts | null;
  readonly at: Date;
}

/** Makes events of what changes on this host, keeps them, and tells them to whoever asks. */
export class EventHistory {
  readonly #parts: EventHistoryParts;
  readonly #store: EventStore;
  readonly #components: ComponentStory;
  readonly #host: HostStory;
  readonly #followers = new Set<EventFollower>();
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #waiting: Waiting[] = [];
  #telling: Promise<void> | null = null;
  #held: Stamped[] | null = [];
  #closed = false;

  /** Reads what earlier agents left. Never throws. */
  constructor(parts: EventHistoryParts) {
    this.#parts = parts;
    this.#store = new EventStore(parts);
    const { components, host } = this.#store.loaded;
    const began = parts.clock.wall();
    this.#components = new ComponentStory(components, began);
    this.#host = new HostStory(host, began, parts.configHash);
  }

  /** Components of which there are events. */
  get components(): readonly ComponentName[] {
    return this.#store.rings.components;
  }
  /** What an operator should know of it, each one sentence. */
  get warnings(): readonly string[] {
    return this.#store.warnings;
  }

  /** Calls back with every event once it has its number, in order, until the returned function is called. */
  onEvent(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What changes while the agent begins is told after that it began. */
  changed(change: Change): void {
    if (this.#closed) return;
    const facts = change.t === "component" ? this.#parts.factsOf(change.component.name) : null;
    const stamped = { change, facts, at: this.#parts.clock.wall() };
    if (this.#held === null) this.#take(stamped);
    else if (change.t === "agent-started") this.#begin(stamped);
    else if (this.#held.push(stamped) > MOST_HELD) this.#begin(null);
  }

  /** Lets go of components that are not configured and of which nothing has been heard since. */
  ageOut(configured: ReadonlySet<ComponentName>, since: Date): void {
    this.#store.rings.ageOut(configured, since);
    this.#components.keep(new Set([...configured, ...this.components]));
  }

  async *query(query: EventsQuery, signal: AbortSignal): AsyncGenerator<EventBatch> {
    signal.throwIfAborted();
    await this.#telling; // an event that waits for the last lines of a log has happened already
    const names = new Set(query.components);
    const follower = new EventFollower((event) => concerns(event, names));
    if (query.follow) this.#followers.add(follower);
    try {
      const { events, forgottenUntil } = this.#store.rings.select(query);
      yield* this.#batches(events, forgottenUntil, 0);
      while (query.follow) {
        await follower.news(signal);
        signal.throwIfAborted();
        const { events, dropped } = follower.take();
        yield* this.#batches(events, null, dropped);
      }
    } finally {
      this.#followers.delete(follower);
    }
  }

  /** Writes what is not on disk yet. */
  async close(): Promise<void> {
    if (this.#held !== null) this.#begin(null);
    this.#closed = true;
    await this.#telling;
    await this.#store.close();
  }

  #begin(started: Stamped | null): void {
    const held = this.#held ?? [];
    this.#held = null;
    if (started !== null) this.#take(started);
    for (const one of held) this.#take(one);
    if (started === null) return;
    for (const component of this.#parts.statuses())
      this.#take({ change: { t: "component", component }, facts: this.#parts.factsOf(component.name), at: started.at });
  }

  #take({ change, facts, at }: Stamped): void {
    if (change.t === "component") this.#tell(...this.#componentChanged(change.component, facts ?? NO_FACTS, at));
    else this.#tell(this.#host.changed(change, at), change.t === "agent-started" ? this.#passedOver() : []);
  }

  #componentChanged(now: ComponentStatus, facts: ComponentFacts, at: Date): [EventDraft | null, readonly string[]] {
    const draft = this.#components.changed(now, facts, at, this.#host.causeOf(now.name));
    const exit = draft?.exit ?? null;
    const evidence = exit === null || exit.expected ? [] : this.#parts.evidenceOf(now.name, exit);
    // What was seen beside it says whether it was that; the sentence does not guess then.
    const told = draft === null || evidence.length === 0 ? draft : { ...draft, message: withoutMemoryGuess(draft.message) };
    return [told, evidence];
  }

  #passedOver(): readonly string[] {
    const { passedOver } = this.#store.loaded;
    return passedOver === 0 ? [] : [`${passedOver} ${passedOver === 1 ? "line" : "lines"} of events.log could not be read`];
  }

  #tell(draft: EventDraft | null, evidence: readonly string[]): void {
    if (draft === null) return;
    const tail =
      draft.wrong && draft.component !== null && this.#waiting.length < MOST_WAITING ? this.#tail(draft.component) : NONE;
    this.#waiting.push({ draft: { ...draft, evidence }, tail });
    this.#telling ??= this.#tellAll();
  }

  /** One after the other, so that none overtakes another that waits for the last lines of its log. */
  async #tellAll(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const { wrong: _, ...draft } = next.draft;
      const [tail, sequence] = [await next.tail, await this.#store.number()];
      const event: HostEvent = {
        sequence,
        ...draft,
        message: shortened(draft.message, MOST_MESSAGE_CHARS),
        evidence: draft.evidence.slice(0, MOST_EVIDENCE),
        tail,
      };
      const kept = this.#store.add(event);
      for (const follower of this.#followers) follower.tell(kept);
      for (const listener of this.#listeners) this.#call(listener, event);
      this.#waiting.shift();
    }
    this.#telling = null;
  }

  #call(listener: (event: HostEvent) => void, event: HostEvent): void {
    try {
      listener(event);
    } catch (error) {
      this.#parts.log.error({ why: messageOf(error) }, "an event could not be handed on");
    }
  }

  async #tail(name: ComponentName): Promise<readonly string[]> {
    const read = new AbortController();
    const late = sleep(this.#parts.clock, TAIL_WITHIN, read.signal).catch(() => {});
    try {
      const lines = await Promise.race([this.#parts.tail(name, MOST_TAIL.lines), late]);
      return (lines ?? []).slice(-MOST_TAIL.lines).map((line) => shortened(line, MOST_TAIL.chars));
    } catch {
      return []; // an event without its last lines is better than none
    } finally {
      read.abort();
    }
  }

  *#batches(kept: readonly KeptEvent[], forgottenUntil: Date | null, dropped: number): Generator<EventBatch> {
    let from = 0;
    do {
      let bytes = kept[from]?.bytes ?? 0;
      let end = from + 1;
      for (let next = kept[end]; next !== undefined && bytes + next.bytes <= BATCH_BYTES; next = kept[end]) {
        bytes += next.bytes;
        end++;
      }
      const first = from === 0;
      yield {
        events: kept.slice(from, end).flatMap(eventOf),
        forgottenUntil: first ? forgottenUntil : null,
        dropped: first ? dropped : 0,
        now: this.#parts.clock.wall(),
      };
      from = end;
    } while (from < kept.length);
  }
}

const NONE: Promise<readonly string[]> = Promise.resolve([]);
const NO_FACTS: ComponentFacts = { unhealthy: null, late: false, trouble: null };

function eventOf({ line }: KeptEvent): readonly HostEvent[] {
  const record = readRecord(line);
  return record?.t === "event" ? [record.event] : [];
}
