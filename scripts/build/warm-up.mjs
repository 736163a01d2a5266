// Lets V8 compile what the packs are made of by running the product, and keep it: the functions that ran are in the code cache, and
// need not be compiled at the next start. Whatever fails here only makes the first runs slower.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import load from "../../bin/load.js";

const { cacheName } = load;

const RUN = fileURLToPath(new URL("./warm-run.cjs", import.meta.url));

/** All of it, in ms; it takes about two seconds. */
const PATIENCE = 30_000;

/** Whether every pack of this dist has a code cache for the Node that runs this. */
export function isWarm(dist) {
  const { packs } = JSON.parse(readFileSync(join(dist, "packs.json"), "utf8"));
  return packs.every((pack) => existsSync(join(dist, cacheName(pack))));
}

/** Runs an agent with certificates in a temporary home and what an operator types every day. Rejects where that did not work. */
export async function warmUp(dist) {
  const home = mkdtempSync("/tmp/is-warm-"); // short, whatever TMPDIR is: a socket's path has 107 bytes
  const signal = AbortSignal.timeout(PATIENCE);
  const host = (...args) => run(dist, ["command", "rpc", "fleet"], ["--home", home, ...args], signal).ended;
  const fleet = (...args) => host("--host", "warm", ...args);
  let agent = null;
  try {
    const port = await freePort();
    await host("pki", "init", join(home, "pki"));
    await host("pki", "issue", join(home, "pki"), "agent", "warm", "--address", "127.0.0.1");
    await host("pki", "issue", join(home, "pki"), "operator", "warm-operator");
    writeFileSync(join(home, "agent.yaml"), JSON.stringify(agentConfig(port)));
    writeFileSync(
      join(home, "fleet.yaml"),
      JSON.stringify({ tls: tlsOf("warm-operator"), hosts: { warm: { address: `127.0.0.1:${port}` } } }),
    );
    agent = run(dist, ["agent"], ["--home", home, "agent"], signal);
    agent.ended.catch(() => {}); // heard of below
    while (!existsSync(join(home, "agent.sock"))) await sleep(20, null, { signal });
    for (const args of [
      ["start"],
      ["status"],
      ["status", "-o", "json"],
      ["restart", "one"],
      ["why", "one"],
      ["logs", "one"],
      ["events"],
    ]) {
      await host(...args);
    }
    for (const args of [["status"], ["restart", "one", "--yes"]]) await fleet(...args);
    await host("stop");
  } finally {
    agent?.child.kill("SIGTERM");
    await agent?.ended.finally(() => rmSync(home, { recursive: true, force: true }));
    rmSync(home, { recursive: true, force: true });
  }
}

const tlsOf = (name) => ({ cert: `pki/${name}.crt`, key: `pki/${name}.key`, ca: "pki/ca.crt" });

const agentConfig = (port) => ({
  host: "warm",
  listen: { address: `127.0.0.1:${port}`, tls: tlsOf("warm") },
  components: { one: { command: ["sleep", "60"] } },
});

/** The commands keep the packs of commands and the agent its own, or each would keep what it has no use for. */
function run(dist, packs, args, signal) {
  const { NODE_OPTIONS: _, ...usual } = process.env; // flags of V8 make another cache
  const env = Object.fromEntries(Object.entries(usual).filter(([name]) => !name.startsWith("IMAGESERVING_")));
  const child = spawn(process.execPath, [RUN, dist, packs.join(), ...args], { env, stdio: ["ignore", "ignore", "pipe"], signal });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said = (said + text).slice(-2_000);
  });
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`ImageServing ${args.join(" ")}: exit code ${code}: ${said.trim()}`));
    });
  });
  return { child, ended };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
