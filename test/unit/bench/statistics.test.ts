import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { medianOf, ratiosOf, spreadOf } from "../../../bench/kit/statistics.ts";

const T = { timeout: 10_000 };
const figures = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

describe("median, least and most", () => {
  test("of an odd number: the one in the middle, by size and not by place", T, () => {
    expect(spreadOf([10, 9, 100])).toEqual({ median: 10, least: 9, most: 100, count: 3 });
  });

  test("of an even number: between the two in the middle", T, () => {
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  });

  test("of none: there is none", T, () => {
    expect(spreadOf([])).toBeNull();
    expect(() => medianOf([])).toThrow(RangeError);
  });

  test(
    "property: in any order the same; as many are below as above; one wild figure moves it no further than its neighbour",
    T,
    () => {
      fc.assert(
        fc.property(figures, (all) => {
          const median = medianOf(all);
          expect(medianOf(all.toReversed())).toBe(median);
          expect(all.filter((each) => each < median).length).toBeLessThanOrEqual(all.length / 2);
          expect(all.filter((each) => each > median).length).toBeLessThanOrEqual(all.length / 2);
          const wild = medianOf([...all, Number.MAX_VALUE / 4]);
          expect(all.length < 2 || wild <= Math.max(...all)).toBe(true);
        }),
      );
    },
  );
});

test("ratios are of the same run, as far as both have one", T, () => {
  expect(ratiosOf([2, 9, 8], [1, 3])).toEqual([2, 3]);
  expect(ratiosOf([1], [])).toEqual([]);
});
