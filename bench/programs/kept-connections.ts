// Connects to all hosts of an inventory as the command does, asks each for its status, and keeps the connections. Then, for each line on
// its standard input, asks all again and writes how long that took, in ms: kept-connections.mjs FLEET WIDTH
import { setMaxListeners } from "node:events";
import { createInterface } from "node:readline";
import { connectFleet } from "../../src/cli/fleet/connect-fleet.ts";
import { loadInventory } from "../../src/cli/fleet/targets.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { systemClock } from "../../src/core/clock.ts";
import { seconds } from "../../src/core/duration.ts";
import { localCaller } from "../../src/core/host-service.ts";

const [file = "", width = "64"] = process.argv.slice(2);
const { signal } = new AbortController();
setMaxListeners(0, signal); // one for each call under way is no leak
const terminal = { clock: systemClock, interrupted: signal, userName: "bench" } as unknown as Terminal;
const inventory = await loadInventory(file, terminal);
const hosts = [...inventory.inventory.hosts.values()];
const limits = { connectTimeout: seconds(60), timeout: seconds(60) };
const { open } = await connectFleet({ inventory, hosts, context: null }, limits, terminal);
const connections = hosts.map((host) => ({ host, connection: open(host) }));

async function askAll(): Promise<number> {
  const began = performance.now();
  const waiting = [...connections];
  const worker = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      await next.connection.status({ components: [], expectedHost: next.host.name }, { caller: localCaller("bench"), signal });
  };
  await Promise.all(Array.from({ length: Number(width) }, worker));
  return performance.now() - began;
}

console.log(await askAll());
for await (const _ of createInterface({ input: process.stdin })) console.log(await askAll());
process.exit();
