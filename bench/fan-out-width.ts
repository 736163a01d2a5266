// How many hosts to ask at once. One farm of agents (the real server, TLS and access checks) in this process, the built
// command in another; the widths take turns, so that whatever else the machine does falls on all of them alike.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentFarm } from "../test/helpers/agent-farm.ts";

const COMMAND = join(process.cwd(), "bin/ImageServing");
const [hosts = "200", runs = "9"] = process.argv.slice(2);
const WIDTHS = [4, 16, 32, 64, 128, 256];

interface Run {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** One fan-out of `status`, and the most memory that the command had. */
function once(home: string, width: number): Promise<Run> {
  const began = performance.now();
  const args = [
    "--home",
    home,
    "--all",
    "--concurrency",
    String(width),
    "--connect-timeout",
    "60s",
    "--timeout",
    "60s",
    "status",
    "-o",
    "json",
  ];
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  let most = 0;
  const look = setInterval(() => {
    try {
      most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0));
    } catch {
      // it has ended
    }
  }, 20);
  return new Promise((resolve, reject) =>
    child.once("exit", (code) => {
      clearInterval(look);
      if (code === 0) resolve({ seconds: (performance.now() - began) / 1_000, mebibytes: most / 1_024 });
      else reject(new Error(`width ${width}: exit code ${code}`));
    }),
  );
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]) => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;

const farm = await AgentFarm.open({ answers: Number(hosts), refuses: 0, hangs: 0, "black hole": 0 });
const home = mkdtempSync(join(tmpdir(), "is-bench-"));
try {
  writeFileSync(join(home, "fleet.yaml"), farm.inventory);
  for (const thinks of [0, 100]) {
    farm.thinks = thinks;
    const all = new Map<number, Run[]>(WIDTHS.map((width) => [width, []]));
    for (let run = 0; run < Number(runs); run++) for (const width of WIDTHS) all.get(width)?.push(await once(home, width));
    console.log(`${hosts} hosts that take ${thinks} ms to answer, ${runs} runs`);
    for (const [width, each] of all) {
      const [times, memory] = [each.map(({ seconds }) => seconds), each.map(({ mebibytes }) => mebibytes)];
      const [least = 0, most = 0] = [sorted(times)[0], sorted(times).at(-1)];
      console.log(
        `  ${String(width).padStart(4)} at once: ${median(times).toFixed(2)} s (${least.toFixed(2)} to ${most.toFixed(2)}), ${Math.round(median(memory))} MiB`,
      );
    }
  }
} finally {
  rmSync(home, { recursive: true, force: true });
  await farm[Symbol.asyncDispose]();
}
process.exit();
