import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keptEvent } from "../../../../src/agent/insight/event-ring.ts";
import { EventRings, type RingLimits } from "../../../../src/agent/insight/event-rings.ts";
import type { HostEvent } from "../../../../src/core/host-event.ts";
import { event, named } from "./event-rig.ts";

const SMALL: RingLimits = { events: 4, bytes: 1_600, totalBytes: 4_000 };
const ALL = { components: [], since: null, afterSequence: 0, limit: 1_000 };
const NAMES = ["is", "ps", "svg", null] as const;

/** Of whom, how long its message, and for an operation what was asked for. */
const arbitrary = fc.record({
  of: fc.constantFrom(...NAMES),
  length: fc.integer({ min: 0, max: 600 }),
  requested: fc.option(fc.subarray(["is", "ps"] as const)),
});
type Made = typeof arbitrary extends fc.Arbitrary<infer T> ? T : never;

const made = ({ of, length, requested }: Made, nth: number): HostEvent =>
  event(nth + 1, {
    component: of === null ? null : named(of),
    message: "x".repeat(length),
    ...(of === null &&
      requested !== null && { kind: "operation-begun", operationKind: "start", requested: requested.map(named) }),
  });

const filled = (events: readonly HostEvent[], limits?: RingLimits) => {
  const rings = new EventRings(limits);
  for (const one of events) rings.add(keptEvent(one));
  return rings;
};
const sequences = (events: readonly { readonly sequence: number }[]) => events.map(({ sequence }) => sequence);

describe("the rings", () => {
  test("are bounded, one by one and together; each has the newest of its own, and all are in order", () => {
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 60 }), (some) => {
        const events = some.map(made);
        const rings = filled(events, SMALL);
        const all = rings.all();
        expect(sequences(all)).toEqual(sequences(all).toSorted((a, b) => a - b));
        expect(rings.bytes).toBe(all.reduce((sum, { bytes }) => sum + bytes, 0));
        expect(rings.bytes).toBeLessThanOrEqual(SMALL.totalBytes);
        for (const name of NAMES) {
          const own = all.filter(({ component }) => component === name);
          expect(own.length).toBeLessThanOrEqual(SMALL.events);
          if (own.length > 1) expect(own.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(SMALL.bytes);
          const every = events.filter(({ component }) => component === name);
          expect(sequences(own)).toEqual(sequences(every.slice(every.length - own.length)));
        }
      }),
    );
  });

  test("a crash loop of one drives out no other's events", () => {
    const loop = Array.from({ length: 5_000 }, (_, nth) => event(nth + 2, { component: named("ps") }));
    const rings = filled([event(1), ...loop]);
    expect(rings.select({ ...ALL, components: ["is"], limit: 10 }).events).toHaveLength(1);
    expect(rings.select({ ...ALL, components: ["ps"], limit: 10_000 }).events).toHaveLength(1_000);
  });

  test("the largest gives way where all together are too much", () => {
    const large = Array.from({ length: 3 }, (_, nth) => event(nth + 2, { component: named("ps"), message: "x".repeat(300) }));
    const others = ["svg", "x", "y", "z"].map((name, nth) =>
      event(nth + 5, { component: named(name), message: "x".repeat(500) }),
    );
    const rings = filled([event(1), ...large, ...others], SMALL);
    expect(rings.select({ ...ALL, components: ["is"] }).events).toHaveLength(1);
    expect(rings.select({ ...ALL, components: ["ps"] }).forgottenUntil).not.toBeNull();
  });

  test("components that are not configured any more go when nothing has been heard of them for long", () => {
    const rings = filled([event(1), event(2, { component: named("ps") }), event(3, { component: null })]);
    rings.ageOut(new Set(["ps"]), event(2).at);
    expect(rings.components).toEqual(["ps"]);
    expect(sequences(rings.all())).toEqual([2, 3]);
    expect(rings.bytes).toBe(rings.all().reduce((sum, { bytes }) => sum + bytes, 0));
    expect(rings.select(ALL).forgottenUntil).toEqual(event(1).at);
  });
});

describe("a selection", () => {
  const query = fc.record({
    components: fc.subarray(["is", "ps", "svg"]),
    since: fc.option(fc.integer({ min: 0, max: 70 })),
    afterSequence: fc.integer({ min: 0, max: 70 }),
    limit: fc.integer({ min: 0, max: 12 }),
  });
  const concerned = (one: HostEvent, names: readonly string[]) =>
    names.length === 0 ||
    (one.component !== null && names.includes(one.component)) ||
    (one.operationKind !== null && (one.requested.length === 0 || one.requested.some((name) => names.includes(name))));

  test("is the newest of what is kept; what is missing of what was asked for is never kept quiet", () => {
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 60 }), query, (some, { since, ...rest }) => {
        const events = some.map(made);
        const rings = filled(events, SMALL);
        const asked = { ...rest, since: since === null ? null : event(since).at };
        const matches = (one: HostEvent) =>
          concerned(one, asked.components) &&
          one.sequence > asked.afterSequence &&
          (asked.since === null || one.at >= asked.since);
        const kept = new Set(sequences(rings.all()));
        const found = rings.select(asked);
        const newest = (all: readonly HostEvent[]) => all.slice(Math.max(0, all.length - asked.limit));
        expect(sequences(found.events)).toEqual(
          sequences(newest(events.filter((one) => matches(one) && kept.has(one.sequence)))),
        );
        const missing = newest(events.filter(matches)).filter(({ sequence }) => !kept.has(sequence));
        const last = missing.at(-1);
        if (last !== undefined) expect(found.forgottenUntil?.getTime()).toBeGreaterThanOrEqual(last.at.getTime());
        // Of a ring it is known up to where it is forgotten, and not what that was: no more than that may be said in vain.
        const mayMiss = events.filter(
          (one) =>
            !kept.has(one.sequence) &&
            (one.component === null || asked.components.length === 0 || concerned(one, asked.components)),
        );
        if (mayMiss.length === 0) expect(found.forgottenUntil).toBeNull();
        else if (found.forgottenUntil !== null)
          expect(mayMiss.map(({ at }) => at.getTime())).toContain(found.forgottenUntil.getTime());
      }),
      { numRuns: 500 },
    );
  });

  test("misses nothing where what was asked for is there", () => {
    const rings = filled(
      Array.from({ length: 9 }, (_, nth) => event(nth + 1)),
      { ...SMALL, bytes: 100_000, totalBytes: 100_000 },
    );
    expect(rings.select(ALL).forgottenUntil).toEqual(event(5).at);
    expect(rings.select({ ...ALL, limit: 4 }).forgottenUntil).toBeNull();
    expect(rings.select({ ...ALL, limit: 5 }).forgottenUntil).toEqual(event(5).at);
    expect(rings.select({ ...ALL, afterSequence: 5 }).forgottenUntil).toBeNull();
    expect(rings.select({ ...ALL, afterSequence: 4 }).forgottenUntil).toEqual(event(5).at);
    expect(rings.select({ ...ALL, since: event(6).at }).forgottenUntil).toBeNull();
    expect(rings.select({ ...ALL, components: ["ps"] }).forgottenUntil).toBeNull();
    expect(rings.select({ ...ALL, limit: 0 })).toEqual({ events: [], forgottenUntil: null });
  });
});
