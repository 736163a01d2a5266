// How long it takes until N hosts are watched, how soon a change of one of them is known, and what that costs:
// npm run bench -- watch-many [HOSTS] [BLACK-HOLES]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectFleet } from "../src/cli/fleet/connect-fleet.ts";
import { loadInventory } from "../src/cli/fleet/targets.ts";
import type { Terminal } from "../src/cli/terminal.ts";
import { fleetSources } from "../src/cli/watch/fleet-sources.ts";
import { watchHosts } from "../src/cli/watch/watch-hosts.ts";
import { systemClock } from "../src/core/clock.ts";
import { seconds } from "../src/core/duration.ts";
import { localCaller } from "../src/core/host-service.ts";
import { FarmProcess } from "../test/helpers/farm-process.ts";

const hosts = Number(process.argv[2] ?? 1_000);
const holes = Number(process.argv[3] ?? 0);
const CHANGES = 50;

const folder = mkdtempSync(join(tmpdir(), "watch-many-"));
const cpu = () => process.cpuUsage().user + process.cpuUsage().system;
const rss = () => Math.round(process.memoryUsage().rss / 1e6);
try {
  await using farm = await FarmProcess.start({ answers: hosts, "black hole": holes });
  const file = join(folder, "fleet.yaml");
  writeFileSync(file, farm.inventory);
  const terminal = { clock: systemClock, interrupted: new AbortController().signal, userName: "bench" } as unknown as Terminal;
  const inventory = await loadInventory(file, terminal);
  const all = [...inventory.inventory.hosts.values()];
  const targets = { inventory, hosts: all, context: null };
  const { open } = await connectFleet(targets, { connectTimeout: seconds(3), timeout: null }, terminal);
  const before = rss();
  const begun = performance.now();
  await using watch = watchHosts(fleetSources({ hosts: all, open }), {
    clock: systemClock,
    usageEvery: seconds(2),
    concurrency: 64,
    callContext: (signal) => ({ caller: localCaller("bench"), signal }),
  });
  const live = () => [...watch.hosts.values()].filter(({ link }) => link.t === "live").length;
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const stop = watch.onChange(() => {
        if (!holds()) return;
        stop();
        resolve();
      });
    });
  await until(() => live() === hosts);
  console.log(`${hosts} hosts live after ${Math.round(performance.now() - begun)} ms (${holes} black holes beside them)`);
  console.log(`memory ${before} MB → ${rss()} MB`);
  const [used, from] = [cpu(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  console.log(`at rest: ${((cpu() - used) / 10 / (performance.now() - from)).toFixed(1)}% of a processor, ${rss()} MB`);
  const took: number[] = [];
  const names = [...watch.hosts.values()].filter(({ link }) => link.t === "live").map(({ name }) => name);
  for (let i = 0; i < CHANGES; i++) {
    const name = names[(i * 37) % names.length] as string;
    const at = performance.now();
    farm.change(name, "is", { pid: 10_000 + i });
    await until(() => watch.hosts.get(name)?.status?.components.some(({ pid }) => pid === 10_000 + i) === true);
    took.push(performance.now() - at);
  }
  took.sort((a, b) => a - b);
  console.log(
    `a change is known after ${took.map(Math.round)[CHANGES / 2]} ms in the median, ${Math.round(took.at(-1) ?? 0)} ms at most`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(0);
