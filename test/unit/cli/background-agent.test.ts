import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { agentArguments, cleanEnvironment, startBackgroundAgent } from "../../../src/cli/local/background-agent.ts";
import { knock } from "../../../src/cli/local/knock.ts";
import { homePaths } from "../../../src/core/home-paths.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "is-cli-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const paths = (config: string | null = null) => homePaths({ home, config, inventory: null, isRoot: false, env: {} });

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(5);
}

/** Starts a small script as if it were the agent. */
function start(script: string) {
  const scriptPath = join(home, "script.cjs");
  writeFileSync(scriptPath, script);
  const env = { ...process.env, IMAGESERVING_HOME: "x", NOTIFY_SOCKET: "y", WATCHDOG_USEC: "1" };
  return startBackgroundAgent({
    nodePath: process.execPath,
    scriptPath,
    env,
    paths: paths(),
    home,
    config: null,
    adoptOnly: false,
  });
}

test("it runs in a session of its own, outside any folder, without what was meant for others", { timeout: 20_000 }, async () => {
  const facts = join(home, "facts.json");
  const agent = start(`
    const stat = require("fs").readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
    const { IMAGESERVING_HOME, NOTIFY_SOCKET, WATCHDOG_USEC } = process.env;
    const args = process.argv.slice(2);
    require("fs").writeFileSync(${JSON.stringify(facts)}, JSON.stringify({ own: Number(stat[3]) === process.pid, cwd: process.cwd(), args, leaked: [IMAGESERVING_HOME, NOTIFY_SOCKET, WATCHDOG_USEC] }));
  `);
  await until(() => agent.ended() !== null);
  expect(JSON.parse(readFileSync(facts, "utf8"))).toEqual({
    own: true,
    cwd: "/",
    args: ["agent", "--background", "--home", home],
    leaked: [null, null, null],
  });
});

test("what it wrote can be told, and only what it wrote itself", { timeout: 20_000 }, async () => {
  mkdirSync(join(home, "log"));
  writeFileSync(join(home, "log/ImageServing.log"), "from yesterday\n");
  const agent = start(`console.log('{"level":"fatal","msg":"no room\\\\u001b[2J"}'); console.error("plain"); process.exit(3)`);
  await until(() => agent.ended() !== null);
  expect(agent.ended()).toBe("it ended with code 3");
  expect(agent.lastWords()).toEqual(["no room\\x1b[2J", "plain"]);
  expect(readFileSync(agent.logFile, "utf8")).toMatch(/^from yesterday\n/);
});

test("a program that is not there is an end, not an exception", async () => {
  const agent = startBackgroundAgent({
    nodePath: "/no/node",
    scriptPath: "x",
    env: {},
    paths: paths(),
    home,
    config: null,
    adoptOnly: true,
  });
  await until(() => agent.ended() !== null);
  expect(agent.ended()).toContain("ENOENT");
});

test("a log folder that cannot be made is said at once", () => {
  writeFileSync(join(home, "log"), "a file");
  expect(() => start("")).toThrow(/the agent could not be started: cannot write its log/);
});

test("only what was chosen is handed on, and absolute", () => {
  expect(agentArguments({ paths: paths(), home: null, config: null, adoptOnly: false })).toEqual(["agent", "--background"]);
  expect(agentArguments({ paths: paths("rel.yaml"), home: "h", config: "rel.yaml", adoptOnly: true })).toEqual([
    "agent",
    "--background",
    "--adopt-only",
    "--home",
    home,
    "--config",
    join(process.cwd(), "rel.yaml"),
  ]);
});

test("the environment keeps the rest", () => {
  expect(
    cleanEnvironment({ PATH: "/bin", IMAGESERVING_X: "1", NOTIFY_SOCKET: "1", WATCHDOG_PID: "1", XDG_STATE_HOME: "/s" }),
  ).toEqual({ PATH: "/bin", XDG_STATE_HOME: "/s" });
});

test("a knock tells a listener from a socket that is left over and from none", { timeout: 10_000 }, async () => {
  const path = join(home, "agent.sock");
  expect(await knock(path)).toBe("closed");
  const server = createServer().listen(path);
  await until(() => server.listening);
  expect(await knock(path)).toBe("open");
  server.close();
  writeFileSync(path, "not a socket");
  expect(await knock(path)).toBe("closed");
});
