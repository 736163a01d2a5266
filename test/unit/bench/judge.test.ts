import { describe, expect, test } from "vitest";
import { judge } from "../../../bench/kit/judge.ts";
import { atLeast, atLeastTimes, atMost, atMostMoreThan, atMostTimes, type Bar, type Row } from "../../../bench/kit/row.ts";

const T = { timeout: 10_000 };

const row = (bar: Bar, change: Partial<Row> = {}): Row => ({
  name: "wall",
  what: "how long it takes",
  unit: "ms",
  ours: [50, 48, 90],
  peers: { node: [20, 25, 24] },
  missing: {},
  bars: [bar],
  ...change,
});
const verdict = (bar: Bar, change: Partial<Row> = {}) => judge(row(bar, change))[0];

describe("a bar is judged by the medians, 50 and 24 here", () => {
  test.each<[string, Bar, "holds" | "misses", number]>([
    ["times, more than allowed", atMostTimes(2, "node"), "misses", 50 / 24],
    ["times, less than allowed", atMostTimes(2.1, "node"), "holds", 50 / 24],
    ["times at least", atLeastTimes(2.1, "node"), "misses", 50 / 24],
    ["times at least, enough", atLeastTimes(2, "node"), "holds", 50 / 24],
    ["so much more than", atMostMoreThan(25, "node"), "misses", 26],
    ["so much more than, exactly", atMostMoreThan(26, "node"), "holds", 26],
    ["alone, exactly", atMost(50), "holds", 50],
    ["alone, beyond", atMost(49.9), "misses", 50],
    ["alone, at least", atLeast(51), "misses", 50],
  ])("%s", T, (_, bar, t, value) => {
    expect(verdict(bar)).toMatchObject({ t, value });
  });

  test("a ratio carries its range run by run", T, () => {
    expect(verdict(atMostTimes(2, "node"))).toMatchObject({ runByRun: { least: 1.92, most: 3.75 } });
  });
});

describe("nothing is judged without figures", () => {
  test("a peer that could not be had", T, () => {
    const change = { peers: {}, missing: { node: "it is not installed" } };
    expect(verdict(atMostTimes(2, "node"), change)).toMatchObject({
      t: "unknown",
      why: "node not available: it is not installed",
    });
  });

  test("a peer that failed has no runs", T, () => {
    expect(verdict(atMostTimes(2, "node"), { peers: { node: [] } })).toMatchObject({ t: "unknown" });
  });

  test("ours failed", T, () => {
    expect(verdict(atMost(2), { ours: [], missing: { ours: "exit code 1" } })).toMatchObject({
      t: "unknown",
      why: "exit code 1",
    });
  });
});
