import { NO_DEFAULTS } from "../../src/config/fleet-rollout-schema.ts";
import { systemClock } from "../../src/core/clock.ts";
import { ms, seconds } from "../../src/core/duration.ts";
import type { LeaseId, OperationId } from "../../src/core/names.ts";
import type { JournalRecord, RolloutHeader } from "../../src/fleet/rollout/journal-record.ts";
import { beginRollout, type OpenRollout } from "../../src/fleet/rollout/open-rollout.ts";
import { resolvePolicy } from "../../src/fleet/rollout/rollout-policy.ts";

const header = (id: string, hosts: readonly string[], batch: number): RolloutHeader => ({
  id: id as LeaseId,
  kind: "restart",
  components: ["is"],
  by: "alice",
  reason: "new colour profiles",
  hosts: hosts.map((name) => ({ name, spread: null, conditions: { fences: [], configHash: "" }, operationId: null })),
  policy: resolvePolicy(
    { ...NO_DEFAULTS, batch: { kind: "count", count: batch }, minReady: seconds(10), sickFirst: null, seed: null },
    "restart",
    hosts.length,
  ),
  retryOf: null,
  notes: {},
});

/** Writes a rollout in the middle of its way, and one that halted. The first stays open: its process is at work. */
export async function writeRollouts(dir: string, hosts: readonly string[]): Promise<OpenRollout> {
  const at = (back: number) => new Date(systemClock.wall().getTime() - back);
  const old = await beginRollout(dir, header("5c1a77f0-halted", hosts.slice(0, 40), 4), systemClock);
  await play(old, hosts.slice(0, 8), 4, at, "node07 does not answer");
  await old.journal.append({ t: "end", at: at(0), result: "halted", why: "1 of 40 hosts failed, and none may" });
  await old[Symbol.asyncDispose]();
  const open = await beginRollout(dir, header("9b2e41d6-running", hosts.slice(0, 240), 12), systemClock);
  await play(open, hosts.slice(0, 84), 12, at, null);
  return open;
}

async function play(
  { journal }: OpenRollout,
  hosts: readonly string[],
  batch: number,
  at: (back: number) => Date,
  fails: string | null,
): Promise<void> {
  const append = (record: JournalRecord) => journal.append(record);
  for (let from = 0; from < hosts.length; from += batch) {
    const own = hosts.slice(from, from + batch);
    const isLast = from + batch >= hosts.length;
    const back = (hosts.length - from) * 1_500;
    await append({
      t: "batch",
      at: at(back),
      canary: false,
      hosts: own.map((host) => ({ host, operationId: `op-${host}` as OperationId })),
    });
    for (const [index, host] of own.entries()) {
      if (isLast && fails === null && index > 4) continue;
      await append({ t: "operated", at: at(back - 3_000), host, tookMs: ms(2_900 + index * 130) });
      if (isLast && fails === null) continue;
      const failed = isLast && index === 2;
      const message = failed ? "is: not ready within 60 s: its probe gets 503" : "";
      await append({
        t: "settled",
        at: at(back - 13_000),
        host,
        outcome: failed ? "failed" : "done",
        message,
        tookMs: ms(12_900 + index * 210),
      });
    }
  }
}
