import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TestAuthority } from "../../test/helpers/authority.ts";
import { freePort } from "../../test/helpers/free-port.ts";
import type { Bench, Benchmark } from "../kit/bench.ts";
import { type OwnUse, useOf } from "../kit/own-use.ts";
import { atMost, atMostTimes, type Row } from "../kit/row.ts";
import { imageServing } from "../peers/image-serving.ts";
import { minimalServer } from "../peers/minimal-server.ts";
import { monit } from "../peers/monit.ts";
import { pm2 } from "../peers/pm2.ts";
import { startAll } from "../peers/supervised.ts";
import { supervisord } from "../peers/supervisord.ts";
import { Witness } from "../peers/witness.ts";

const MINIMAL = "minimal gRPC server";

/**
 * In percent of one processor: twice what such a server took when the bar was set. One that nobody calls takes next to nothing here, of
 * which twice is nothing either.
 */
const MODEST = 0.24;

/** What an agent takes from its host while nothing happens. */
export const idleAgent: Benchmark = {
  name: "idle-agent",
  what: "memory and processor time of an agent with three components, samples taken, nobody asking",
  needs: ["/usr/bin/supervisord", "/usr/bin/monit"],
  async run(bench) {
    const authority = await TestAuthority.make();
    bench.atEnd(() => authority[Symbol.dispose]());
    await authority.issue("agent", "node1");
    const listen = { address: `127.0.0.1:${await freePort("127.0.0.1")}`, tls: authority.tlsOf("node1") };
    const ours = imageServing({ host: "node1", listen });
    const { running, missing } = await startAll([ours, supervisord, pm2, monit], new Witness(bench), bench);
    const answer = join(bench.folder, "answer");
    writeFileSync(answer, Buffer.alloc(0));
    const minimal = await minimalServer(authority, "node1", answer, "bytes", bench);
    const pids: Record<string, () => readonly number[]> = { [MINIMAL]: () => [minimal.pid] };
    for (const [name, each] of Object.entries(running)) pids[name] = each.pids;
    return { rows: rowsOf(await watch(pids, bench), missing, bench) };
  },
};

const windowOf = ({ quick }: Bench) => (quick ? 10 : 30);

interface Window {
  readonly residentMiB: number;
  readonly cpuPercent: number;
}

/** All at the same time, window by window; none of them has any influence on another but by using the machine. */
async function watch(pids: Readonly<Record<string, () => readonly number[]>>, bench: Bench): Promise<Record<string, Window[]>> {
  const seconds = windowOf(bench);
  await sleep(seconds * 1_000, undefined, { signal: bench.signal }); // what is left of their starts
  const windows: Record<string, Window[]> = {};
  for (let run = 0; run < bench.runs; run++) {
    const before = new Map<string, OwnUse>(Object.entries(pids).map(([name, of]) => [name, useOf(of())]));
    const began = performance.now();
    await sleep(seconds * 1_000, undefined, { signal: bench.signal });
    const took = performance.now() - began;
    for (const [name, of] of Object.entries(pids)) {
      const { residentMiB, cpuNs } = useOf(of());
      const cpuPercent = ((cpuNs - (before.get(name)?.cpuNs ?? 0)) / 1e6 / took) * 100;
      windows[name] = [...(windows[name] ?? []), { residentMiB, cpuPercent }];
    }
  }
  return windows;
}

function rowsOf(windows: Readonly<Record<string, readonly Window[]>>, missing: Row["missing"], bench: Bench): readonly Row[] {
  const row = (about: Pick<Row, "name" | "what" | "unit" | "bars">, figure: (window: Window) => number): Row => {
    const { ours = [], ...peers } = Object.fromEntries(Object.entries(windows).map(([name, all]) => [name, all.map(figure)]));
    return { ...about, ours, peers, missing };
  };
  const memory = { name: "idle-memory", what: "resident memory of the supervisor's own processes", unit: "MiB" } as const;
  const what = `processor time of the supervisor's own processes over ${windowOf(bench)} s, of one processor`;
  const cpu = { name: "idle-cpu", what, unit: "%" } as const;
  return [
    row({ ...memory, bars: [atMostTimes(1.25, MINIMAL)] }, ({ residentMiB }) => residentMiB),
    row({ ...cpu, bars: [atMostTimes(2, MINIMAL), atMost(MODEST)] }, ({ cpuPercent }) => cpuPercent),
  ];
}
