import { afterEach, describe, expect, test, vi } from "vitest";
import { ChangeFeed } from "../../../src/agent/change-feed.ts";
import type { ComponentLogs } from "../../../src/agent/component-logs.ts";
import { HostAgent } from "../../../src/agent/host-agent.ts";
import type { Insight } from "../../../src/agent/insight/insight.ts";
import { ms, seconds } from "../../../src/core/duration.ts";
import {
  type CallContext,
  type LogLines,
  localCaller,
  type OperateRequest,
  type OperationUpdate,
} from "../../../src/core/host-service.ts";
import type { LeaseId } from "../../../src/core/names.ts";
import type { SupervisorStatus } from "../../../src/core/status.ts";
import type { Sampler } from "../../../src/supervisor/sampler.ts";
import { good } from "../supervisor/fake-machine.ts";
import { ASKER, FakeAgent, id, wanted } from "./fake-agent.ts";
import { fakeLeases } from "./fake-leases.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("../supervisor/fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("../supervisor/fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

const timeout = 10_000;
const call = (signal = new AbortController().signal, name = "alice"): CallContext => ({ caller: localCaller(name), signal });
const asked = (kind: OperateRequest["kind"], name: string, over: Partial<OperateRequest> = {}): OperateRequest => ({
  id: id(name),
  kind,
  components: [],
  timeout: null,
  expectedHost: "",
  reason: "",
  ...over,
});

/** The service of an agent whose logs are two lines each, and one more now and then. */
async function serve(agent = new FakeAgent()) {
  const leases = await fakeLeases(agent.clock);
  const feed = new ChangeFeed(agent.clock);
  const refreshed: number[] = [];
  const log = (name: string) => ({
    last: async function* ({ lines }: { lines: number }) {
      yield [`${name} 1`, `${name} 2`].slice(-lines);
    },
    follow: async function* ({ lines, signal }: { lines: number; signal: AbortSignal }) {
      yield [`${name} 1`, `${name} 2`].slice(-lines);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      signal.throwIfAborted();
    },
  });
  const service = new HostAgent({
    host: () => "node3",
    supervisor: agent.host.supervisor,
    operations: agent.table,
    leases,
    sampler: { refresh: async (age: number) => void refreshed.push(age) } as unknown as Sampler,
    feed,
    logs: { of: log } as unknown as ComponentLogs,
    supervisorStatus: () => ({ state: "running", pid: 7 }) as SupervisorStatus,
    insight: { components: [], warnings: ["so it is"] } as unknown as Insight,
    warnings: () => ["it is late"],
  });
  return { agent, service, leases, feed, refreshed };
}

/** Everything that a stream gives while the clock goes on. */
async function all<T>(agent: FakeAgent, stream: AsyncIterable<T>, length = 1_000): Promise<readonly T[]> {
  const items: T[] = [];
  const read = (async () => {
    for await (const item of stream) items.push(item);
  })();
  const [ended] = await Promise.allSettled([read, agent.clock.advance(length)]);
  if (ended.status === "rejected") throw ended.reason;
  return items;
}

const kinds = (updates: readonly OperationUpdate[]) => updates.map(({ t }) => t).filter((t, at, every) => t !== every[at - 1]);

describe("an operation", () => {
  test("is carried out for its caller, who hears it from beginning to end", { timeout }, async () => {
    const { agent, service } = await serve();
    const updates = await all(agent, service.operate(asked("start", "a", { reason: "because", timeout: ms(60_000) }), call()));
    expect(kinds(updates)).toEqual(["accepted", "progress", "result"]);
    expect(updates.at(-1)).toMatchObject({
      operation: { id: "a", by: "alice", reason: "because", result: "done", message: "started" },
    });
    expect(await service.getOperation(id("a"), call())).toEqual(agent.table.get(id("a")));
    expect(agent.onDisk("a")).toMatchObject({ timeoutMs: 60_000 });
  });

  test("goes on when its caller has gone", { timeout }, async () => {
    const { agent, service } = await serve();
    agent.host.machine.conductOf = () => ({ ...good, readyAfter: 500 });
    const controller = new AbortController();
    const heard = all(agent, service.operate(asked("start", "a"), call(controller.signal)), 100);
    agent.clock.after(ms(50), () => controller.abort(new Error("gone")));
    await expect(heard).rejects.toThrow("gone");
    await agent.clock.advance(5_000);
    expect(await service.getOperation(id("a"), call())).toMatchObject({ result: "done" });
  });

  test("is refused where another host is meant, before anything is looked at", { timeout }, async () => {
    const { agent, service } = await serve();
    const wrong = { fault: { code: "WRONG_HOST", expected: "node4", actual: "node3" } };
    await expect(
      all(agent, service.operate(asked("start", "a", { expectedHost: "node4", components: ["foo"] }), call())),
    ).rejects.toMatchObject(wrong);
    expect(agent.onDisk("a")).toBeNull();
    await all(agent, service.operate(asked("start", "a", { expectedHost: "node3" }), call()));
  });

  test("is cancelled by its id, with who asked for it and why", { timeout }, async () => {
    const { agent, service } = await serve();
    agent.host.machine.conductOf = () => ({ ...good, readyAfter: null });
    for (const [name, reason, message] of [
      ["a", "", "cancelled: asked for by bob"],
      ["b", "wrong host", "cancelled: wrong host (bob)"],
    ] as const) {
      await agent.open(
        { id: id(name), kind: "start", components: [], timeoutMs: null, reason: "", by: "alice", asker: ASKER },
        10,
      );
      expect(await service.cancelOperation(id(name), reason, call(undefined, "bob"))).toMatchObject({
        result: "cancelled",
        message,
      });
    }
    await expect(service.cancelOperation(id("never"), "", call())).rejects.toMatchObject({
      fault: { code: "OPERATION_NOT_FOUND" },
    });
    await expect(service.getOperation(id("never"), call())).rejects.toMatchObject({ fault: { code: "OPERATION_NOT_FOUND" } });
  });

  test("is told to all who read it before the agent may end", { timeout }, async () => {
    const { agent, service } = await serve();
    let told = false;
    await service.allTold();
    const stream = service.operate(asked("start", "a"), call());
    await Promise.all([stream.next(), agent.clock.advance(100)]);
    const second = service.operate(asked("start", "a"), call());
    await Promise.all([second.next(), agent.clock.advance(100)]);
    void service.allTold().then(() => {
      told = true;
    });
    await all(agent, stream);
    expect(told).toBe(false);
    await second.return(undefined);
    await agent.clock.settle();
    expect(told).toBe(true);
  });
});

describe("an operation that is asked after", () => {
  test("is told of where this host is meant, and left alone where another is", { timeout }, async () => {
    const { agent, service } = await serve();
    agent.host.machine.conductOf = () => ({ ...good, readyAfter: null });
    await agent.open(wanted("start", "a"), 10);
    const wrong = { fault: { code: "WRONG_HOST", expected: "node4", actual: "node3" } };
    await expect(service.getOperation(id("a"), call(), "node4")).rejects.toMatchObject(wrong);
    await expect(service.cancelOperation(id("a"), "", call(), "node4")).rejects.toMatchObject(wrong);
    expect(await service.getOperation(id("a"), call(), "node3")).toMatchObject({ result: "running" });
    expect(await service.cancelOperation(id("a"), "", call(), "node3")).toMatchObject({ result: "cancelled" });
  });
});

describe("the lease of the host", () => {
  const lease = "rollout-1" as LeaseId;
  const wish = { id: lease, reason: "new JDK", ttl: seconds(60), expectedHost: "node3" };

  test("is its caller's, from the first to the last", { timeout }, async () => {
    const { agent, service } = await serve();
    const query = { id: lease, expectedHost: "" };
    expect(await service.getLease("")).toBeNull();
    expect(await service.acquireLease(wish, call())).toMatchObject({ id: lease, by: "alice", reason: "new JDK" });
    await agent.clock.advance(10_000);
    expect(await service.getLease("node3")).toMatchObject({ by: "alice", expiresIn: 50_000 });
    expect(await service.renewLease(wish, call(undefined, "bob"))).toMatchObject({ by: "bob", expiresIn: 60_000 });
    expect(await service.releaseLease(query, call())).toMatchObject({ by: "bob" });
    expect(await service.breakLease(query, "asleep", call())).toMatchObject({ by: "bob" });
    expect(await service.releaseLease(query, call())).toBeNull();
  });

  test("is that of no other host", { timeout }, async () => {
    const { service, leases } = await serve();
    const elsewhere = { ...wish, expectedHost: "node4" };
    for (const refused of [
      service.acquireLease(elsewhere, call()),
      service.renewLease(elsewhere, call()),
      service.releaseLease(elsewhere, call()),
      service.getLease("node4"),
      service.breakLease(elsewhere, "", call()),
    ])
      await expect(refused).rejects.toMatchObject({ fault: { code: "WRONG_HOST", expected: "node4" } });
    expect(leases.held).toBeNull();
  });
});

describe("status", () => {
  test("has the host, its Supervisor, every component in order and what there is to warn of", { timeout }, async () => {
    const { agent, service, refreshed } = await serve();
    const status = await service.status({ components: [], expectedHost: "node3" });
    expect(status).toMatchObject({ host: "node3", supervisor: { pid: 7 }, warnings: ["it is late", "so it is"] });
    expect(status.components).toEqual(agent.host.supervisor.names.map((name) => agent.host.supervisor.status(name)));
    expect(refreshed).toEqual([1_000]);
  });

  test("of some is of those, in the order of the configuration and each once", { timeout }, async () => {
    const { service } = await serve();
    const { components } = await service.status({ components: ["svg", "ps", "svg"], expectedHost: "" });
    expect(components.map(({ name }) => name)).toEqual(["ps", "svg"]);
  });

  test("of one that is not configured, or of another host, is refused before anything is measured", { timeout }, async () => {
    const { service, refreshed } = await serve();
    const unknown = { fault: { code: "UNKNOWN_COMPONENT", names: ["foo"], known: ["ps", "is", "svg"] } };
    await expect(service.status({ components: ["is", "foo"], expectedHost: "" })).rejects.toMatchObject(unknown);
    await expect(service.status({ components: [], expectedHost: "node4" })).rejects.toMatchObject({
      fault: { code: "WRONG_HOST" },
    });
    expect(refreshed).toEqual([]);
  });

  test("leaves out what is forgotten while it is measured", { timeout }, async () => {
    const { agent, service, refreshed } = await serve();
    refreshed.push = () => {
      agent.host.configure(agent.host.specs.slice(0, 1));
      return 0;
    };
    const { components } = await service.status({ components: [], expectedHost: "" });
    expect(components.map(({ name }) => name)).toEqual(["ps"]);
  });
});

test("a watch begins with this host's status, and goes on with its changes", { timeout }, async () => {
  const { agent, service, feed } = await serve();
  const controller = new AbortController();
  const watch = service.watch({ afterSequence: 0 }, call(controller.signal))[Symbol.asyncIterator]();
  expect((await watch.next()).value).toMatchObject({
    t: "snapshot",
    status: { host: "node3", warnings: ["it is late", "so it is"] },
  });
  const next = watch.next();
  await agent.clock.settle();
  feed.add({ t: "component", component: agent.host.supervisor.status(agent.host.supervisor.names[0] as never) });
  expect((await next).value).toMatchObject({ t: "component", sequence: 1, component: { name: "ps" } });
});

describe("logs", () => {
  const lines = (parts: readonly LogLines[]) => parts.flatMap((part) => part.lines);
  const query = { components: [], lines: 1, follow: false, expectedHost: "" };

  test("are the last lines of each, in order", { timeout }, async () => {
    const { agent, service } = await serve();
    expect(lines(await all(agent, service.logs(query, call())))).toEqual(["ps 2", "is 2", "svg 2"]);
    expect(lines(await all(agent, service.logs({ ...query, components: ["is"], lines: 100 }, call())))).toEqual(["is 1", "is 2"]);
  });

  test("are followed together until the caller has gone", { timeout }, async () => {
    const { agent, service } = await serve();
    const controller = new AbortController();
    const heard: LogLines[] = [];
    const read = (async () => {
      for await (const part of service.logs({ ...query, components: ["is", "svg"], follow: true }, call(controller.signal)))
        heard.push(part);
    })();
    await agent.clock.settle();
    expect(heard).toEqual([
      { component: "is", lines: ["is 2"] },
      { component: "svg", lines: ["svg 2"] },
    ]);
    controller.abort(new Error("gone"));
    await expect(read).rejects.toThrow("gone");
  });

  test("of one that is not configured, or of another host, are refused", { timeout }, async () => {
    const { agent, service } = await serve();
    await expect(all(agent, service.logs({ ...query, components: ["foo"] }, call()))).rejects.toMatchObject({
      fault: { code: "UNKNOWN_COMPONENT" },
    });
    await expect(all(agent, service.logs({ ...query, expectedHost: "x" }, call()))).rejects.toMatchObject({
      fault: { code: "WRONG_HOST" },
    });
  });
});
