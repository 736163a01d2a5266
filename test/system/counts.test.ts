import { expect, test } from "vitest";
import { countAll } from "../../bench/counts/count-all.ts";
import { complaints } from "../../bench/counts/limits.ts";
import { Home } from "../helpers/home.ts";

/** Without a probe: that would start programs of its own. */
const IDLE = { command: ["sleep", "1000"] };

// Times say little on a machine that others use, too; how much is read, opened, sent and loaded does not depend on them.
test("`status` and the agent do no more than their limits allow (bench/counts/limits.ts)", { timeout: 120_000 }, async () => {
  await using home = new Home({ is: IDLE, svg: IDLE, ps: IDLE });
  await home.agent();
  await home.do("start");
  await home.run("status"); // what is only ever done once
  const { counted, skipped } = await countAll(home.dir, home.agentPid ?? 0);
  if (skipped !== null) console.warn(`what the kernel is asked for is not counted: ${skipped}`);
  expect(counted.length).toBeGreaterThanOrEqual(3);
  expect(complaints(counted)).toEqual([]);
});
