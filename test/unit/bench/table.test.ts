import { describe, expect, test } from "vitest";
import { atMostMoreThan, atMostTimes, type Row } from "../../../bench/kit/row.ts";
import { figure, tableOf } from "../../../bench/kit/table.ts";

const T = { timeout: 10_000 };

const ROW: Row = {
  name: "local-status",
  what: "status of this host",
  unit: "ms",
  ours: [60, 50, 55],
  peers: { "node -e 0": [22, 20, 1_000], pm2: [] },
  missing: { supervisorctl: "it is not installed" },
  bars: [atMostTimes(2.5, "node -e 0"), atMostMoreThan(10, "node -e 0"), atMostTimes(0.5, "supervisorctl")],
};

test("a row names every contender, its ratio with its range, who is missing and why, and each bar", T, () => {
  expect(tableOf([ROW])).toMatchInlineSnapshot(`
    "local-status: status of this host [ms]
                 median  least   most  runs  ours is
      ours        55 ms     50     60     3
      node -e 0   22 ms     20  1,000     3  × 2.5 (0.055 to 2.73)
      pm2             -      -      -     0
      supervisorctl not available: it is not installed
      holds   ≤ 2.5 × node -e 0: × 2.5
      misses  ≤ 10 ms more than node -e 0: 33 ms
      unknown ≤ 0.5 × supervisorctl: supervisorctl not available: it is not installed"
  `);
});

describe("figures have three digits that mean something", () => {
  test.each([
    [0, "0"],
    [1_234_567.8, "1,234,568"],
    [999.6, "1,000"],
    [123.4, "123"],
    [12.34, "12.3"],
    [12, "12"],
    [100, "100"],
    [0.01234, "0.0123"],
    [-3.5, "-3.5"],
    [Number.NaN, "?"],
    [Number.POSITIVE_INFINITY, "∞"],
  ])("%s is %s", T, (value, text) => {
    expect(figure(value)).toBe(text);
  });
});
