import { createInterface } from "node:readline";
import type { Behaviour } from "./agent-farm.ts";
import { WatchedFarm } from "./watched-farm.ts";

// A farm in a process of its own: whoever watches it must not be slowed down by it. See farm-process.ts.
const farm = await WatchedFarm.open(JSON.parse(process.argv[2] ?? "{}") as Record<Behaviour, number>);
process.stdout.write(`${JSON.stringify({ inventory: farm.farm.inventory })}\n`);
const orders = createInterface({ input: process.stdin });
for await (const line of orders) {
  const { host, component, changed } = JSON.parse(line);
  farm.change(host, component, changed);
}
await farm[Symbol.asyncDispose]();
process.exit(0);
