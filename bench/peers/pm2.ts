import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../kit/bench.ts";
import { type Command, timed } from "../kit/run-program.ts";
import type { Supervisor } from "./supervised.ts";

/** Installed by npm into a folder that is kept between runs: it is no dependency of ours, and large. */
const FOLDER = join(process.cwd(), "node_modules/.bench/pm2");
const PROGRAM = join(FOLDER, "node_modules/pm2/bin/pm2");

/** pm2 from npm. */
export const pm2: Supervisor = {
  name: "pm2",
  needs: [],
  async start(bench, folder, programs) {
    install(bench);
    const env = { PM2_HOME: folder, PM2_DISCRETE_MODE: "true", HOME: folder };
    const run = (...args: readonly string[]): Command => ({ argv: [process.execPath, PROGRAM, ...args], env });
    const file = join(folder, "apps.json");
    const apps = programs.map(({ name, program }) => ({ name, script: program, interpreter: "none", autorestart: true }));
    writeFileSync(file, JSON.stringify({ apps }));
    const pid = () => Number(readFileSync(join(folder, "pm2.pid"), "utf8"));
    bench.atEnd(() => end(existsSync(join(folder, "pm2.pid")) ? pid() : 0, folder));
    bench.atEnd(() => timed(run("kill"), { ...bench, signal: new AbortController().signal }));
    await timed(run("start", file), bench);
    return { pids: () => [pid()], status: run("jlist"), restart: run("restart", "all") };
  },
};

function install({ say }: Bench): void {
  if (existsSync(PROGRAM)) return;
  say("installing pm2 from npm");
  const args = ["install", "--prefix", FOLDER, "--no-audit", "--no-fund", "--no-save", "--loglevel=error", "pm2"];
  const { status } = spawnSync("npm", args, { stdio: ["ignore", "ignore", "inherit"], timeout: 180_000 });
  if (status !== 0 || !existsSync(PROGRAM)) throw new Error("npm could not install pm2");
}

/** Where `pm2 kill` did not do it. Its daemon names its folder in its title, so no stranger is ended. */
function end(pid: number, folder: string): void {
  try {
    if (pid > 0 && readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(folder)) process.kill(pid, "SIGKILL");
  } catch {
    // it has gone
  }
}
