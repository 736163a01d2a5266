import type { ComponentName } from "../../core/names.ts";
import type { Seen } from "./component-story.ts";
import type { EventDisk } from "./event-disk.ts";
import { type EventRecord, readRecord } from "./event-records.ts";
import { keptEvent } from "./event-ring.ts";
import { EventRings } from "./event-rings.ts";
import type { HostRemembered } from "./host-story.ts";

/** What earlier agents left written. */
export interface LoadedEvents {
  /** The number of the next event: greater than any that may have been told. */
  readonly next: number;
  /** The number of the last event that is in the file. */
  readonly written: number;
  /** How large the file is. */
  readonly size: number;
  /** The file ends within a line: a crash or a full disk tore it. */
  readonly torn: boolean;
  /** How many lines were not understood, a torn last one not counted. */
  readonly passedOver: number;
  /** Nothing at all of the file was understood, and it is not empty. */
  readonly unreadable: boolean;
  readonly components: ReadonlyMap<ComponentName, Seen>;
  readonly host: HostRemembered;
}

/** Whatever else is in the file, its end is enough for all that is kept. */
const MOST_READ = 32 * 2 ** 20;
const LINE_END = 0x0a;

/** Reads the file into the rings, line by line; what is not understood is passed over. Throws the error of the file system. */
export function loadEvents(disk: EventDisk, file: string, rings: EventRings): LoadedEvents {
  const end = disk.readEnd(file, MOST_READ);
  const reading = new Reading(rings);
  if (end === null) return reading.result(0, false);
  let from = 0;
  if (end.size > end.bytes.length) from = end.bytes.indexOf(LINE_END) + 1; // it begins within a line
  for (let at = end.bytes.indexOf(LINE_END, from); at >= 0; at = end.bytes.indexOf(LINE_END, from)) {
    if (at > from) reading.line(end.bytes.toString("utf8", from, at));
    from = at + 1;
  }
  const torn = from < end.bytes.length;
  if (torn) reading.last(end.bytes.toString("utf8", from));
  return reading.result(end.size, torn);
}

/** Where there is no file. */
export const nothingLoaded = (next: number): LoadedEvents => ({ ...new Reading(new EventRings()).result(0, false), next });

class Reading {
  readonly #rings: EventRings;
  readonly #components = new Map<ComponentName, Seen>();
  #understood = 0;
  #passedOver = 0;
  #last = 0;
  #reserved = 0;
  #next: number | null = null;
  #supervisorRan = false;
  #agentVanished = false;

  constructor(rings: EventRings) {
    this.#rings = rings;
  }

  line(text: string): void {
    const record = readRecord(text);
    if (record === null) this.#passedOver++;
    else this.#take(record, text);
  }

  /** One without a line end: it may be whole but for that. */
  last(text: string): void {
    const record = readRecord(text);
    if (record !== null) this.#take(record, text);
  }

  result(size: number, torn: boolean): LoadedEvents {
    return {
      next: this.#next ?? Math.max(this.#reserved, this.#last) + 1,
      written: this.#last,
      size,
      torn,
      passedOver: this.#passedOver,
      unreadable: this.#understood === 0 && this.#passedOver > 0,
      components: this.#components,
      host: { supervisorRan: this.#supervisorRan, agentVanished: this.#agentVanished },
    };
  }

  #take(record: EventRecord, line: string): void {
    this.#understood++;
    if (record.t === "numbers") this.#reserved = Math.max(this.#reserved, record.upTo);
    if (record.t === "closed") this.#next = Math.max(record.next, this.#last + 1);
    else this.#next = null;
    if (record.t === "forgotten") this.#rings.forget(record.name, record.forgotten);
    if (record.t !== "event" || record.event.sequence <= this.#last) return; // written again after a full disk
    const { event } = record;
    this.#last = event.sequence;
    this.#rings.add(keptEvent(event, line));
    if (event.kind === "supervisor") this.#supervisorRan = !event.message.endsWith("ended");
    if (event.kind === "agent-started" || event.kind === "agent-ended") this.#agentVanished = event.kind === "agent-started";
    if (event.component === null || event.state === null) return;
    this.#components.set(event.component, {
      state: event.state,
      ready: event.ready,
      pid: event.exit === null ? event.pid : null,
      since: event.at.getTime(),
      unhealthy: false,
      late: false,
      exitAt: null,
      earlier: true,
    });
  }
}
