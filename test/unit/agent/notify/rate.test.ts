import fc from "fast-check";
import { expect, test } from "vitest";
import { hold, MOST_NAMED, MOST_TEXTS, type Summary } from "../../../../src/agent/notify/held-back.ts";
import { RateBucket } from "../../../../src/agent/notify/rate-bucket.ts";
import { retryDelay } from "../../../../src/agent/notify/retry-delay.ts";
import type { MonoMs } from "../../../../src/core/duration.ts";
import { ms } from "../../../../src/core/duration.ts";
import { NOTIFICATION_EVENTS } from "../../../../src/core/notification.ts";
import { named, told } from "./samples.ts";

const mono = (at: number): MonoMs => at as MonoMs;

test("no length of time has more than it may, and none is refused that may", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(20)), (most, per, gaps) => {
      const bucket = new RateBucket({ most, per: ms(per) });
      const taken: number[] = [];
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        const inWindow = taken.filter((at) => at > now - per).length;
        const expected = inWindow < most;
        const next = bucket.nextAt(mono(now));
        expect(next <= now).toBe(expected);
        if (!expected) expect(next).toBeGreaterThan(now);
        expect(bucket.take(mono(now))).toBe(expected);
        if (expected) taken.push(now);
      }
      for (const at of taken) expect(taken.filter((other) => other >= at && other < at + per).length).toBeLessThanOrEqual(most);
    }),
  ));

test("the moment that it names is the first at which it gives", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 50 }), (most, per) => {
      const bucket = new RateBucket({ most, per: ms(per) });
      for (let at = 0; at < most; at++) expect(bucket.take(mono(at / 10))).toBe(true);
      const next = bucket.nextAt(mono(1));
      expect(bucket.take(mono(next - 0.01))).toBe(false);
      expect(bucket.take(next)).toBe(true);
    }),
  ));

test("attempts come ever later, a minute at the most, and never all at once", () => {
  expect([1, 2, 3, 4].map((failed) => retryDelay(failed, 0))).toEqual([1_000, 2_000, 4_000, 8_000]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (failed, chance) => {
      const full = retryDelay(failed, 0);
      expect(full).toBeLessThanOrEqual(60_000);
      expect(retryDelay(failed, chance)).toBeGreaterThanOrEqual(full / 2);
      expect(retryDelay(failed, chance)).toBeLessThanOrEqual(full);
    }),
  );
});

test("what is held back is counted to the last, and takes no more room for it", () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...NOTIFICATION_EVENTS), fc.nat(300)), { minLength: 1, maxLength: 400 }),
      (all) => {
        let held: Summary | null = null;
        for (const [event, which] of all) held = hold(held, told(event, { component: named(`c${which}`) }), `${event} ${which}`);
        expect(held?.count).toBe(all.length);
        expect(Object.values(held?.events ?? {}).reduce((sum, count) => sum + count, 0)).toBe(all.length);
        expect(held?.components.length).toBeLessThanOrEqual(MOST_NAMED);
        expect(held?.texts).toEqual(all.slice(-MOST_TEXTS).map(([event, which]) => `${event} ${which}`));
      },
    ),
  ));
