import { createServer } from "node:http";
import type { Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { connected, fetchText, listen } from "./network.ts";
import { isAlive } from "./processes.ts";
import { CALL, RealHost, until } from "./real-host.ts";
import { platformServer } from "./servers.ts";

// What Tomcat does to whoever waits for it to be ready.

/** A stranger that answers as ps would. */
async function impostor(port: number): Promise<Server & Disposable> {
  const server = createServer((_request, response) => response.end("imageServer"));
  await listen(server, port);
  return Object.assign(server, { [Symbol.dispose]: () => void server.close() });
}

/** Keeps asking until it gets the answer wanted; resolves with the moment it came. */
async function firstTime(ask: () => Promise<boolean>): Promise<number> {
  while (!(await ask().catch(() => false))) await sleep(10);
  return performance.now();
}

test("Tomcat takes connections long before it serves, and is ready only when it serves", async () => {
  await using host = new RealHost();
  const ps = await platformServer(host, {});
  host.configure({ ps: ps.spec });
  await using agent = host.connect();
  const started = host.command("start");
  const [takesConnections, serves, [isReady, servesThen]] = await Promise.all([
    firstTime(async () => (await connected(ps.port)).destroy().destroyed),
    firstTime(async () => (await fetchText(ps.port, "/is/image")).status === 200),
    firstTime(async () => (await agent.status({ components: [], expectedHost: "" }, CALL)).components[0]?.ready === true).then(
      async (at) => [at, await firstTime(async () => (await fetchText(ps.port, "/is/image")).status === 200)] as const,
    ),
  ]);
  expect(await started).toMatchObject({ code: 0 });
  const trap = serves - takesConnections; // so much too early would be who takes a connection for an answer
  expect(trap).toBeGreaterThan(300);
  expect(isReady - takesConnections).toBeGreaterThan(trap / 2);
  expect(servesThen - isReady).toBeLessThan(trap / 2);
});

test("its port is taken: it lives on without listening, the stranger's right answer does not count, and start names him", async () => {
  await using host = new RealHost();
  const ps = await platformServer(host, {}, {});
  using _ = await impostor(ps.port);
  host.configure({ ps: { ...ps.spec, ready: { ...(ps.spec["ready"] as object), timeout: "4s" } } });
  const { code, stderr } = await host.command("start");
  expect(code).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`127.0.0.1:${ps.port} is answered by another process, .+ \\(pid ${process.pid}\\), not by the component`),
  );
  expect(stderr).toContain(`${host.home}/log/ps.log`);
  await until("Tomcat's own complaint", () => host.log("ps").includes("Address already in use"));
  const { exitCode, components } = await host.status();
  expect(exitCode).toBe(3);
  expect(components).toMatchObject([
    { state: "starting", ready: false, restarts: 0, reason: expect.stringContaining(`(pid ${process.pid})`) },
  ]);
  expect(isAlive(components[0]?.pid ?? 0)).toBe(true);
});

test.each([
  [
    { backoff: { initial: "100ms" }, crashLoop: { failures: 2 } },
    "failed",
    "ended by itself with exit code 0, though it was meant to go on",
  ],
  [{ policy: "on-failure" }, "stopped", "ended with exit code 0 and is not restarted"],
])("its shutdown port is taken too: it ends with code 0, which is no success (%j)", async (restart, state, why) => {
  await using host = new RealHost();
  const ps = await platformServer(host, {}, { restart });
  using _ = await impostor(ps.port);
  using _shutdown = await impostor(ps.shutdownPort);
  host.configure({ ps: ps.spec });
  expect(await host.command("start")).toMatchObject({ code: 1, stderr: expect.stringContaining(why) });
  const { exitCode, components } = await host.status();
  expect(exitCode).toBe(3);
  expect(components).toMatchObject([{ state, ready: false, lastExit: { code: 0, expected: false } }]);
});

test("told to end where its port is taken, it ends with code 1, and start shows why from its log", async () => {
  await using host = new RealHost();
  const jvmOptions = "-Dorg.apache.catalina.startup.EXIT_ON_INIT_FAILURE=true";
  const ps = await platformServer(host, { jvmOptions }, { restart: { policy: "never" } });
  using _ = await impostor(ps.port);
  host.configure({ ps: ps.spec });
  const { code, stderr } = await host.command("start");
  expect(code).toBe(1);
  expect(stderr).toContain("ended by itself with exit code 1");
  expect(stderr).toContain("the last lines of its log");
  expect(await host.component("ps")).toMatchObject({ state: "failed", ready: false, lastExit: { code: 1, expected: false } });
});

test("ended by somebody else: a new pid each time, and a hint at what it was", async () => {
  await using host = new RealHost();
  const ps = await platformServer(host, {}, { restart: { backoff: { initial: "100ms" } } });
  host.configure({ ps: ps.spec });
  expect((await host.command("start")).code).toBe(0);
  const again = async (signal: "SIGKILL" | "SIGTERM") => {
    const { pid } = await host.component("ps");
    process.kill(pid, signal);
    return until("ps ready again", async () => {
      const now = await host.component("ps");
      return now.pid !== pid && now.ready ? now : null;
    });
  };
  const hint = "killed by SIGKILL, not by us: possibly the kernel's out-of-memory killer (see dmesg)";
  expect(await again("SIGKILL")).toMatchObject({
    restarts: 1,
    lastExit: { code: null, signal: "SIGKILL", expected: false, hint },
  });
  expect(await again("SIGTERM")).toMatchObject({
    restarts: 2,
    lastExit: { code: 143, signal: null, expected: false, hint: "exit code 143: ended by SIGTERM, not by us" },
  });
});
