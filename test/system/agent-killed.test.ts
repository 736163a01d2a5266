import { expect, test } from "vitest";
import { secondsSinceBoot, startedAt } from "./processes.ts";
import { type Component, named, RealHost, until } from "./real-host.ts";
import { imageServer, platformServer, svgServer } from "./servers.ts";

const pids = (components: readonly Component[]) => components.map(({ name, pid }) => `${name} ${pid}`);

test("the agent killed: the servers go on, start takes them over as they run, and stop ends them all", async () => {
  await using host = new RealHost();
  const [is, svg] = [await imageServer(host), await svgServer()];
  const ps = await platformServer(host, { imageServerPort: is.port }, { after: ["is", "svg"] });
  host.configure({ ps: ps.spec, is: is.spec, svg: svg.spec });
  expect((await host.command("start")).code).toBe(0);
  const before = await host.status();

  process.kill(before.agentPid, "SIGKILL");
  const dead = await until("the agent's end", async () => {
    const ran = await host.command("status");
    return ran.code === 1 ? ran : null;
  });
  expect(dead.stdout).toContain("Server Supervisor is dead, 3 components are running unattended");
  for (const { name, pid } of before.components) expect(dead.stdout).toContain(`${name} (pid ${pid}`);

  expect((await host.command("start")).code).toBe(0);
  const asked = secondsSinceBoot();
  const after = await host.status();
  expect(after.agentPid).not.toBe(before.agentPid);
  expect(pids(after.components)).toEqual(pids(before.components));
  for (const { pid, uptimeSeconds, ready, restarts } of after.components) {
    expect({ ready, restarts }).toEqual({ ready: true, restarts: 0 });
    expect(uptimeSeconds).toBeGreaterThanOrEqual(asked - startedAt(pid) - 0.02);
  }

  const { pid } = named(after.components, "is");
  process.kill(pid, "SIGKILL");
  const again = await until("is ready again", async () => {
    const now = await host.component("is");
    return now.pid !== pid && now.ready ? now : null;
  });
  expect(again).toMatchObject({
    restarts: 1,
    lastExit: { code: null, signal: null, expected: false, hint: expect.stringContaining("not known") },
  });

  expect((await host.command("stop")).code).toBe(0);
  expect(["is", "svg", "ps"].flatMap((name) => host.left(name))).toEqual([]);
});

test("the agent killed: stop ends what it left, without starting anything", async () => {
  await using host = new RealHost();
  const [is, svg] = [await imageServer(host), await svgServer()];
  host.configure({ is: is.spec, svg: svg.spec });
  expect((await host.command("start")).code).toBe(0);
  process.kill((await host.status()).agentPid, "SIGKILL");
  expect((await host.command("stop")).code).toBe(0);
  expect(["is", "svg"].flatMap((name) => host.left(name))).toEqual([]);
  expect((await host.command("status")).code).toBe(3);
});
