import { hostname } from "node:os";
import { expect, test } from "vitest";
import type { ComponentObject, StatusObject } from "../helpers/frames.ts";
import { eventually, Home, played, readyWith } from "../helpers/home.ts";

const timeout = 60_000;
const three = { is: played(), svg: played(), ps: played("", { after: ["is", "svg"] }) };

const component = ({ components = [] }: StatusObject, name: string): ComponentObject => {
  const found = components.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const pidsIn = ({ components = [] }: StatusObject) => Object.fromEntries(components.map(({ name, pid }) => [name, pid]));

test("start brings everything up in the order of dependencies; status says so; stop takes it down in reverse", {
  timeout,
}, async () => {
  await using home = new Home(three);
  const start = await home.run("start");
  expect(start.code).toBe(0);
  expect(start.stdout).toMatch(/^is +started .*\nsvg +started .*\nps +started .*\nServer Supervisor:? started in /);
  const started = home.trail.filter(({ what }) => what === "start").map(({ name }) => name);
  expect(started.at(-1)).toBe("ps");
  expect([...started].sort()).toEqual(["is", "ps", "svg"]);

  const [table, foo] = await Promise.all([home.run("status"), home.run("status", "foo")]);
  expect(table).toMatchObject({ code: 0, stderr: "" });
  expect(table.stdout).toMatch(/^COMPONENT +STATE +READY +PID +UPTIME +MEMORY +CPU +RESTARTS\nServer Supervisor +running /);
  const status = await home.status();
  expect(status).toMatchObject({
    code: 0,
    stderr: "",
    host: hostname(),
    outcome: "ok",
    supervisor: { state: "running", pid: home.agentPid },
  });
  for (const name of ["is", "svg", "ps"]) {
    expect(component(status, name)).toMatchObject({
      desired: "up",
      state: "running",
      ready: true,
      pid: home.lastPid(name),
      restarts: 0,
      lastExit: null,
    });
    expect(component(status, name).memoryBytes).toBeGreaterThan(100_000);
    expect(component(status, name).uptimeSeconds).toBeLessThan(600);
  }
  expect(foo).toMatchObject({
    code: 4,
    stdout: "",
    stderr: 'unknown component "foo"; known: is, svg, ps\n',
  });

  const stop = await home.run("stop");
  expect(stop.code).toBe(0);
  expect(stop.stdout).toMatch(/^Server Supervisor:? stopped in /m);
  expect(home.trail.filter(({ what }) => what === "end").map(({ name }) => name)[0]).toBe("ps");
  expect(home.processes()).toEqual([]); // the agent that start had brought up, too
  expect(home.count("double")).toEqual({});
});

test("start while running changes nothing, and brings back what is stopped or failed", { timeout }, async () => {
  const restart = { policy: "never" };
  await using home = new Home({ is: played(), svg: played(), ps: played("broken-once", { restart, ...readyWith("ps.mended") }) });
  await home.agent();
  expect(await home.do("start")).toMatchObject({ result: "failed" });
  expect(await home.operate("stop", "svg")).toMatchObject({
    code: 0,
    operation: { result: "done", components: [{ name: "svg", action: "stopped", pid: null }] },
  });
  const before = await home.status();
  expect(before.code).toBe(3);
  expect(component(before, "svg")).toMatchObject({
    desired: "down",
    state: "stopped",
    ready: false,
    lastExit: { code: 0, expected: true },
  });
  expect(component(before, "ps")).toMatchObject({ desired: "up", state: "failed", lastExit: { code: 3, expected: false } });

  home.open("ps.mended");
  const again = await home.operate("start");
  expect(again).toMatchObject({
    code: 0,
    operation: {
      components: [
        { name: "is", action: "unchanged", previousPid: component(before, "is").pid, pid: component(before, "is").pid },
        { name: "svg", action: "started", previousPid: null, pid: home.lastPid("svg") },
        { name: "ps", action: "started", pid: home.lastPid("ps") },
      ],
    },
  });
  const settled = await home.run("start");
  expect(settled.code).toBe(0);
  expect(settled.stdout).toContain("already running");
  expect(await home.pids()).toEqual({ is: home.lastPid("is"), svg: home.lastPid("svg"), ps: home.lastPid("ps") });
  expect(home.count("start")).toEqual({ is: 1, svg: 2, ps: 2 });
});

test("restart X gives X alone a new process and counts as no crash; it starts a stopped X; unknown ones change nothing", {
  timeout,
}, async () => {
  await using home = new Home(three);
  await home.agent();
  await home.do("start");
  const before = await home.pids();
  expect(await home.operate("restart", "is")).toMatchObject({
    code: 0,
    operation: {
      kind: "restart",
      result: "done",
      components: [{ name: "is", action: "restarted", previousPid: before["is"], pid: home.lastPid("is") }],
    },
  });
  const after = await home.status();
  expect(pidsIn(after)).toEqual({ ...before, is: home.lastPid("is") });
  expect(home.lastPid("is")).not.toBe(before["is"]);
  expect(component(after, "is")).toMatchObject({ restarts: 0, lastExit: { code: 0, signal: null, expected: true } });

  for (const kind of ["start", "stop", "restart"] as const) {
    expect(await home.run(kind, "svg", "foo")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: 'unknown component "foo"; known: is, svg, ps\n',
    });
  }
  expect(await home.pids()).toEqual(pidsIn(after));

  expect(await home.run("stop", "svg")).toMatchObject({ code: 0 });
  expect(await home.do("stop", "svg")).toMatchObject({ result: "done", components: [{ name: "svg", action: "unchanged" }] });
  expect(await home.run("status", "svg")).toMatchObject({ code: 3 });
  expect(await home.run("status", "is")).toMatchObject({ code: 0 });
  expect(await home.operate("restart", "svg")).toMatchObject({
    code: 0,
    operation: { components: [{ name: "svg", action: "started" }] },
  });
  expect(await home.do("stop", "ps")).toMatchObject({ result: "done" });
  expect(await home.run("start", "ps")).toMatchObject({ code: 0 });
  expect(home.count("start")).toEqual({ is: 2, svg: 2, ps: 2 });
  expect(home.count("double")).toEqual({});
});

test("restart of everything gives each a new process and the Server Supervisor a new start", { timeout }, async () => {
  await using home = new Home(three);
  await home.agent();
  await home.do("start");
  const before = await home.now();
  const pids = await home.pids();
  const restart = await home.operate("restart");
  expect(restart).toMatchObject({ code: 0, operation: { kind: "restart", result: "done" } });
  expect(restart.operation?.components.map(({ action }) => action)).toEqual(["restarted", "restarted", "restarted"]);
  const after = await home.now();
  expect(after.supervisor).toMatchObject({ state: "running", pid: before.supervisor.pid });
  const [{ uptimeSeconds } = { uptimeSeconds: 0 }] = after.components;
  expect(after.supervisor.uptimeSeconds).toBeLessThan((uptimeSeconds ?? 0) + 1);
  expect(after.components.map(({ ready, restarts }) => ({ ready, restarts }))).toEqual(
    [1, 2, 3].map(() => ({ ready: true, restarts: 0 })),
  );
  for (const [name, pid] of Object.entries(await home.pids())) expect(pid).not.toBe(pids[name]);
  const order = home.trail.slice(3).map(({ what, name }) => `${what} ${name}`);
  expect(order.indexOf("end ps")).toBeLessThan(order.indexOf("term is"));
  expect(order.indexOf("end is")).toBeLessThan(order.indexOf("start svg"));
  expect(order.indexOf("start svg")).toBeLessThan(order.indexOf("start ps"));
});

test("two starts at the same time are one: one agent, one process each, both exit 0", { timeout }, async () => {
  await using home = new Home({ is: played("", readyWith("is.ready")), ps: played("", { after: ["is"] }) });
  const both = [home.begin(["start", "-o", "json"]), home.begin(["start", "-o", "json"])];
  await Promise.all(both.map((one) => one.said(/is: starting \(pid \d+\)/)));
  const third = home.begin(["start", "-o", "json"]);
  await third.said(/is: starting/);
  home.open("is.ready");
  const ran = await Promise.all([...both, third].map((one) => one.ended));
  expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
  const ids = ran.map(({ stdout }) => JSON.parse(stdout).hosts[0].operation.id);
  expect(new Set(ids).size).toBe(1);
  expect(home.count("start")).toEqual({ is: 1, ps: 1 });
  await eventually(
    () => home.processes().filter(({ command }) => / agent /.test(command)).length === 1,
    "the end of the other agents",
  );
});

test("stop cancels a start in progress, whose command exits 1 and says why", { timeout }, async () => {
  await using home = new Home({ is: played("", readyWith("never")), ps: played("", { after: ["is"] }) });
  const start = home.begin(["start"]);
  await start.said(/is: starting \(pid \d+\)/);
  const stop = await home.run("stop");
  expect(stop).toMatchObject({ code: 0 });
  const { code, stderr } = await start.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/start cancelled: cancelled: stop of everything was asked for by /);
  expect(home.count("start")).toEqual({ is: 1 });
  await home.nothingLeft();
});

test("a component that needs another waits for it until that is ready, also after a crash", { timeout }, async () => {
  await using home = new Home({ is: played("", readyWith("is.ready")), ps: played("", { after: ["is"] }) });
  await home.agent();
  const start = home.do("start");
  await eventually(() => home.count("start")["is"] === 1, "the start of is");
  const waiting = await home.status();
  expect(waiting.code).toBe(3);
  expect(component(waiting, "ps")).toMatchObject({ state: "starting", pid: null, waitingFor: ["is"], reason: "waits for is" });
  expect(component(waiting, "is")).toMatchObject({ state: "starting", ready: false, pid: home.lastPid("is") });
  home.open("is.ready");
  expect(await start).toMatchObject({ result: "done" });
  const crashed = home.lastPid("is");
  process.kill(crashed, "SIGKILL");
  await eventually(() => home.lastPid("is") !== crashed, "the restart of is");
  const after = await home.status("is");
  expect(component(after, "is")).toMatchObject({ restarts: 1, lastExit: { code: null, signal: "SIGKILL", expected: false } });
  expect(component(after, "is").lastExit?.hint).toContain("not by us");
  expect(home.count("start")).toEqual({ is: 2, ps: 1 });
});
