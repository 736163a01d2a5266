// Shows what the product does, with real processes, in a folder of its own that is removed at the end:
// start, status, a real image request, `restart is`, a crash and its recovery, stop. Leaves nothing running.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../bin/ImageServing", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "imageserving-demo-"));
const color = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (color ? `\x1b[1m${text}\x1b[0m` : text);

class DemoFailed extends Error {}

/** Runs the command in the open; a code that is not the expected one ends the demo. */
function show(args, { expected = 0 } = {}) {
  console.log(bold(`\n$ ImageServing ${args.join(" ")}`));
  const { status } = spawnSync(process.execPath, [command, "--home", home, ...args], { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== expected) throw new DemoFailed(`ImageServing ${args.join(" ")} ended with ${status}, not ${expected}`);
  if (expected !== 0) console.log(`(exit code ${status})`);
}

/** Asks silently, for the demo's own use. */
function status() {
  const { stdout } = spawnSync(process.execPath, [command, "--home", home, "--output", "json", "status"], { encoding: "utf8" });
  return JSON.parse(stdout).hosts[0];
}

const component = (name) => status().components.find((one) => one.name === name);

/** A request on a connection of its own: one that was kept may be closed by the server at the moment it is used again. */
async function request(url) {
  console.log(bold(`\n$ GET ${url}`));
  const [response] = await once(get(url, { agent: false }), "response");
  const body = await buffer(response);
  const type = response.headers["content-type"];
  const shown = type?.startsWith("text/")
    ? `\n${body.toString().trim()}`
    : `, first bytes ${body.subarray(0, 4).toString("hex")}`;
  console.log(`${response.statusCode} ${type}, ${body.length} bytes${shown}`);
  if (response.statusCode !== 200) throw new DemoFailed(`GET ${url} answered ${response.statusCode}`);
}

/** Looks until it holds, 30 s at the most. */
async function until(what, holds) {
  const deadline = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new DemoFailed(`${what} did not happen within 30 s`);
    await sleep(100);
  }
}

async function demo() {
  console.log(`A small Image Serving (examples/stack) under ${home}; nothing outside that folder is touched.`);
  show(["init", "--profile", "demo"]);
  show(["status"], { expected: 3 });
  show(["start"]);
  show(["status"]);
  const [page] = /http:\/\/127\.0\.0\.1:\d+\/is\/image/.exec(readFileSync(join(home, "agent.yaml"), "utf8")) ?? [];
  await request(page);
  await request(`${page}/photo?wid=320&fmt=jpeg`);
  await request(`${page}/logo?wid=200&fmt=png`);
  show(["restart", "is"]);

  const before = component("svg");
  console.log(bold(`\n$ kill -9 ${before.pid}    # svg crashes`));
  process.kill(before.pid, "SIGKILL");
  await until("the recovery of svg", () => component("svg").ready && component("svg").pid !== before.pid);
  const after = component("svg");
  console.log(`svg is back: pid ${before.pid} -> ${after.pid}, restarts ${after.restarts}; ${after.lastExit.hint}`);
  show(["status"]);
  await request(`${page}/logo?wid=201&fmt=png`);
  show(["logs", "svg", "-n", "5"]);
  show(["stop"]);
  show(["status"], { expected: 3 });
}

let failure = null;
try {
  await demo();
} catch (error) {
  failure = error;
} finally {
  // Whatever happened: nothing stays behind. On a host where nothing runs, this says so and changes nothing.
  spawnSync(process.execPath, [command, "--home", home, "--quiet", "stop"], { stdio: "ignore" });
  rmSync(home, { recursive: true, force: true });
}
if (failure !== null) {
  console.error(failure instanceof DemoFailed ? `The demo failed: ${failure.message}` : failure);
  process.exit(1);
}
console.log(bold("\nDone; nothing was left running."));
