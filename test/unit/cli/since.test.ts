import { expect, test } from "vitest";
import { momentOf, parseSince } from "../../../src/cli/insight/since.ts";

const now = new Date(2026, 10, 20, 12, 0, 0); // of the zone that the tests run in

test.each([
  ["2h", new Date(2026, 10, 20, 10)],
  ["1h30m", new Date(2026, 10, 20, 10, 30)],
  ["10:30", new Date(2026, 10, 20, 10, 30)],
  ["10:30:15", new Date(2026, 10, 20, 10, 30, 15)],
  ["13:00", new Date(2026, 10, 19, 13)], // has not been today
  ["12:00", now],
  ["2026-11-19", new Date(2026, 10, 19)],
  ["2026-11-20T10:00", new Date(2026, 10, 20, 10)],
  ["2026-11-20 10:00:05", new Date(2026, 10, 20, 10, 0, 5)],
  ["2026-11-20T10:00Z", new Date("2026-11-20T10:00:00Z")],
  ["2026-11-20T10:00:00.5+02:00", new Date("2026-11-20T08:00:00.500Z")],
  ["9999999d", new Date(0)],
])("%s", (text, expected) => {
  const since = parseSince(text);
  expect(since && momentOf(since, now)).toEqual(expected);
});

test.each(["", "yesterday", "2", "25:00", "10:60", "2026-13-01", "2026-02-30", "2026-11-20T25:00", "-2h", "10:30pm"])(
  "no moment: %s",
  (text) => {
    expect(parseSince(text)).toBeNull();
  },
);
