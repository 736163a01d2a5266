import { expect, test } from "vitest";
import { complaints, counted } from "../../../bench/counts/limits.ts";

const T = { timeout: 10_000 };
const limits = { opened: [10, "files opened"], synced: [0, "files made durable"] } as const;

test("what has a limit is put beside it, for one call of many", T, () => {
  expect(counted(limits, { opened: 50, synced: 0, other: 7 } as { opened: number; synced: number }, 10)).toEqual([
    { what: "files opened", value: 5, limit: 10 },
    { what: "files made durable", value: 0, limit: 0 },
  ]);
});

test("only what is beyond its limit is complained of, with what to do; a figure that is none is beyond any", T, () => {
  expect(complaints(counted(limits, { opened: 10, synced: 0 }))).toEqual([]);
  const [first, ...others] = complaints(counted(limits, { opened: 11, synced: 0 }));
  expect([first, others]).toEqual([expect.stringMatching(/^files opened: 11, and at most 10 .*bench\/counts\/limits\.ts$/), []]);
  expect(complaints(counted(limits, { opened: Number.NaN, synced: 0 }))).toHaveLength(1);
});
