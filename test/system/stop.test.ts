import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { OperationUpdate } from "../../src/core/host-service.ts";
import type { OperationId } from "../../src/core/names.ts";
import { connected, fetchText, isFree } from "./network.ts";
import { childrenOf, isAlive } from "./processes.ts";
import { CALL, named, RealHost, until } from "./real-host.ts";
import { front, platformServer, svgServer } from "./servers.ts";

test("Tomcat finishes the request that it is at, and its code 143 is a clean end", async () => {
  await using host = new RealHost();
  const ps = await platformServer(host, {});
  host.configure({ ps: ps.spec });
  expect((await host.command("start")).code).toBe(0);
  let begun = () => {};
  const inFlight = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const answer = fetchText(ps.port, "/is/slow.jsp?ms=1500", begun);
  await inFlight;
  await using agent = host.connect(); // Tomcat waits 2 s for requests, and a command may take a part of them to load
  const request = {
    id: randomUUID() as OperationId,
    kind: "stop",
    components: ["ps"],
    timeout: null,
    expectedHost: "",
    reason: "",
  } as const;
  const updates: OperationUpdate[] = [];
  for await (const update of agent.operate(request, CALL)) updates.push(update);
  expect(updates.at(-1)).toMatchObject({ t: "result", operation: { result: "done", components: [{ action: "stopped" }] } });
  expect(await answer).toEqual({ status: 200, body: expect.stringMatching(/^\s*begun\s+done\s*$/) });
  expect(await host.component("ps")).toMatchObject({
    state: "stopped",
    lastExit: { code: 143, signal: null, expected: true, hint: "stopped on request" },
  });
});

test("nginx's master killed: its workers, which hold the port, are gone before the next one starts", async () => {
  await using host = new RealHost();
  const { port, spec } = await front(host);
  host.configure({ front: spec });
  expect((await host.command("start")).code).toBe(0);
  const { pid } = await host.component("front");
  const workers = await until("two workers", () => (childrenOf(pid).length === 2 ? childrenOf(pid) : null));
  process.kill(pid, "SIGKILL");
  const again = await until("front ready again", async () => {
    const now = await host.component("front");
    return now.pid !== pid && now.ready ? now : null;
  });
  expect(again).toMatchObject({ restarts: 1, lastExit: { signal: "SIGKILL", expected: false } });
  expect(workers.filter(isAlive)).toEqual([]);
  expect(host.log("front")).not.toContain("Address already in use");
  expect(await fetchText(port, "/")).toEqual({ status: 200, body: "front\n" });
  expect((await host.command("stop")).code).toBe(0);
  expect(host.left("front")).toEqual([]);
  expect(await isFree(port)).toBe(true);
});

test.each([
  ["stopped", "stop"],
  ["killed from outside", "kill"],
])("socat %s while it converts: no child of its lives on, and the port is free", async (_, how) => {
  await using host = new RealHost();
  const svg = await svgServer();
  host.configure({ svg: svg.spec });
  expect((await host.command("start")).code).toBe(0);
  const { pid } = await host.component("svg");
  const client = await connected(svg.port);
  client.write("<svg");
  const children = await until("a converter", () =>
    childrenOf(pid).flatMap(childrenOf).length > 0 ? [...childrenOf(pid), ...childrenOf(pid).flatMap(childrenOf)] : null,
  );
  if (how === "kill") {
    process.kill(pid, "SIGKILL");
    await until("svg ready again", async () => {
      const now = await host.component("svg");
      return now.pid !== pid && now.ready;
    });
    expect(children.filter(isAlive)).toEqual([]);
  }
  expect((await host.command("stop", "svg")).code).toBe(0);
  expect(children.filter(isAlive)).toEqual([]);
  expect(host.left("svg")).toEqual([]);
  expect(await isFree(svg.port)).toBe(true);
  if (how === "stop") expect((await host.component("svg")).lastExit).toMatchObject({ code: 143, expected: true });
  client.destroy();
});

test("a Java that does not end in its time writes a thread dump to its log before it is killed", async () => {
  await using host = new RealHost();
  const ps = await platformServer(host, {}, { stop: { timeout: "1s", dump: "QUIT" } });
  host.configure({ ps: ps.spec });
  expect((await host.command("start")).code).toBe(0);
  expect(await fetchText(ps.port, "/is/hang.jsp")).toMatchObject({ status: 200 });
  const { code, outcomes } = await host.operate("stop", "ps");
  expect(code).toBe(0);
  expect(named(outcomes, "ps").durationMs).toBeGreaterThan(1_000);
  const log = host.log("ps");
  expect(log).toContain("Full thread dump OpenJDK");
  expect(log.slice(log.indexOf("Full thread dump"))).toContain('"hook-that-hangs"');
  expect((await host.component("ps")).lastExit).toMatchObject({
    signal: "SIGKILL",
    expected: false,
    hint: expect.stringMatching(/^did not end within 1(\.0)?s of SIGTERM and was killed by the Supervisor$/),
  });
});
