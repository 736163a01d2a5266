import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FarmProcess } from "../../test/helpers/farm-process.ts";
import type { Bench } from "../kit/bench.ts";
import type { Command } from "../kit/run-program.ts";
import { command } from "./image-serving.ts";

/** Agents with certificates on loopback, in a process of their own. */
export interface Fleet {
  /** Writes the inventory of the first so many hosts. Returns its file. */
  inventory(hosts: number): string;
  /** `--all status`, cold, over these. */
  status(hosts: number): Command;
}

/** How many hosts are asked at once: the default of the command. */
export const WIDTH = 64;

/** Starts so many; they end with the benchmark. */
export async function startFleet(hosts: number, bench: Bench): Promise<Fleet> {
  bench.say(`starting ${hosts} agents`);
  const farm = await FarmProcess.start({ answers: hosts });
  bench.atEnd(() => farm[Symbol.asyncDispose]());
  const whole = JSON.parse(farm.inventory) as { tls: unknown; hosts: Record<string, unknown> };
  const inventory = (count: number) => {
    const home = join(bench.folder, `jump-${count}`);
    mkdirSync(home, { recursive: true });
    const some = Object.fromEntries(Object.entries(whole.hosts).slice(0, count));
    writeFileSync(join(home, "fleet.yaml"), JSON.stringify({ tls: whole.tls, hosts: some }, null, 1));
    return join(home, "fleet.yaml");
  };
  const patient = ["--connect-timeout", "60s", "--timeout", "60s", "--concurrency", String(WIDTH)];
  return {
    inventory,
    status: (count) => command(join(inventory(count), ".."), "--all", ...patient, "status", "--output", "json"),
  };
}
