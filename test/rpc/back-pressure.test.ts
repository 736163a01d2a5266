import { expect, test } from "vitest";
import type { LogsQuery } from "../../src/core/host-service.ts";
import { IS } from "./fake-host.ts";
import { context, iterate, Rig } from "./rig.ts";

const LOGS: LogsQuery = { components: [], lines: 0, follow: true, expectedHost: "" };
const LINE = "x".repeat(16 * 1024);

/** Waits until `count` has stood still for a while: nothing tells of what does not happen. */
async function settled(count: () => number): Promise<number> {
  for (let before = -1; before !== count(); ) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return count();
}

test("a reader that does not read stops the writer after a few messages", { timeout: 20_000 }, async () => {
  await using rig = await Rig.start();
  let written = 0;
  rig.host.onLogs = async function* (_, { signal }) {
    while (!signal.aborted) {
      written += 1;
      yield { component: IS, lines: [LINE] };
    }
  };
  const chunks = iterate(rig.client.logs(LOGS, context()));
  await chunks.next();
  const stopped = await settled(() => written);
  expect(stopped).toBeLessThan(120); // 16 KiB each: what lies between, in both processes and the kernel, is below 2 MiB

  for (let read = 0; read < 200; read += 1) await chunks.next(); // it goes on as fast as it is read
  expect(written).toBeGreaterThan(200);
  expect(await settled(() => written)).toBeLessThan(200 + 120);
  await chunks.return?.();
  await rig.ended(1);
});

test("a slow reader gets everything, in order", { timeout: 20_000 }, async () => {
  await using rig = await Rig.start();
  rig.host.onLogs = async function* () {
    for (let line = 0; line < 2_000; line += 1) yield { component: IS, lines: [`${line} ${LINE}`] };
  };
  let next = 0;
  for await (const { lines } of rig.client.logs(LOGS, context())) {
    expect(lines[0]?.split(" ")[0]).toBe(String(next));
    next += 1;
    if (next % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(next).toBe(2_000);
});
