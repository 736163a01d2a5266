import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearestWord } from "../../../src/core/nearest-word.ts";

test.each([
  ["", "", 0],
  ["abc", "abc", 0],
  ["", "abc", 3],
  ["abc", "", 3],
  ["ready", "redy", 1],
  ["ready", "reaady", 1],
  ["ready", "raedy", 1],
  ["ready", "reddy", 1],
  ["ca", "abc", 3],
  ["kitten", "sitting", 3],
])("from %j to %j: %i", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test("a distance is 0 for the same word alone, and never more than the longer word", () => {
  const word = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});

test.each([
  ["redy", "ready"],
  ["max-size", "maxSize"],
  ["MAX_SIZE", "maxSize"],
  ["si", "is"],
  ["stpo", "stop"],
  ["wibble", null],
  ["", null],
  ["x".repeat(10_000), null],
])("%j is meant to be %j", (word, meant) => {
  expect(nearestWord(word, ["ready", "maxSize", "is", "stop"])).toBe(meant);
});
