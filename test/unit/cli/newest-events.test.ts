import fc from "fast-check";
import { expect, test } from "vitest";
import { NewestEvents } from "../../../src/cli/insight/newest-events.ts";
import type { ToldEvent } from "../../../src/cli/insight/told-event.ts";
import { event } from "./insight-samples.ts";

const told = (host: string, sequence: number, seconds: number): ToldEvent => ({
  host,
  event: event(sequence),
  at: new Date(seconds * 1_000),
});

const perHost = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.array(fc.nat(50), { maxLength: 30 }), { maxKeys: 3 });

test("of one host the order of its agent is kept, also where its clock was set back; nothing is made up or doubled", () => {
  fc.assert(
    fc.property(perHost, fc.nat(100), (hosts, limit) => {
      const all = Object.entries(hosts).flatMap(([host, times]) => times.map((time, at) => told(host, at + 1, time)));
      const newest = new NewestEvents(limit);
      newest.add(all);
      const kept = newest.take();
      expect(kept.length).toBe(Math.min(limit, all.length));
      for (const host of Object.keys(hosts)) {
        const own = kept.filter((each) => each.host === host).map((each) => each.event.sequence);
        expect(own).toEqual([...own].sort((a, b) => a - b));
        // the newest of a host, without a gap up to its last
        expect(own.at(-1) ?? hosts[host]?.length).toBe(hosts[host]?.length);
      }
      expect(newest.take()).toEqual([]);
    }),
  );
});

test("of many hosts by time, whatever came first", () => {
  const newest = new NewestEvents(3);
  newest.add([told("a", 1, 10), told("a", 2, 40)]);
  newest.add([told("b", 7, 20), told("b", 8, 30)]);
  expect(newest.take().map(({ host, event: { sequence } }) => `${host}${sequence}`)).toEqual(["b7", "b8", "a2"]);
});
