import { expect, test } from "vitest";
import { logTails } from "../../../src/cli/render/log-tails.ts";
import { operation, outcome } from "./samples.ts";

const failed = (host: string) =>
  [
    host,
    operation({ components: [outcome("is", { action: "failed", logTail: ["one", "two\u001b[2J"] }), outcome("svg")] }),
  ] as const;

test("the logs of a few hosts, harmless, and how many more there are", { timeout: 5_000 }, () => {
  expect(logTails([["node1", operation()]])).toEqual([]);
  const lines = logTails(["node1", "node2", "node3", "node4", "node5"].map(failed));
  expect(lines).toHaveLength(10);
  expect(lines[0]).toMatch(/^node1: the last lines of the log of is \(.*\):$/);
  expect(lines[2]).toMatch(/^ {2}two/);
  expect(lines.join("")).not.toContain("\u001b");
  expect(lines.at(-1)).toBe("and 2 more hosts have logs to look at");
});
