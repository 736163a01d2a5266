import type { ComponentName } from "../../core/names.ts";
import { EventRing, type Forgotten, type KeptEvent, later } from "./event-ring.ts";

/** How much is kept. */
export interface RingLimits {
  /** Of one component, and of the host itself. */
  readonly events: number;
  /** Of one component, and of the host itself, as lines. */
  readonly bytes: number;
  /** Of all together, as lines. */
  readonly totalBytes: number;
}

/** A component in a crash loop drives out no other's events, and however many components there are, this is all. */
export const RING_LIMITS: RingLimits = { events: 1_000, bytes: 512 * 1_024, totalBytes: 6 * 2 ** 20 };

/** Which of the kept events are asked for; see EventsQuery. */
export interface Selection {
  readonly components: readonly string[];
  readonly since: Date | null;
  readonly afterSequence: number;
  readonly limit: number;
}

/** Events that match, the oldest first, and up to when those that would have matched are kept no more. */
export interface Selected {
  readonly events: readonly KeptEvent[];
  readonly forgottenUntil: Date | null;
}

/** The host's own ring; no component can have that name. */
const HOST = "";

/** The newest events of each component and of the host, bounded one by one and together. */
export class EventRings {
  readonly #limits: RingLimits;
  readonly #rings = new Map<string, EventRing>();
  #bytes = 0;
  #gone: Forgotten | null = null;

  constructor(limits: RingLimits = RING_LIMITS) {
    this.#limits = limits;
  }

  /** Of all lines together. */
  get bytes(): number {
    return this.#bytes;
  }
  /** Components of which there are events. */
  get components(): readonly ComponentName[] {
    return [...this.#rings.keys()].filter((name): name is ComponentName => name !== HOST);
  }

  /** Up to where events are kept no more, by name; the empty name is the host's, `*` that of whole rings. */
  get forgotten(): ReadonlyMap<string, Forgotten> {
    const each = [...this.#rings].map(([name, { forgotten }]) => [name, forgotten] as const);
    return new Map([...each, [WHOLE, this.#gone] as const].filter((one): one is [string, Forgotten] => one[1] !== null));
  }

  /** Takes over what an earlier agent had forgotten. */
  forget(name: string, forgotten: Forgotten): void {
    if (name === WHOLE) this.#gone = later(this.#gone, forgotten);
    else this.#change(name, (ring) => ring.forget(forgotten));
  }

  /** Adds the newest event of all. */
  add(event: KeptEvent): void {
    this.#change(event.component ?? HOST, (ring) => ring.add(event, this.#limits));
    while (this.#bytes > this.#limits.totalBytes && this.#dropFromLargest());
  }

  /** Lets go of components that are not configured and of which nothing has been heard since. */
  ageOut(configured: ReadonlySet<string>, since: Date): void {
    for (const [name, ring] of this.#rings) {
      if (name === HOST || configured.has(name)) continue;
      const last = ring.events.at(-1);
      if (last !== undefined && last.at >= since.getTime()) continue;
      this.#rings.delete(name);
      this.#bytes -= ring.bytes;
      this.#gone = later(this.#gone, last === undefined ? ring.forgotten : { at: last.at, sequence: last.sequence });
    }
  }

  /** Every event, in order. */
  all(): readonly KeptEvent[] {
    return this.after(0);
  }

  /** Every event later than this one, in order. */
  after(sequence: number): readonly KeptEvent[] {
    return inOrder([...this.#rings.values()].map(({ events }) => newer(events, sequence)));
  }

  select({ components, since, afterSequence, limit }: Selection): Selected {
    const names = new Set(components);
    const from = since?.getTime() ?? Number.NEGATIVE_INFINITY;
    const wanted = (event: KeptEvent) => event.at >= from && concerns(event, names);
    const rings = [...this.#rings].filter(([name]) => names.size === 0 || name === HOST || names.has(name));
    const found = inOrder(rings.map(([, { events }]) => newer(events, afterSequence).filter(wanted)));
    const events = found.slice(Math.max(0, found.length - limit));
    const oldest = events[0];
    // One that is gone and older than all of as many as were asked for was not asked for.
    const missed = ({ at, sequence }: Forgotten) =>
      limit > 0 &&
      sequence > afterSequence &&
      at >= from &&
      !(oldest !== undefined && events.length === limit && sequence < oldest.sequence);
    const gone = [this.#gone, ...rings.map(([, { forgotten }]) => forgotten)].filter((one) => one !== null).filter(missed);
    return { events, forgottenUntil: gone.length === 0 ? null : new Date(Math.max(...gone.map(({ at }) => at))) };
  }

  #dropFromLargest(): boolean {
    const rings = [...this.#rings].filter(([, { events }]) => events.length > 0);
    const largest = rings.reduce<string | null>((name, [other, { bytes }]) => (bytes > this.#bytesOf(name) ? other : name), null);
    if (largest !== null) this.#change(largest, (ring) => ring.dropOldest());
    return largest !== null;
  }

  #bytesOf(name: string | null): number {
    return name === null ? 0 : (this.#rings.get(name)?.bytes ?? 0);
  }

  #change(name: string, act: (ring: EventRing) => void): void {
    const ring = this.#rings.get(name) ?? new EventRing();
    this.#rings.set(name, ring);
    this.#bytes -= ring.bytes;
    act(ring);
    this.#bytes += ring.bytes;
  }
}

const WHOLE = "*";

/** Whether an event is asked for by these names; none: whatever it is. An operation concerns those that it was asked for. */
export function concerns({ component, requested }: KeptEvent, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return true;
  if (component !== null) return names.has(component);
  return requested !== null && (requested.length === 0 || requested.some((name) => names.has(name)));
}

function newer(events: readonly KeptEvent[], sequence: number): readonly KeptEvent[] {
  const before = events.findLastIndex((event) => event.sequence <= sequence);
  return events.slice(before + 1);
}

const inOrder = (some: readonly (readonly KeptEvent[])[]): readonly KeptEvent[] =>
  some.flat().sort((a, b) => a.sequence - b.sequence);
