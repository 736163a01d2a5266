import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { alive, eventually, Home, played, readyWith } from "../helpers/home.ts";

const timeout = 90_000;
const CHILD = fileURLToPath(new URL("../fixtures/child.mjs", import.meta.url));

const AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] as const;
const canBecomeNobody = () => spawnSync(AS_NOBODY[0], [...AS_NOBODY.slice(1), "test", "-r", CHILD]).status === 0;

/** Gives up soon, so that a test need not wait for it. */
const hasty = {
  restart: { backoff: { initial: "10ms", max: "20ms" }, crashLoop: { failures: 3, within: "1h", retryEvery: "1h" } },
};

/** Listens where nobody else does; the server is to be closed. */
async function listener(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((connection) => connection.end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}

async function freePort(): Promise<number> {
  const { server, port } = await listener();
  server.close();
  await once(server, "close");
  return port;
}

describe.concurrent("components that misbehave", () => {
  test("one that ends at once, with code 0: start says so in bounded time, with its log and its last words", {
    timeout,
  }, async () => {
    await using home = new Home({ is: played("exits", { ...hasty, ready: undefined }), svg: played() });
    const start = await home.run("start");
    expect(start.code).toBe(1);
    expect(start.stderr).toMatch(/^is failed: crashed 3 times in a row .*exit code 0/m);
    expect(start.stderr).toContain("hello from is exits");
    expect(start.stderr).toContain(`log: ${home.path("log", "is.log")}`);
    expect(home.count("start")).toEqual({ is: 3, svg: 1 });
    const status = await home.status();
    expect(status).toMatchObject({
      code: 3,
      components: [
        {
          name: "is",
          desired: "up",
          state: "failed",
          ready: false,
          pid: null,
          restarts: 2,
          lastExit: { code: 0, expected: false },
        },
        { name: "svg", state: "running", ready: true },
      ],
    });
    const table = await home.run("status");
    expect(table.stdout).toMatch(/^is\b.* failed\b.*crashed 3 times in a row/m);
    expect(table.stdout).toContain(`log: ${home.path("log", "is.log")}`);
  });

  test("one that crashes: what needs it is not started, and both are named", { timeout }, async () => {
    await using home = new Home({ is: played("broken", { ...hasty, ...readyWith("never") }), ps: played("", { after: ["is"] }) });
    await home.agent();
    const start = await home.operate("start");
    expect(start).toMatchObject({
      code: 1,
      outcome: "failed",
      operation: {
        result: "failed",
        components: [
          {
            name: "is",
            action: "failed",
            pid: null,
            logFile: home.path("log", "is.log"),
            logTail: expect.arrayContaining(["cannot find my licence"]),
          },
          { name: "ps", action: "failed", error: "not started: needs is", pid: null },
        ],
      },
    });
    expect(home.count("start")).toEqual({ is: 3 });
  });

  test("one whose port a stranger has is not ready; start and status name the stranger's pid", { timeout }, async () => {
    const { server, port } = await listener();
    await using home = new Home({ is: played("", { ready: { tcp: `127.0.0.1:${port}`, interval: "20ms" } }) });
    const start = await home.run("start", "--timeout", "1s");
    server.close();
    expect(start.code).toBe(1);
    expect(start.stderr).toMatch(/is failed: not ready within 1\.0s/);
    expect(start.stderr).toMatch(new RegExp(`\\bpid ${process.pid}\\b`));
  });

  test("one that puts itself into the background is not running; nothing of it is doubled or left behind", {
    timeout,
  }, async () => {
    await using home = new Home({ is: played("forks", { ...hasty, ...readyWith("never"), stop: { timeout: "500ms" } }) });
    const start = await home.run("start");
    expect(start.code).toBe(1);
    expect(start.stderr).toContain("left processes behind");
    const daemons = home.trail.filter(({ what }) => what === "daemon").map(({ pid }) => pid);
    expect(daemons.filter(alive)).toEqual([]);
    expect(await home.run("stop")).toMatchObject({ code: 0 });
    await home.nothingLeft();
  });

  test("one that ignores SIGTERM is killed when its time is over, which counts as stopped", { timeout }, async () => {
    await using home = new Home({ is: played("stubborn", { stop: { timeout: "200ms" } }) });
    await home.agent();
    await home.do("start");
    const first = home.lastPid("is");
    expect(await home.operate("stop", "is")).toMatchObject({
      code: 0,
      operation: { components: [{ name: "is", action: "stopped", previousPid: first, pid: null }] },
    });
    expect(alive(first)).toBe(false);
    const status = await home.now();
    expect(status.components[0]?.lastExit).toMatchObject({
      code: null,
      signal: "SIGKILL",
      expected: false,
      hint: expect.stringContaining("killed by the Supervisor"),
    });
    await home.do("start");
    expect(await home.do("stop")).toMatchObject({ result: "done" });
    expect(home.count("term")).toEqual({ is: 2 });
    expect(home.componentProcesses()).toEqual([]);
  });

  test("one that closes its port and lives on is not ready any more: status exits 3", { timeout }, async () => {
    const port = await freePort();
    const ready = { tcp: `127.0.0.1:${port}`, interval: "20ms", recheck: "20ms", failures: 2 };
    await using home = new Home({ is: { command: [process.execPath, CHILD, `port=${port}`], ready } });
    await home.agent();
    await home.do("start");
    const { is = 0 } = await home.pids();
    process.kill(is, "SIGUSR2");
    await eventually(() => home.read("log/is.log").includes("closed"), "the end of listening");
    await eventually(async () => (await home.now()).components[0]?.ready === false, "the end of its readiness");
    expect(await home.status()).toMatchObject({
      code: 3,
      components: [
        {
          name: "is",
          state: "running",
          ready: false,
          pid: is,
          restarts: 0,
          reason: expect.stringContaining("not ready any more"),
        },
      ],
    });
  });

  test("one that is slow to become ready is waited for; a shorter --timeout gives up waiting, and it goes on all the same", {
    timeout,
  }, async () => {
    await using home = new Home({ is: played("", readyWith("is.ready")) });
    await home.agent();
    const start = await home.run("start", "--timeout", "300ms");
    expect(start.code).toBe(1);
    expect(start.stderr).toMatch(/is failed: not ready within 300ms, the operation's time-out/);
    expect(await home.status()).toMatchObject({
      code: 3,
      components: [{ name: "is", state: "starting", ready: false, pid: home.lastPid("is") }],
    });
    const again = home.begin(["start"]);
    await again.said(/is: starting/);
    home.open("is.ready");
    expect(await again.ended).toMatchObject({ code: 0 });
    expect((await home.now()).components).toMatchObject([{ ready: true }]);
    expect(home.count("start")).toEqual({ is: 1 });
  });

  test("one that is late by its own time-out is reported, goes on, and becomes ready", { timeout }, async () => {
    await using home = new Home({
      is: played("", { ready: { command: ["test", "-e", "is.ready"], interval: "20ms", timeout: "300ms" } }),
    });
    await home.agent();
    const late = await home.do("start");
    expect(late).toMatchObject({
      result: "failed",
      components: [{ name: "is", action: "failed", error: expect.stringContaining("not ready within 300ms") }],
    });
    home.open("is.ready");
    expect(await home.do("start")).toMatchObject({ result: "done" });
    expect(home.count("start")).toEqual({ is: 1 });
  });
});

describe.concurrent("a home that is not as it should be", () => {
  test("a stale socket of a dead agent is replaced", { timeout }, async () => {
    await using home = new Home({ is: played() });
    await home.agent();
    await home.killAgent();
    expect(home.exists("agent.sock")).toBe(true);
    expect(await home.run("status")).toMatchObject({ code: 3 });
    expect(await home.run("start")).toMatchObject({ code: 0 });
  });

  test("a file where the socket belongs is left alone and named", { timeout }, async () => {
    await using home = new Home({ is: played() });
    home.write("agent.sock", "mine");
    expect(await home.run("status")).toMatchObject({ code: 3 });
    const start = await home.run("start");
    expect(start.code).toBe(1);
    expect(start.stderr).toContain(`${home.path("agent.sock")}: it is in the way and is not a socket`);
    expect(home.read("agent.sock")).toBe("mine");
    await home.nothingLeft();
  });

  test("a torn journal loses nobody: what lives is adopted", { timeout }, async () => {
    await using home = new Home({ is: played(), ps: played("", { after: ["is"] }) });
    await home.agent();
    await home.do("start");
    const pids = await home.pids();
    await home.killAgent();
    home.write("state/journal.json", home.read("state/journal.json").slice(0, 100));
    home.write("state/operations/torn.json", '{"version":1,"oper');
    expect(await home.run("status")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("2 components are running unattended"),
    });
    expect(await home.run("start")).toMatchObject({ code: 0 });
    expect(await home.pids()).toEqual(pids);
    expect(await home.run("stop")).toMatchObject({ code: 0 });
    await home.nothingLeft();
    expect(home.count("start")).toEqual({ is: 1, ps: 1 });
  });

  test("a folder that is none is named, and what is not known is not said to be dead", { timeout }, async () => {
    await using home = new Home({ is: played() });
    home.write("state", "a file");
    for (const [command, code] of [
      ["start", 1],
      ["stop", 1],
      ["status", 4],
    ] as const) {
      const ran = await home.run(command);
      expect(ran).toMatchObject({ code, stdout: "" });
      expect(ran.stderr).toMatch(new RegExp(`^${home.path("state")}: .*\\n$`));
    }
    await home.nothingLeft();
  });

  test("somebody without permission is told so: 4, and nothing is changed", { timeout }, async ({ skip }) => {
    skip(!canBecomeNobody(), "only root can become somebody else, and only where the program is readable for everybody");
    await using home = new Home({ is: played() });
    chmodSync(home.dir, 0o755);
    const asNobody = { through: AS_NOBODY, env: { HOME: "/" } };
    const agent = await home.agent();
    await home.do("start");
    for (const command of ["status", "start", "stop", "restart"]) {
      const ran = await home.begin([command], asNobody).ended;
      expect(ran).toMatchObject({ code: 4, stdout: "" });
      expect(ran.stderr).toContain("neither its owner nor in its group");
    }
    expect(await home.pids()).toEqual({ is: home.lastPid("is") });
    await home.do("stop");
    process.kill(agent.pid, "SIGTERM");
    await agent.ended;
    const unreadable = await home.begin(["status"], asNobody).ended; // the folder of its state is not for everybody
    expect(unreadable).toMatchObject({ code: 4, stdout: "" });
    expect(unreadable.stderr).toMatch(new RegExp(`^.*${home.path("state")}.*\\n$`));
  });
});
