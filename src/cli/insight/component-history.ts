import { type Ms, ms } from "../../core/duration.ts";
import type { HostEvent } from "../../core/host-event.ts";
import type { ComponentStatus, ExitRecord } from "../../core/status.ts";

/** How far the moment of an exit in an event may be from that in the status to be the same one. */
const SAME_EXIT = ms(1_000);
const HOUR = ms(3_600_000);

/** What its events tell of one component. */
export class ComponentHistory {
  readonly #component: ComponentStatus;
  readonly #events: readonly HostEvent[];
  readonly #own: readonly HostEvent[];

  /** @param events of the whole host, the oldest first. */
  constructor(component: ComponentStatus, events: readonly HostEvent[]) {
    this.#component = component;
    this.#events = events;
    this.#own = events.filter((event) => event.component === component.name && event.state !== null);
  }

  /** Since when its state and readiness are as they are; null where the events do not tell. */
  get since(): Date | null {
    const { state, ready } = this.#component;
    let since: Date | null = null;
    for (const event of this.#own.toReversed()) {
      if (event.state !== state || event.ready !== ready) return since;
      since = event.at;
    }
    return null; // what was before is forgotten, so it may have been so for longer
  }

  /** When it was ready for the last time; null where it is ready, never was, or the events do not tell. */
  get readyUntil(): Date | null {
    if (this.#component.ready) return null;
    const last = this.#own.findLastIndex(({ ready }) => ready);
    return last === -1 ? null : (this.#own[last + 1]?.at ?? null);
  }

  /** Since when it is remembered, where it was not ready once since then; null: it was, or nothing is remembered. */
  get neverReadySince(): Date | null {
    return this.#component.ready || this.#own.some(({ ready }) => ready) ? null : (this.#own[0]?.at ?? null);
  }

  /** The event in which this exit was told; null: none is remembered. */
  eventOf(exit: ExitRecord): HostEvent | null {
    const same = (event: HostEvent) => event.exit !== null && Math.abs(event.exit.at.getTime() - exit.at.getTime()) < SAME_EXIT;
    return this.#own.findLast(same) ?? null;
  }

  /** How it last ended, by the events where the status does not say. */
  get lastExit(): ExitRecord | null {
    return this.#component.lastExit ?? this.#own.findLast(({ exit }) => exit !== null)?.exit ?? null;
  }

  /** The last event that tells of trouble: what was seen and written then belongs to it. */
  get lastTrouble(): HostEvent | null {
    return this.#own.findLast(({ evidence, tail }) => evidence.length > 0 || tail.length > 0) ?? null;
  }

  /** Why the Supervisor itself took it down last, and when; null: it did not, as far as is remembered. */
  get takenDown(): { readonly why: string; readonly at: Date } | null {
    const now = whyTakenDown(this.#component.reason ?? "");
    if (now !== null) return { why: now, at: this.lastExit?.at ?? new Date(0) };
    for (const { message, at } of this.#own.toReversed()) {
      const why = whyTakenDown(message);
      if (why !== null) return { why, at };
    }
    return null;
  }

  /** How often it ended in the last hour without anybody having asked for it. */
  endsInLastHour(now: Date): number {
    const ends = this.#own.flatMap(({ exit }) =>
      exit === null || exit.expected || !within(exit.at, now, HOUR) ? [] : [exit.at.getTime()],
    );
    return new Set(ends).size;
  }

  /** How often the Supervisor itself took it down in the last hour, for its probe or its memory. */
  takenDownInLastHour(now: Date): number {
    return this.#own.filter(({ message, at }) => message.startsWith("restarted because ") && within(at, now, HOUR)).length;
  }

  /** The last operation that concerned it, as its events tell; null: none is remembered. */
  get lastOperation(): HostEvent | null {
    const concerns = ({ kind, requested }: HostEvent) =>
      kind.startsWith("operation-") && (requested.length === 0 || requested.includes(this.#component.name));
    return this.#events.findLast((event) => event.operationId !== null && concerns(event)) ?? null;
  }
}

/** The Supervisor's own words for it, alone or behind what became of it. */
const TAKEN_DOWN = /(?:^restarted because (.+)$|\(restarted because (.+)\)(?:; tried again in .*)?$)/;

function whyTakenDown(text: string): string | null {
  const found = TAKEN_DOWN.exec(text);
  return found?.[1] ?? found?.[2] ?? null;
}

const within = (at: Date, now: Date, length: Ms): boolean => now.getTime() - at.getTime() <= length;
