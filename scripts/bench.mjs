// Builds, then runs the table of docs/performance.md: node scripts/bench.mjs [NAME…] [OPTION…]. The name of a study, which is a
// file in bench/ of its own, runs that with the arguments that follow: node scripts/bench.mjs fan-out-width [ARGUMENT…]
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const STUDIES = {
  counts: "counts.ts",
  "fan-out-width": "fan-out-width.ts",
  handshake: "handshake.mjs",
  "watch-many": "watch-many.ts",
};
const [name = "", ...rest] = process.argv.slice(2);
const study = STUDIES[name];
const entry = study === undefined ? "main" : name;
const args = study === undefined ? process.argv.slice(2) : rest;

const built = spawnSync(process.execPath, [join(root, "scripts/build.mjs"), "--quiet"], { stdio: "inherit" });
if (built.status !== 0) process.exit(1);
const folder = join(root, "node_modules/.bench"); // packages are found from there
const script = join(folder, `${entry}-${process.pid}.mjs`);
await build({
  entryPoints: [join(root, "bench", study ?? "main.ts")],
  outfile: script,
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "node20",
  logLevel: "warning",
});

/** Ends what a benchmark that was killed has left behind: all that has this run's name in its environment, and what that starts meanwhile. */
function sweep(run) {
  for (let rounds = 0; rounds < 20 && sweepOnce(run) > 0; rounds++);
}

function sweepOnce(run) {
  let ended = 0;
  for (const pid of readdirSync("/proc").filter((each) => /^\d+$/.test(each) && Number(each) !== process.pid)) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`BENCH_RUN=${run}`)) continue;
      const what = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").trim();
      process.kill(Number(pid), "SIGKILL");
      ended++;
      console.error(`left behind and ended: pid ${pid}, ${what}`);
    } catch {
      // it has gone, or is not ours to look at
    }
  }
  return ended;
}

const run = randomUUID();
const child = spawn(process.execPath, [script, ...args], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, BENCH_RUN: run },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => signal === "SIGTERM" && child.kill(signal)); // a terminal tells it itself
child.once("exit", (code) => {
  rmSync(script, { force: true });
  sweep(run);
  process.exitCode = code ?? 1;
});
