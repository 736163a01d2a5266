import fc from "fast-check";
import { expect, test } from "vitest";
import { dateFromWire, dateToWire, msFromWire, msToWire, secondsFromWire, secondsToWire } from "../../../src/rpc/wire-time.ts";

const timeout = 20_000;
const HALF_NANO_MS = 0.5e-6;

test("a length of time is kept to the nanosecond, in a form that protobuf allows", { timeout }, () => {
  fc.assert(
    fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (length) => {
      const wire = msToWire(length);
      expect(Number.isInteger(wire.seconds)).toBe(true);
      expect(Number.isInteger(wire.nanos)).toBe(true);
      expect(Math.abs(wire.nanos)).toBeLessThan(1e9);
      expect(wire.seconds * wire.nanos).toBeGreaterThanOrEqual(0); // both have the sign of the whole
      expect(Math.abs(msFromWire(wire) - length)).toBeLessThanOrEqual(HALF_NANO_MS + Math.abs(length) * Number.EPSILON);
    }),
  );
});

test("seconds are kept to the nanosecond", { timeout }, () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (length) => {
      expect(Math.abs(secondsFromWire(secondsToWire(length)) - length)).toBeLessThanOrEqual(0.5e-9 + length * Number.EPSILON);
    }),
  );
});

test("what has gone over the wire once does not change any more", { timeout }, () => {
  fc.assert(
    fc.property(fc.record({ seconds: fc.nat({ max: 1e6 }), nanos: fc.nat({ max: 999_999_999 }) }), (wire) => {
      expect(msToWire(msFromWire(wire))).toEqual(wire);
      expect(secondsToWire(secondsFromWire(wire))).toEqual(wire);
    }),
  );
});

test("rounding up fills the second instead of overflowing the nanoseconds", () => {
  expect(msToWire(999.9999999)).toEqual({ seconds: 1, nanos: 0 });
  expect(secondsToWire(59.9999999999)).toEqual({ seconds: 60, nanos: 0 });
  expect(msToWire(1.5)).toEqual({ seconds: 0, nanos: 1_500_000 });
  expect(msToWire(90_061_001)).toEqual({ seconds: 90_061, nanos: 1_000_000 });
});

test("a moment is kept to the millisecond, before 1970 as well", { timeout }, () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 45), max: 2 ** 45 }), (at) => {
      const wire = dateToWire(new Date(at));
      expect(wire.nanos).toBeGreaterThanOrEqual(0);
      expect(wire.nanos).toBeLessThan(1e9);
      expect(dateFromWire(wire).getTime()).toBe(at);
    }),
  );
});
