import { hostname, userInfo } from "node:os";
import { expect, test } from "vitest";
import { isFault } from "../../src/core/fault.ts";
import type { OperateRequest, OperationUpdate, WatchUpdate } from "../../src/core/host-service.ts";
import type { OperationId } from "../../src/core/names.ts";
import type { Operation } from "../../src/core/operation.ts";
import type { HostConnection } from "../../src/rpc/client.ts";
import { alive, ask, CALL, eventually, Home, newId, played, readyWith } from "../helpers/home.ts";

// What the gRPC interface promises, against the agent as it is built and run.

const timeout = 60_000;
async function all(updates: AsyncIterable<OperationUpdate>): Promise<readonly OperationUpdate[]> {
  const heard: OperationUpdate[] = [];
  for await (const update of updates) heard.push(update);
  return heard;
}

async function result(connection: HostConnection, request: OperateRequest): Promise<Operation> {
  const last = (await all(connection.operate(request, CALL))).at(-1);
  if (last?.t !== "result") throw new Error(`the last word was ${JSON.stringify(last)}`);
  return last.operation;
}

const fault = (code: string, more: object = {}) => expect.objectContaining({ fault: expect.objectContaining({ code, ...more }) });

test("the same id again is the same operation and never acts twice, also for the next agent", { timeout }, async () => {
  await using home = new Home({ is: played(), ps: played("", { after: ["is"] }) });
  await home.agent();
  const agent = home.connect();
  const start = ask("start", { reason: "new disks" });
  const updates = await all(agent.operate(start, CALL));
  expect(updates.map(({ t }) => t).filter((t) => t !== "progress")).toEqual(["accepted", "result"]);
  const first = updates.at(-1);
  expect(first).toMatchObject({
    t: "result",
    operation: { id: start.id, kind: "start", result: "done", reason: "new disks", requested: [] },
  });

  const restart = ask("restart", { components: ["is"] });
  const restarted = await result(agent, restart);
  expect(restarted).toMatchObject({ result: "done", components: [{ name: "is", action: "restarted", pid: home.lastPid("is") }] });
  expect(await result(agent, restart)).toEqual(restarted);
  expect(await agent.getOperation(restart.id, CALL)).toEqual(restarted);
  await expect(result(agent, { ...restart, kind: "stop" })).rejects.toEqual(fault("OPERATION_ID_REUSED", { id: restart.id }));
  await expect(result(agent, { ...restart, components: ["ps"] })).rejects.toEqual(fault("OPERATION_ID_REUSED"));

  await home.killAgent();
  await home.agent();
  const next = home.connect();
  expect(await next.getOperation(restart.id, CALL)).toEqual(restarted);
  expect(await result(next, restart)).toEqual(restarted);
  expect(await next.cancelOperation(restart.id, "too late", CALL)).toEqual(restarted);
  const unknown = newId();
  await expect(next.getOperation(unknown, CALL)).rejects.toEqual(fault("OPERATION_NOT_FOUND", { id: unknown }));
  await expect(next.cancelOperation(unknown, "", CALL)).rejects.toEqual(fault("OPERATION_NOT_FOUND"));
  expect(home.count("start")).toEqual({ is: 2, ps: 1 });
});

test("what is in progress refuses what conflicts with it, is joined by the same, and lets alone what is apart", {
  timeout,
}, async () => {
  await using home = new Home({ is: played("", readyWith("is.ready")), ps: played() });
  await home.agent();
  home.open("is.ready");
  const agent = home.connect();
  await result(agent, ask("start"));
  home.shut("is.ready");
  const begun = new Date();
  const restart = ask("restart", { components: ["is"] });
  const restarting = result(agent, restart);
  await eventually(() => home.count("start")["is"] === 2, "the restart of is");

  const refused = await home.operate("start");
  expect(refused).toMatchObject({
    code: 1,
    outcome: "failed",
    error: {
      code: "OPERATION_CONFLICT",
      id: restart.id,
      what: "restart is",
      by: "test",
      message: expect.stringContaining("restart is is in progress, asked for by test since "),
    },
  });
  const since = new Date(String(refused.error?.["since"]));
  expect(Math.abs(since.getTime() - begun.getTime())).toBeLessThan(30_000);
  await expect(result(agent, ask("restart"))).rejects.toEqual(fault("OPERATION_CONFLICT"));

  const joined = ask("restart", { components: ["is"] });
  const joining = result(agent, joined);
  expect(await result(agent, ask("restart", { components: ["ps"] }))).toMatchObject({ result: "done" });
  await eventually(() => home.exists(`state/operations/${joined.id}.json`), "the record of who joined");
  home.open("is.ready");
  const done = await restarting;
  expect(done).toMatchObject({ id: restart.id, result: "done" });
  expect(await joining).toEqual(done);
  expect(await agent.getOperation(joined.id, CALL)).toEqual(done);
  expect(home.count("start")).toEqual({ is: 2, ps: 2 });
});

test("a stop ends a restart in progress, and two of a kind are one", { timeout }, async () => {
  await using home = new Home({ is: played("gated", readyWith("is.ready")), ps: played("", { after: ["is"] }) });
  await home.agent();
  home.open("is.ready");
  await home.do("start");
  const restarts = [home.do("restart"), home.do("restart")];
  await eventually(() => home.count("term")["is"] === 1, "the end of is");
  const stops = [home.do("stop"), home.do("stop")];
  const cancelled = await Promise.all(restarts);
  expect(cancelled).toMatchObject(
    [1, 2].map(() => ({
      kind: "restart",
      result: "cancelled",
      message: expect.stringContaining("stop of everything was asked for by test"),
    })),
  );
  home.open("is.may-end");
  const stopped = await Promise.all(stops);
  expect(stopped).toMatchObject([1, 2].map(() => ({ kind: "stop", result: "done" })));
  expect(new Set([...cancelled, ...stopped].map(({ id }) => id)).size).toBe(2);
  expect((await home.now()).supervisor.state).toBe("stopped");
  expect(home.count("start")).toEqual({ is: 1, ps: 1 });
  expect(home.componentProcesses()).toEqual([]);
});

test("a stop whose time is over fails and goes on; the next one ends it", { timeout }, async () => {
  await using home = new Home({ is: played("gated") });
  await home.agent();
  await home.do("start");
  const late = await home.run("stop", "--timeout", "200ms");
  expect(late.code).toBe(1);
  expect(late.stderr).toMatch(/is failed: not stopped within 200ms, the operation's time-out/);
  expect(await home.status()).toMatchObject({
    code: 3,
    supervisor: { state: "running" },
    components: [{ desired: "down", state: "stopping" }],
  });
  home.open("is.may-end");
  expect(await home.run("stop")).toMatchObject({ code: 0 });
  expect(home.componentProcesses()).toEqual([]);
});

test("an agent that ends with its stop begins nothing any more", { timeout }, async () => {
  await using home = new Home({ is: played() });
  await home.run("start");
  const agent = home.connect();
  for await (const update of agent.operate(ask("stop"), CALL)) {
    // The answer is not read to its end, so the agent is still there.
    if (update.t !== "result") continue;
    const refused = await result(agent, ask("start")).catch((error: unknown) => error);
    // It says so itself, or has gone before the request came: nothing was done either way.
    expect(isFault(refused, "SHUTTING_DOWN") || isFault(refused, "UNREACHABLE"), String(refused)).toBe(true);
  }
  await home.nothingLeft();
  expect(home.count("start")).toEqual({ is: 1 });
  expect(await home.run("start")).toMatchObject({ code: 0 });
});

test("an operation that is cancelled ends with who asked for it; what it had begun goes on", { timeout }, async () => {
  await using home = new Home({ is: played("", readyWith("is.ready")), ps: played("", { after: ["is"] }) });
  await home.agent();
  const agent = home.connect();
  const start = ask("start");
  const starting = result(agent, start);
  await eventually(() => home.count("start")["is"] === 1, "the start of is");
  const cancelled = await agent.cancelOperation(start.id, "wrong host", CALL);
  expect(cancelled).toMatchObject({ id: start.id, result: "cancelled", message: "cancelled: wrong host (test)" });
  expect(await starting).toEqual(cancelled);
  home.open("is.ready");
  await eventually(() => home.count("start")["ps"] === 1, "the start of ps");
  expect(home.count("start")).toEqual({ is: 1, ps: 1 });
});

test("an operation goes on without the command that asked for it, which says so when it is interrupted", {
  timeout,
}, async () => {
  await using home = new Home({ is: played("", readyWith("is.ready")) });
  const command = home.begin(["start"]);
  await command.said(/is: starting \(pid/);
  command.child.kill("SIGINT");
  const { code, stderr } = await command.ended;
  expect(code).toBe(130);
  const id = /goes on on the agent \(operation (\S+)\)/.exec(stderr)?.[1] as OperationId;
  const killed = home.begin(["start"]);
  await killed.said(/is: starting/);
  killed.child.kill("SIGKILL");
  await killed.ended;
  home.open("is.ready");
  const agent = home.connect();
  await expect
    .poll(() => agent.getOperation(id, CALL), { timeout: 30_000 })
    .toMatchObject({ result: "done", by: userInfo().username });
  expect(home.count("start")).toEqual({ is: 1 });
});

test("a request that is meant for another host, or is no request, changes nothing", { timeout }, async () => {
  await using home = new Home({ is: played() });
  await home.agent();
  const agent = home.connect();
  await expect(result(agent, ask("start", { expectedHost: "elsewhere" }))).rejects.toEqual(
    fault("WRONG_HOST", { expected: "elsewhere", actual: hostname() }),
  );
  await expect(result(agent, ask("start", { id: "../evil" as OperationId }))).rejects.toEqual(fault("INVALID_REQUEST"));
  await expect(result(agent, ask("start", { components: ["is"] }))).rejects.toEqual(fault("SUPERVISOR_NOT_RUNNING"));
  await expect(result(agent, ask("start", { components: ["foo"] }))).rejects.toEqual(
    fault("UNKNOWN_COMPONENT", { names: ["foo"], known: ["is"] }),
  );
  expect(home.trail).toEqual([]);
});

test("watch gives a snapshot, then every change in order, and goes on where it was left", { timeout }, async () => {
  await using home = new Home({ is: played() });
  await home.agent();
  const agent = home.connect();
  const end = new AbortController();
  const heard: WatchUpdate[] = [];
  const watching = (async () => {
    for await (const update of agent.watch({ afterSequence: 0 }, { ...CALL, signal: end.signal })) heard.push(update);
  })().catch((error: unknown) => error);
  await eventually(() => heard.length > 0, "the snapshot");
  expect(heard[0]).toMatchObject({
    t: "snapshot",
    status: { supervisor: { state: "stopped" }, components: [{ name: "is", state: "stopped" }] },
  });
  await result(agent, ask("start"));
  await eventually(
    () => heard.some((update) => update.t === "operation" && update.operation.result === "done"),
    "the end of the start",
  );
  end.abort();
  await watching;
  expect(heard.slice(1).map(({ sequence }) => sequence)).toEqual(
    heard.slice(1).map((_, at) => (heard[0]?.sequence ?? 0) + 1 + at),
  );
  const states = heard.flatMap((update) =>
    update.t === "component" ? [`${update.component.state}${update.component.ready ? " ready" : ""}`] : [],
  );
  expect(states.filter((state, at) => state !== states[at - 1])).toEqual(["starting", "running ready"]);

  const [left] = heard.slice(2);
  for await (const update of agent.watch({ afterSequence: left?.sequence ?? 0 }, CALL)) {
    expect(update).toEqual(heard[3]);
    break;
  }
});

test("the log of a component is read and followed over gRPC", { timeout }, async () => {
  await using home = new Home({ is: played() });
  await home.agent();
  const agent = home.connect();
  await result(agent, ask("start"));
  const query = { components: ["is"], lines: 5, follow: true, expectedHost: "" };
  const lines: string[] = [];
  for await (const chunk of agent.logs(query, CALL)) {
    lines.push(...chunk.lines);
    if (lines.length === 1) await result(agent, ask("restart", { components: ["is"] }));
    if (lines.length === 2) break;
  }
  expect(lines.map((line) => line.trim())).toEqual(["hello from is", "hello from is"]);
  expect(alive(home.lastPid("is"))).toBe(true);
});
