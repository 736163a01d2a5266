import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark } from "../kit/bench.ts";
import { inTurn } from "../kit/in-turn.ts";
import { atMost } from "../kit/row.ts";
import { rowOf } from "../kit/row-of.ts";
import { imageServing } from "../peers/image-serving.ts";
import { monit } from "../peers/monit.ts";
import { pm2 } from "../peers/pm2.ts";
import { runit } from "../peers/runit.ts";
import { s6 } from "../peers/s6.ts";
import { type Running, startAll } from "../peers/supervised.ts";
import { supervisord } from "../peers/supervisord.ts";
import { Witness } from "../peers/witness.ts";

/** How long a component has run before it is killed: longer than any peer takes a start for a failed one. */
const STEADY = 1_500;

/** How long nobody serves after a crash. */
export const replaceKilled: Benchmark = {
  name: "replace-killed",
  what: "a component is killed; until its replacement says its first word",
  needs: ["/usr/bin/runsvdir", "/usr/bin/s6-svscan", "/usr/bin/supervisord", "/usr/bin/monit"],
  async run(bench) {
    const witness = new Witness(bench);
    // The backoff is the default; what is shorter is only when a run counts as steady, or a benchmark would take all day.
    const ours = imageServing({}, { restart: { steadyAfter: "1s" } });
    const { running, missing } = await startAll([ours, runit, pm2, s6, supervisord, monit], witness, bench);
    const contenders = Object.fromEntries(
      Object.entries(running).map(([name, each]) => [name, () => killOne(each, witness, bench.signal)]),
    );
    const measured = await inTurn(bench.runs, contenders, bench.signal);
    const row = {
      name: "replace-killed",
      what: "from SIGKILL to the first word of the replacement, after a steady run",
      unit: "ms",
    } as const;
    return { rows: [rowOf({ ...row, bars: [atMost(10)] }, measured, (ms) => ms, missing)] };
  },
};

/** Kills the one that has run longest, so that the others have time to become steady meanwhile. */
async function killOne({ components }: Running, witness: Witness, signal: AbortSignal): Promise<number> {
  const words = components.flatMap((name) => witness.last(name) ?? []).toSorted((a, b) => a.at - b.at);
  const oldest = words[0];
  if (oldest === undefined) throw new Error("no component runs");
  await sleep(Math.max(0, oldest.at + STEADY - performance.now()), undefined, { signal });
  const killed = performance.now();
  process.kill(oldest.pid, "SIGKILL");
  const { at } = await witness.next(oldest.name, oldest.pid);
  return at - killed;
}
