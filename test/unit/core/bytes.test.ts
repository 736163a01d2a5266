import fc from "fast-check";
import { expect, test } from "vitest";
import { bytes, humanBytes, parseBytes, writeBytes } from "../../../src/core/bytes.ts";

const timeout = 10_000;
const size = fc.oneof(
  fc.nat(5_000),
  fc.maxSafeNat(),
  fc.tuple(fc.nat(2_000), fc.constantFrom(2 ** 10, 2 ** 20, 2 ** 30, 2 ** 40)).map(([count, unit]) => count * unit),
);

test("what is written is read back exactly", { timeout }, () => {
  fc.assert(fc.property(size, (value) => parseBytes(writeBytes(bytes(value))) === value));
});

test.each([
  ["0B", 0],
  ["64MiB", 64 * 2 ** 20],
  ["64 MiB", 64 * 2 ** 20],
  ["1.5GB", 1_500_000_000],
  ["1KB", 1_000],
  ["1KiB", 1_024],
  ["2TiB", 2 * 2 ** 40],
  ["0.5KiB", 512],
])("%s is read", (text, value) => {
  expect(parseBytes(text)).toBe(value);
});

test.each(["", "64", "MiB", "64  MiB", " 64MiB", "64MiB ", "-1MB", "64mib", "64kB", "64M", "1e3B", "1,5GB", ".5GB"])(
  '"%s" is no size',
  (text) => {
    expect(parseBytes(text)).toBeNull();
  },
);

test("one that cannot be counted exactly is none", () => {
  expect(parseBytes(`${"9".repeat(400)}B`)).toBeNull();
  expect(parseBytes("99999999999TiB")).toBeNull();
});

test.each([
  [0, "0B"],
  [1_000, "1000B"],
  [1_024, "1KiB"],
  [1_536, "1536B"],
  [64 * 2 ** 20, "64MiB"],
  [2 ** 40, "1TiB"],
])("%d is written as %s", (value, text) => {
  expect(writeBytes(bytes(value))).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1.00 kB"],
  [9_994, "9.99 kB"],
  [9_995, "10.0 kB"],
  [99_949, "99.9 kB"],
  [99_950, "100 kB"],
  [999_499, "999 kB"],
  [999_500, "1.00 MB"],
  [913_000_000, "913 MB"],
  [1_020_000_000, "1.02 GB"],
  [5e15, "5000 TB"],
])("%d reads as %s to people", (value, text) => {
  expect(humanBytes(value)).toBe(text);
});

test("people read three digits that are right to half a percent", { timeout }, () => {
  const factor: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9e14 }), (value) => {
      const [figure = "", unit = ""] = humanBytes(value).split(" ");
      expect(figure.replace(".", "").length).toBeLessThanOrEqual(3);
      const read = Number(figure) * (factor[unit] ?? Number.NaN);
      expect(Math.abs(read - value) / value).toBeLessThanOrEqual(0.005_001);
    }),
  );
});
