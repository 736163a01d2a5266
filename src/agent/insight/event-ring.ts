import type { HostEvent } from "../../core/host-event.ts";
import type { ComponentName } from "../../core/names.ts";
import { writeEventLine } from "./event-line.ts";

/** An event as it is kept: as its line, which takes a third of the memory. */
export interface KeptEvent {
  readonly sequence: number;
  /** By the wall clock of the host, in milliseconds. */
  readonly at: number;
  readonly component: ComponentName | null;
  /** What its operation was asked for, empty: everything; null: it is about no operation. */
  readonly requested: readonly ComponentName[] | null;
  readonly line: string;
  /** Of its line with the line end. */
  readonly bytes: number;
}

/** Up to where events are kept no more. */
export interface Forgotten {
  readonly at: number;
  readonly sequence: number;
}

/** An event as it is kept. @param line as it was read, where it was. */
export function keptEvent(event: HostEvent, line = writeEventLine(event)): KeptEvent {
  return {
    sequence: event.sequence,
    at: event.at.getTime(),
    component: event.component,
    requested: event.operationKind === null ? null : event.requested,
    line,
    bytes: Buffer.byteLength(line) + 1,
  };
}

/** The later of two; null: nothing is forgotten. */
export function later(one: Forgotten | null, other: Forgotten | null): Forgotten | null {
  if (one === null || other === null) return one ?? other;
  return { at: Math.max(one.at, other.at), sequence: Math.max(one.sequence, other.sequence) };
}

/** The newest events of one component, or of the host itself, the oldest first. */
export class EventRing {
  readonly #events: KeptEvent[] = [];
  #bytes = 0;
  #forgotten: Forgotten | null = null;

  get events(): readonly KeptEvent[] {
    return this.#events;
  }
  /** Of all lines together. */
  get bytes(): number {
    return this.#bytes;
  }
  get forgotten(): Forgotten | null {
    return this.#forgotten;
  }

  /** Adds the newest. The oldest go where they are too many or take too much; the newest one always stays. */
  add(event: KeptEvent, most: { readonly events: number; readonly bytes: number }): void {
    this.#events.push(event);
    this.#bytes += event.bytes;
    while (this.#events.length > 1 && (this.#events.length > most.events || this.#bytes > most.bytes)) this.dropOldest();
  }

  /** Drops what is no later, as an earlier agent had done. */
  forget(forgotten: Forgotten): void {
    while (this.#events[0] !== undefined && this.#events[0].sequence <= forgotten.sequence) this.dropOldest();
    this.#forgotten = later(this.#forgotten, forgotten);
  }

  dropOldest(): void {
    const gone = this.#events.shift();
    if (gone === undefined) return;
    this.#bytes -= gone.bytes;
    this.#forgotten = later(this.#forgotten, { at: gone.at, sequence: gone.sequence });
  }
}
