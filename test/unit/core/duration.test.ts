import fc from "fast-check";
import { expect, test } from "vitest";
import { after, humanDuration, type MonoMs, ms, parseDuration, seconds, writeDuration } from "../../../src/core/duration.ts";

const timeout = 10_000;
/** From nothing to a thousand years. */
const length = fc.oneof(fc.nat(100_000), fc.integer({ min: 0, max: 1_000 * 365 * 86_400_000 })).map(ms);

test("what is written is read back exactly", { timeout }, () => {
  fc.assert(fc.property(length, (value) => parseDuration(writeDuration(value)) === value));
});

test("fractions of a millisecond are written too", { timeout }, () => {
  const fractional = fc.integer({ min: 1, max: 1_000_000_000 }).map((thousandths) => ms(thousandths / 1_000));
  fc.assert(fc.property(fractional, (value) => Math.abs((parseDuration(writeDuration(value)) ?? 0) - value) < 1e-6));
});

test.each([
  ["0s", 0],
  ["250ms", 250],
  ["1.5s", 1_500],
  ["90s", 90_000],
  ["1h30m", 5_400_000],
  ["5min", 300_000],
  ["1m30s", 90_000],
  ["2d", 172_800_000],
  ["1d2h3m4s5ms", 93_784_005],
  ["0.5h", 1_800_000],
])("%s is read", (text, value) => {
  expect(parseDuration(text)).toBe(value);
});

test.each([
  "",
  "10",
  "s",
  "10 s",
  " 10s",
  "10s ",
  "1h 30m",
  "-5s",
  "+5s",
  "1e3s",
  ".5s",
  "5.s",
  "10sec",
  "10S",
  "10m10",
  "1,5s",
  "∞",
])('"%s" is no duration', (text) => {
  expect(parseDuration(text)).toBeNull();
});

test("one that is too large to be a number is none", () => {
  expect(parseDuration(`${"9".repeat(400)}s`)).toBeNull();
});

test("no text makes it throw, and what it reads is never negative", { timeout }, () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.]{1,4}[msdhin]{1,3}[0-9]{0,2}[msdh]?$/));
  fc.assert(
    fc.property(text, (written) => {
      const read = parseDuration(written);
      expect(read === null || read >= 0).toBe(true);
    }),
  );
});

test.each([
  [90_000, "1m30s"],
  [250, "250ms"],
  [86_400_000, "1d"],
  [3_600_000 + 1, "1h1ms"],
])("%d ms is written as %s", (value, text) => {
  expect(writeDuration(ms(value))).toBe(text);
});

test.each([
  [0, "0ms"],
  [240, "240ms"],
  [999, "999ms"],
  [999.7, "999ms"],
  [1_000, "1.0s"],
  [1_399, "1.3s"],
  [9_999, "9.9s"],
  [10_000, "10s"],
  [59_999, "59s"],
  [60_000, "1m 0s"],
  [725_000, "12m 5s"],
  [3_600_000, "1h 0m"],
  [86_399_999, "23h 59m"],
  [273_600_000, "3d 4h"],
])("%d ms reads as %s to people", (value, text) => {
  expect(humanDuration(ms(value))).toBe(text);
});

test("people never read a smaller figure for a longer time of the same unit", { timeout }, () => {
  const sizes = /^(?:(\d+)d )?(?:(\d+)h)?(?: ?(\d+)m)?(?: ?([\d.]+)s)?$/;
  const rough = (text: string) => {
    if (text.endsWith("ms")) return Number(text.slice(0, -2)) / 1_000;
    const [, d = 0, h = 0, m = 0, s = 0] = sizes.exec(text) ?? [];
    return Number(d) * 86_400 + Number(h) * 3_600 + Number(m) * 60 + Number(s);
  };
  fc.assert(
    fc.property(length, length, (a, b) => {
      const [short, long] = a < b ? [a, b] : [b, a];
      expect(rough(humanDuration(short))).toBeLessThanOrEqual(rough(humanDuration(long)));
      expect(rough(humanDuration(long)) * 1_000).toBeLessThanOrEqual(long); // never more than there is
    }),
  );
});

test("seconds and moments add up", () => {
  expect(seconds(1.5)).toBe(1_500);
  expect(after(1_000 as MonoMs, seconds(2))).toBe(3_000);
});
