import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Bench, Benchmark } from "../kit/bench.ts";
import { bundled } from "../kit/bundled.ts";
import { inTurn } from "../kit/in-turn.ts";
import { atMostTimes } from "../kit/row.ts";
import { rowOf } from "../kit/row-of.ts";
import { keep } from "../kit/run-program.ts";
import { startFleet, WIDTH } from "../peers/fleet.ts";

/** What watching and rollouts do all the time. */
export const keptConnections: Benchmark = {
  name: "kept-connections",
  what: "a second `status` of 1,000 hosts over the connections of the first, against raw TLS handshakes",
  needs: [],
  async run(bench) {
    const hosts = bench.quick ? 100 : 1_000;
    const inventory = (await startFleet(hosts, bench)).inventory(hosts);
    const again = await askAgain(await bundled("kept-connections", bench), inventory, bench);
    const raw = await bundled("raw-tls", bench);
    const contenders = {
      ours: again,
      "raw TLS handshakes": () => figureOf([process.execPath, raw, inventory, String(WIDTH)], bench),
    };
    const measured = await inTurn(bench.runs, contenders, bench.signal);
    const what = `${hosts.toLocaleString("en")} hosts asked again, ${WIDTH} at once, within a process that runs`;
    return {
      rows: [
        rowOf(
          { name: "kept-connections", what, unit: "ms", bars: [atMostTimes(0.3, "raw TLS handshakes")] },
          measured,
          (ms) => ms,
        ),
      ],
    };
  },
};

/** A process that keeps the connections; each call asks all hosts again. */
async function askAgain(script: string, inventory: string, bench: Bench): Promise<() => Promise<number>> {
  const child = spawn(process.execPath, [script, inventory, String(WIDTH)], { stdio: ["pipe", "pipe", "inherit"] });
  bench.atEnd(() => child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => Number((await lines.next()).value);
  bench.say(`  the first time: ${Math.round(await next())} ms`);
  return () => {
    child.stdin.write("again\n");
    return next();
  };
}

/** Runs a program that writes one figure. */
async function figureOf([program, ...args]: readonly [string, ...string[]], bench: Bench): Promise<number> {
  const child: ChildProcess = keep({ argv: [program, ...args] }, bench);
  let said = "";
  child.stdout?.on("data", (chunk) => (said += chunk));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`exit code ${code}`);
  return Number(said);
}
