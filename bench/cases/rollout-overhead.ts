import { systemClock } from "../../src/core/clock.ts";
import { type Ms, ms, seconds } from "../../src/core/duration.ts";
import { type LeaseId, type OperationId, parseOperationId } from "../../src/core/names.ts";
import { conditionsOf } from "../../src/fleet/rollout/host-look.ts";
import type { RolloutHeader } from "../../src/fleet/rollout/journal-record.ts";
import { beginRollout } from "../../src/fleet/rollout/open-rollout.ts";
import { resolvePolicy } from "../../src/fleet/rollout/rollout-policy.ts";
import { NO_WISH } from "../../src/fleet/rollout/rollout-wish.ts";
import { runRollout } from "../../src/fleet/rollout/run-rollout.ts";
import { SimulatedFleet } from "../../src/fleet/rollout/simulation/simulated-fleet.ts";
import { SimulatedHost, type SimulatedHostSpec } from "../../src/fleet/rollout/simulation/simulated-host.ts";
import type { Bench, Benchmark } from "../kit/bench.ts";
import { inTurn } from "../kit/in-turn.ts";
import { atMostTimes } from "../kit/row.ts";
import { rowOf } from "../kit/row-of.ts";

const OWN = "hosts' own time";
const BATCH = 20;
const MIN_READY = seconds(1);

/** What the engine adds to a rollout. */
export const rolloutOverhead: Benchmark = {
  name: "rollout-overhead",
  what: "a rollout of 200 simulated hosts with a real clock and a journal on disk, against the hosts' own times",
  needs: [],
  async run(bench) {
    const hosts = bench.quick ? 60 : 200;
    const takes = ms(bench.quick ? 500 : 1_000);
    const own = Math.ceil(hosts / BATCH) * (takes + MIN_READY);
    let runs = 0;
    const contenders = { ours: () => rollOut(specsOf(hosts, takes), `run-${++runs}`, bench), [OWN]: async () => own };
    const measured = await inTurn(bench.runs, contenders, bench.signal);
    const each = `a host takes ${takes} ms and is to stay ready for ${MIN_READY} ms`;
    const what = `${hosts} hosts, ${BATCH} at once; ${each}; its own time is that, batch by batch`;
    return {
      rows: [
        rowOf({ name: "rollout-overhead", what, unit: "s", bars: [atMostTimes(1.05, OWN)] }, measured, (took) => took / 1_000),
      ],
    };
  },
};

const specsOf = (count: number, takes: Ms): readonly SimulatedHostSpec[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `node${String(at + 1).padStart(3, "0")}`,
    spread: null,
    components: ["is"],
    outBefore: null,
    fault: null,
    takes,
    diesAfter: seconds(3),
    heldFor: seconds(60),
  }));

/** Returns how long it took, in milliseconds. */
async function rollOut(specs: readonly SimulatedHostSpec[], id: string, { folder, signal }: Bench): Promise<number> {
  const wish = { ...NO_WISH, batch: { kind: "count", count: BATCH }, minReady: MIN_READY } as const;
  const header: RolloutHeader = {
    id: id as LeaseId,
    kind: "restart",
    components: [],
    by: "bench",
    reason: "",
    hosts: specs.map((spec) => ({
      name: spec.name,
      spread: null,
      conditions: conditionsOf(new SimulatedHost(spec).look(0 as never), []),
      operationId: null,
    })),
    policy: resolvePolicy(wish, "restart", specs.length),
    retryOf: null,
    notes: {},
  };
  const began = performance.now();
  await using rollout = await beginRollout(`${folder}/rollouts`, header, systemClock);
  const fleet = new SimulatedFleet(specs, "restart", systemClock);
  let ids = 0;
  const parts = {
    state: rollout.state,
    journal: rollout.journal,
    fleet,
    clock: systemClock,
    newOperationId: () => parseOperationId(`${id}-${++ids}`) as OperationId,
    confirm: async () => true,
    stopping: signal,
    leaving: signal,
  };
  for await (const _ of runRollout(parts)) signal.throwIfAborted();
  const acts = [...fleet.acts().values()];
  if (acts.length !== specs.length || acts.some((count) => count !== 1))
    throw new Error(`not every host acted once: ${acts.join(" ")}`);
  return performance.now() - began;
}
