import { join } from "node:path";
import type { CancelTimer, Clock } from "../../core/clock.ts";
import { seconds } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import type { HostEvent } from "../../core/host-event.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import { type EventDisk, realEventDisk } from "./event-disk.ts";
import { writeRecord } from "./event-records.ts";
import { type KeptEvent, keptEvent } from "./event-ring.ts";
import { EventRings, type RingLimits } from "./event-rings.ts";
import { type LoadedEvents, loadEvents, nothingLoaded } from "./load-events.ts";

/** What the store of a host's events is made with. */
export interface EventStoreParts {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly disk?: EventDisk;
  readonly limits?: RingLimits;
}

/** So many numbers are reserved on disk at once. An agent that is killed leaves a jump of no more. */
const RESERVED_AT_ONCE = 1_000;
/** How soon it is tried again to write what could not be written, where nothing happens before. */
const WRITE_AGAIN = seconds(5);
/** How much is written at once. */
const PORTION_BYTES = 256 * 1_024;
/** How much more than twice of what is kept a file may have before it is written anew. */
const SLACK_BYTES = 256 * 1_024;

/**
 * The events of a host in memory and in `state/events.log`, which is added to and now and then written anew. Nothing here
 * rejects: what cannot be written stays in memory, as far as it is kept there, and is written when it can be.
 */
export class EventStore {
  readonly #parts: EventStoreParts;
  readonly #disk: EventDisk;
  readonly #file: string;
  /** What is kept. */
  readonly rings: EventRings;
  /** What earlier agents left written. */
  readonly loaded: LoadedEvents;
  #next: number;
  #reserved: number;
  #written: number;
  #size: number;
  /** The file ends within a line. */
  #torn: boolean;
  #unwritable: string | null = null;
  #appending: Promise<unknown> = Promise.resolve();
  #writing: Promise<void> | null = null;
  #cancelRetry: CancelTimer | null = null;
  #closed = false;

  /** Reads what is there. Never throws: a file that cannot be read or understood is said in the agent's log. */
  constructor(parts: EventStoreParts) {
    this.#parts = parts;
    this.#disk = parts.disk ?? realEventDisk;
    this.#file = join(parts.stateDir, "events.log");
    this.rings = new EventRings(parts.limits);
    this.loaded = this.#load();
    this.#next = this.loaded.next;
    this.#reserved = this.#next - 1; // anew for this agent, as the word of an end in order does not hold for it
    this.#written = this.loaded.written;
    this.#size = this.loaded.size;
    this.#torn = this.loaded.torn;
    if (this.loaded.passedOver > 0) this.#size = Number.POSITIVE_INFINITY; // written anew without them as soon as possible
  }

  /** What an operator should know of it, each one sentence. */
  get warnings(): readonly string[] {
    return this.#unwritable === null ? [] : [`events cannot be written and are kept in memory alone: ${this.#unwritable}`];
  }

  /** A number for the next event. Resolves when no later agent will give it out again, as far as the disk allows. */
  async number(): Promise<number> {
    if (this.#unwritable === null && this.#next > this.#reserved - RESERVED_AT_ONCE / 2) await this.#reserve();
    return this.#next++;
  }

  /** Keeps an event and has it written. */
  add(event: HostEvent): KeptEvent {
    const kept = keptEvent(event);
    this.rings.add(kept);
    this.#write();
    return kept;
  }

  /** Writes what is not written yet, as far as the disk takes it, and that the agent ended in order. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    await this.#writing;
    await this.#writeAll().catch((error) => this.#failed(error));
    if (this.#unwritable === null) await this.#append(writeRecord({ t: "closed", next: this.#next }), true).catch(() => {});
  }

  #load(): LoadedEvents {
    try {
      const loaded = loadEvents(this.#disk, this.#file, this.rings);
      if (loaded.unreadable) return this.#setAside("none of its lines is an event", loaded.passedOver);
      const { passedOver: lines } = loaded;
      if (lines > 0) this.#parts.log.warn({ file: this.#file, lines }, "lines of earlier events cannot be read");
      return loaded;
    } catch (error) {
      return this.#setAside(messageOf(error), 0);
    }
  }

  /** Whatever was told before: numbers go on from the seconds since 1970, as no host has had so many events. */
  #setAside(why: string, passedOver: number): LoadedEvents {
    const { log, clock } = this.#parts;
    const at = clock.wall().getTime();
    const next = Math.max(1, Math.floor(at / 1_000));
    log.error({ file: this.#file, why }, "earlier events cannot be read and are put aside");
    this.rings.forget("*", { at, sequence: next });
    try {
      this.#disk.setAside(this.#file);
    } catch (error) {
      log.error({ file: this.#file, why: messageOf(error) }, "they cannot be put aside either");
    }
    return { ...nothingLoaded(next), torn: true, passedOver, unreadable: true };
  }

  /** What was told and is not written when the agent is killed must not have its number given out again. */
  async #reserve(): Promise<void> {
    const upTo = this.#next + RESERVED_AT_ONCE - 1;
    try {
      await this.#append(writeRecord({ t: "numbers", upTo }), true);
      this.#reserved = upTo;
    } catch (error) {
      this.#failed(error);
    }
  }

  #write(): void {
    if (this.#writing !== null || this.#closed) return;
    this.#writing = this.#writeAll()
      .catch((error) => this.#failed(error))
      .finally(() => {
        this.#writing = null;
        if (this.#unwritable === null && this.rings.after(this.#written).length > 0) this.#write();
      });
  }

  async #writeAll(): Promise<void> {
    for (let some = this.#unwritten(); some.length > 0; some = this.#unwritten()) {
      // On a full disk there is room for some lines before there is for all of them.
      if (this.#unwritable === null && this.#size > 2 * this.rings.bytes + SLACK_BYTES) await this.#writeAnew();
      else {
        await this.#append([...this.#forgottenSince(this.#written), ...some.map(({ line }) => line)].join("\n"), false);
        this.#written = some.at(-1)?.sequence ?? this.#written;
      }
    }
    if (this.#unwritable !== null) this.#parts.log.info({ file: this.#file }, "events can be written again");
    this.#unwritable = null;
  }

  /** The oldest of those that are not in the file yet, a portion. What is kept no more is not written either. */
  #unwritten(): readonly KeptEvent[] {
    const all = this.rings.after(this.#written);
    let end = 0;
    for (let bytes = 0; end < all.length && (end === 0 || bytes <= PORTION_BYTES); end++) bytes += all[end]?.bytes ?? 0;
    return all.slice(0, end);
  }

  async #writeAnew(): Promise<void> {
    const events = this.rings.all();
    const numbers = writeRecord({ t: "numbers", upTo: Math.max(this.#reserved, this.#next - 1, 1) });
    const text = `${[...this.#forgottenSince(0), numbers, ...events.map(({ line }) => line)].join("\n")}\n`;
    await this.#inTurn(() => this.#disk.replace(this.#file, text));
    this.#written = events.at(-1)?.sequence ?? this.#written;
    this.#size = Buffer.byteLength(text);
    this.#torn = false;
  }

  /** What went out of memory without having been written, as no reader of the file could tell: a line for each ring. */
  #forgottenSince(written: number): readonly string[] {
    const since = [...this.rings.forgotten].filter(([, { sequence }]) => sequence > written);
    return since.map(([name, forgotten]) => writeRecord({ t: "forgotten", name, forgotten }));
  }

  async #append(lines: string, sync: boolean): Promise<void> {
    await this.#inTurn(async () => {
      const text = `${this.#torn ? "\n" : ""}${lines}\n`;
      this.#torn = true; // until it is known that all of it is there
      await this.#disk.append(this.#file, text, sync);
      this.#size += Buffer.byteLength(text);
      this.#torn = false;
    });
  }

  /** One after the other: what is torn by a full disk must not be gone on with by another. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#appending.then(act);
    this.#appending = turn.catch(() => {});
    return turn;
  }

  #failed(error: unknown): void {
    const { log, clock } = this.#parts;
    if (this.#unwritable === null) log.error({ file: this.#file, why: messageOf(error) }, "events cannot be written");
    this.#unwritable = messageOf(error);
    if (this.#closed) return;
    this.#cancelRetry ??= clock.after(
      WRITE_AGAIN,
      () => {
        this.#cancelRetry = null;
        this.#write();
      },
      { idle: true },
    );
  }
}
