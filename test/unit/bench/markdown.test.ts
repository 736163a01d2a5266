import { expect, test } from "vitest";
import { markdownOf } from "../../../bench/kit/markdown.ts";
import { atMostTimes } from "../../../bench/kit/row.ts";

test("a line for each row, with every peer, who is missing, and what became of each bar", { timeout: 10_000 }, () => {
  const row = {
    name: "local-status",
    what: "a | b",
    unit: "ms",
    ours: [50],
    peers: { node: [20] },
    missing: { pm2: "not there" },
    bars: [atMostTimes(2.5, "node"), atMostTimes(2, "node"), atMostTimes(0.6, "pm2")],
  } as const;
  expect(markdownOf([row])).toBe(`| what | ours | peers (ours is so many times that) | bar |
| --- | --- | --- | --- |
| \`local-status\`: a \\| b | 50 ms (50 to 50) | node 20 ms (20 to 20): × 2.5<br>pm2: not there | ≤ 2.5 × node: holds<br>≤ 2 × node: **missed**<br>≤ 0.6 × pm2: unknown |
`);
});
