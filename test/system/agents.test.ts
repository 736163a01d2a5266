import { expect, test } from "vitest";
import { alive, eventually, Home, played } from "../helpers/home.ts";

const timeout = 60_000;
const two = { is: played(), ps: played("", { after: ["is"] }) };

test("an agent that died leaves components unattended: status says so, start adopts them, stop stops them", {
  timeout,
}, async () => {
  await using home = new Home(two);
  await home.run("start");
  const before = await home.now();
  const pids = await home.pids();
  await home.killAgent();

  const dead = await home.run("status");
  expect(dead.code).toBe(1);
  expect(dead.stdout).toContain("Server Supervisor is dead, 2 components are running unattended");
  for (const pid of Object.values(pids)) expect(dead.stdout).toContain(`pid ${pid}`);
  expect(dead.stdout).toContain("ImageServing start");
  expect(dead.stdout).toContain("ImageServing stop");
  expect(await home.status()).toMatchObject({
    code: 1,
    outcome: "failed",
    error: {
      code: "SUPERVISOR_DEAD",
      unattended: [
        { name: "is", pid: pids["is"] },
        { name: "ps", pid: pids["ps"] },
      ],
    },
    supervisor: { state: "dead", pid: null },
    components: [
      { name: "is", state: "running", pid: pids["is"] },
      { name: "ps", state: "running", pid: pids["ps"] },
    ],
  });

  expect(await home.run("start")).toMatchObject({ code: 0, stdout: expect.stringContaining("already running") });
  expect(await home.pids()).toEqual(pids);
  const after = await home.now();
  for (const [at, { uptimeSeconds }] of after.components.entries()) {
    expect(uptimeSeconds).toBeGreaterThanOrEqual(before.components[at]?.uptimeSeconds ?? Number.POSITIVE_INFINITY);
  }
  expect(home.count("start")).toEqual({ is: 1, ps: 1 });

  await home.killAgent();
  expect(await home.run("stop")).toMatchObject({ code: 0 });
  await home.nothingLeft();
  expect(home.count("end")).toEqual({ is: 1, ps: 1 });
  expect(await home.run("status")).toMatchObject({ code: 3 });
});

test("with a dead agent, restart and single components take over first", { timeout }, async () => {
  await using home = new Home(two);
  await home.agent();
  await home.do("start");
  const { is } = await home.pids();
  await home.killAgent();
  expect(await home.run("restart", "ps")).toMatchObject({ code: 0 });
  expect(await home.pids()).toEqual({ is, ps: home.lastPid("ps") });
  await home.killAgent();
  expect(await home.run("restart")).toMatchObject({ code: 0 });
  expect(await home.pids()).toEqual({ is: home.lastPid("is"), ps: home.lastPid("ps") });
  expect(home.count("start")).toEqual({ is: 2, ps: 3 });
  expect(home.count("double")).toEqual({});
});

test("stop works with a dead agent and a configuration that is gone", { timeout }, async () => {
  await using home = new Home(two);
  await home.agent();
  await home.do("start");
  await home.killAgent();
  home.shut("agent.yaml");
  expect(await home.run("stop")).toMatchObject({ code: 0 });
  await home.nothingLeft();
});

test("an agent that does not answer is not responding: 4, with its pid; nothing is started beside it", { timeout }, async () => {
  await using home = new Home(two);
  const { pid } = await home.agent();
  await home.do("start");
  process.kill(pid, "SIGSTOP");
  try {
    const ran = await Promise.all([
      home.run("status", "--timeout", "1s"),
      home.run("status", "--timeout", "1s", "-o", "json"),
      home.run("start"),
      home.run("agent"),
    ]);
    const [status, json, start, agent] = ran;
    expect(status).toMatchObject({ code: 4, stdout: "" });
    expect(status.stderr).toMatch(new RegExp(`^not responding: .*pid ${pid}\\b`));
    const [host] = JSON.parse(json.stdout).hosts;
    expect(json.code).toBe(4);
    expect(["unreachable", "unknown"]).toContain(host.outcome);
    expect(host.error.message).toContain(`pid ${pid}`);
    expect(start).toMatchObject({ code: 4 });
    expect(start.stderr).toMatch(new RegExp(`not responding: .*pid ${pid}\\b`));
    expect(agent).toMatchObject({ code: 1, stdout: "" });
    expect(agent.stderr).toContain(`pid ${pid}`);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  expect((await home.now()).components).toMatchObject([{ ready: true }, { ready: true }]);
  expect(home.count("start")).toEqual({ is: 1, ps: 1 });
});

test("an agent of the system stays after a stop, and what was stopped alone stays stopped when it comes back", {
  timeout,
}, async () => {
  await using home = new Home(two);
  const first = await home.agent();
  expect(await home.run("status")).toMatchObject({ code: 3, stdout: "Server Supervisor is not running\n" });
  expect(await home.run("stop", "is")).toMatchObject({ code: 7 });
  expect(home.trail).toEqual([]);
  await home.do("start");
  await home.do("stop", "ps");
  await home.killAgent();
  expect((await first.ended).signal).toBe("SIGKILL");
  await home.agent();
  expect(await home.pids()).toEqual({ is: home.lastPid("is") });
  expect(await home.status()).toMatchObject({
    code: 3,
    components: [
      { name: "is", desired: "up", ready: true },
      { name: "ps", desired: "down", state: "stopped" },
    ],
  });
  expect(await home.run("stop")).toMatchObject({ code: 0 });
  expect(await home.run("stop")).toMatchObject({ code: 0, stdout: expect.stringContaining("Server Supervisor is not running") });
  expect(home.componentProcesses()).toEqual([]);
  expect(home.agentPid).not.toBeNull();
  await home.killAgent();
  await home.agent(); // what was stopped stays so
  expect((await home.now()).supervisor.state).toBe("stopped");
  expect(home.count("start")).toEqual({ is: 1, ps: 1 });
});

test("an agent that is told to end leaves its components, and one that comes back starts those that have ended", {
  timeout,
}, async () => {
  await using home = new Home(two);
  const first = await home.agent();
  await home.do("start");
  const { is = 0, ps = 0 } = await home.pids();
  process.kill(first.pid, "SIGTERM");
  expect((await first.ended).code).toBe(0);
  expect(alive(is) && alive(ps)).toBe(true);
  process.kill(is, "SIGKILL"); // as a crash while nobody looks
  await eventually(() => !alive(is), "the end of is");
  await home.agent();
  await eventually(() => home.count("start")["is"] === 2, "the start of is");
  expect(await home.do("start")).toMatchObject({ result: "done" });
  expect(await home.pids()).toEqual({ is: home.lastPid("is"), ps });
});

test("a second agent is refused with the pid of the first", { timeout }, async () => {
  await using home = new Home(two);
  const first = await home.agent();
  const second = await home.run("agent");
  expect(second).toMatchObject({ code: 1, stdout: "" });
  expect(second.stderr).toContain(`an agent is running already for ${home.dir}: pid ${first.pid}`);
  expect(alive(first.pid)).toBe(true);
});
