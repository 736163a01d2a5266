import { afterEach, describe, expect, test, vi } from "vitest";
import { isJoin, type OperationRecord } from "../../../src/agent/operations/operation-record.ts";
import { ms, seconds } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import { spec } from "../supervisor/fake-host.ts";
import { type Conduct, good } from "../supervisor/fake-machine.ts";
import { ASKER, FakeAgent, id, wanted } from "./fake-agent.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("../supervisor/fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("../supervisor/fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

const timeout = 10_000;
const never = new AbortController().signal;
const launched = (agent: FakeAgent) => agent.host.machine.runs.length;
const behave = (agent: FakeAgent, how: Readonly<Record<string, Partial<Conduct>>>) => {
  agent.host.machine.conductOf = (name) => ({ ...good, ...how[name] });
};
const refusal = (code: string, facts: object = {}) => ({ fault: { code, ...facts } });
const full = (agent: FakeAgent, path: string) => {
  agent.host.machine.fullDisk = { path, cause: "no space left on device" };
};

/** An agent on whose host everything is up. */
async function up(specs?: ConstructorParameters<typeof FakeAgent>[0]): Promise<FakeAgent> {
  const agent = new FakeAgent(specs);
  await agent.open(wanted("start", "up"), 1_000);
  expect(agent.told("up")).toMatch(/^done: started/);
  return agent;
}

describe("an operation", () => {
  test("is on disk before anything is done, and with its result when it has ended", { timeout }, async () => {
    const agent = new FakeAgent();
    agent.host.machine.writeTakes = ms(10);
    const onDisk: unknown[] = [];
    agent.host.machine.onLaunch = () => onDisk.push((agent.onDisk("a") as OperationRecord | null)?.operation.result);
    await agent.open(wanted("start", "a", [], { reason: "because", timeoutMs: 60_000 }), 1_000);
    expect(onDisk).toEqual(["running", "running", "running"]);
    expect(agent.onDisk("a")).toEqual({
      operation: agent.table.get(id("a")),
      asker: ASKER,
      audited: true,
      before: new Map([
        ["ps", null],
        ["is", null],
        ["svg", null],
      ]),
      wasRunning: false,
      timeoutMs: 60_000,
    });
    const startedAt = new Date("2026-01-01T12:00:00Z");
    expect(agent.table.get(id("a"))).toMatchObject({
      kind: "start",
      requested: [],
      result: "done",
      by: "alice",
      reason: "because",
      startedAt,
      deadline: new Date(startedAt.getTime() + 60_000),
      message: "started",
      agentEnds: false,
    });
  });

  test("is told of when it begins and when it has ended", { timeout }, async () => {
    const agent = await up();
    expect(agent.changes.map(({ id, result }) => [id, result])).toEqual([
      ["up", "running"],
      ["up", "done"],
    ]);
  });

  test.each([
    ["a start of what is stopped", ["stop"], "start", [], "done: started [ps started, is started, svg started]"],
    ["a start of what runs", [], "start", [], "done: already running [ps unchanged, is unchanged, svg unchanged]"],
    ["a start of one", ["stop svg"], "start", ["svg", "svg", "is"], "done: started [svg started, is unchanged]"],
    ["a stop", [], "stop", [], "done: stopped [ps stopped, is stopped, svg stopped]"],
    [
      "a stop of what is stopped",
      ["stop"],
      "stop",
      [],
      "done: Server Supervisor is not running [ps unchanged, is unchanged, svg unchanged]",
    ],
    ["a stop of one that is stopped", ["stop svg"], "stop", ["svg"], "done: already stopped [svg unchanged]"],
    ["a restart", [], "restart", [], "done: restarted [ps restarted, is restarted, svg restarted]"],
    [
      "a restart of what is stopped",
      ["stop"],
      "restart",
      [],
      "done: Server Supervisor was not running; started [ps started, is started, svg started]",
    ],
    ["a restart of one", [], "restart", ["is"], "done: restarted [is restarted]"],
  ] as const)("says what it did: %s", { timeout }, async (_what, before, kind, components, told) => {
    const agent = await up();
    for (const [at, what] of before.entries()) {
      const [verb = "", ...names] = what.split(" ");
      await agent.open(wanted(verb as "stop", `before-${at}`, names), 1_000);
    }
    await agent.open(wanted(kind, "a", components), 1_000);
    expect(agent.told("a")).toBe(told);
    expect(agent.host.supervisor.running).toBe(kind !== "stop" || components.length > 0);
  });

  test("that fails says why of each, with the last lines of its log", { timeout }, async () => {
    const agent = new FakeAgent();
    agent.tail = async (name) => [`last line of ${name}`];
    behave(agent, { is: { cannotStart: "command not found: /opt/is" } });
    await agent.open(wanted("start", "a"), 1_000);
    const { result, message, components } = agent.table.get(id("a"));
    expect([result, message]).toEqual(["failed", "ps: not started: needs is; is: command not found: /opt/is"]);
    expect(components.map(({ logTail }) => logTail)).toEqual([["last line of ps"], ["last line of is"], []]);
    expect(agent.host.supervisor.running).toBe(true);
  });

  test("fails with what it could do where a log cannot be read", { timeout }, async () => {
    const agent = new FakeAgent();
    agent.tail = async () => Promise.reject(new Error("EACCES"));
    behave(agent, { is: { cannotStart: "command not found: /opt/is" } });
    await agent.open(wanted("start", "a"), 1_000);
    expect(agent.told("a")).toMatch(/^failed: .*svg started/);
  });

  test("tells nobody that the agent ends but a stop of everything that went well, on an agent that does", {
    timeout,
  }, async () => {
    const agent = await up();
    agent.endsAfterStop = true;
    await agent.open(wanted("stop", "one", ["svg"]), 1_000);
    await agent.open(wanted("restart", "all"), 1_000);
    behave(agent, { is: { stuck: true } });
    await agent.open(wanted("restart", "again"), 1_000);
    await agent.open(wanted("stop", "failing"), 10_000);
    expect(agent.told("failing")).toMatch(/^failed: .*survived SIGKILL/);
    expect(["one", "all", "again", "failing"].map((name) => agent.table.get(id(name)).agentEnds)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    const [stuck] = agent.host.machine.ours;
    if (stuck !== undefined) agent.host.machine.end(stuck, { code: null, signal: "SIGKILL" });
    await agent.open(wanted("stop", "at-last"), 1_000);
    expect(agent.table.get(id("at-last"))).toMatchObject({ result: "done", agentEnds: true });
  });

  test("has its time-out counted from its acceptance, also by the next agent", { timeout }, async () => {
    const agent = new FakeAgent();
    behave(agent, { is: { readyAfter: null } });
    await agent.open(wanted("start", "a", [], { timeoutMs: 3_000 }), 2_000);
    await agent.resume();
    await agent.clock.advance(999);
    expect(agent.table.get(id("a")).result).toBe("running");
    await agent.clock.advance(1);
    expect(agent.table.get(id("a"))).toMatchObject({ result: "failed", durationMs: 3_000 });
    expect(agent.told("a")).toContain("is: not ready within 3.0s, the operation's time-out");
  });

  test("ends with its result though that cannot be written", { timeout }, async () => {
    const agent = await up();
    const live = await agent.open(wanted("restart", "a", ["is"]));
    expect(live.ended).toBe(true);
    behave(agent, { is: { readyAfter: 100 } });
    const slow = await agent.open(wanted("restart", "b", ["is"]));
    full(agent, "operations");
    await agent.clock.advance(1_000);
    expect(slow.operation.result).toBe("done");
    expect(agent.onDisk("b")).toMatchObject({ operation: { result: "running" } });
  });
});

describe("the same id", () => {
  test("is the same operation, in progress and ever after, and acts once", { timeout }, async () => {
    const agent = await up();
    behave(agent, { is: { readyAfter: 500 } });
    const first = await agent.open(wanted("restart", "a", ["is"]), 100);
    expect(await agent.open(wanted("restart", "a", ["is"]))).toBe(first);
    await agent.clock.advance(1_000);
    expect(await agent.open(wanted("restart", "a", ["is", "is"], { by: "bob" }), 1_000)).toBe(first);
    await agent.resume();
    const later = await agent.open(wanted("restart", "a", ["is"]), 1_000);
    expect(later.operation).toEqual(first.operation);
    expect(launched(agent)).toBe(4);
  });

  test("for another request is refused, and says what it was", { timeout }, async () => {
    const agent = await up();
    await agent.open(wanted("restart", "a", ["is", "svg"]), 1_000);
    for (const other of [wanted("restart", "a", ["is"]), wanted("restart", "a"), wanted("stop", "a", ["is", "svg"])]) {
      await expect(agent.open(other)).rejects.toMatchObject(refusal("OPERATION_ID_REUSED", { id: "a", was: "restart is, svg" }));
    }
    await agent.open(wanted("restart", "a", ["svg", "is"])); // the order is no difference
    expect(launched(agent)).toBe(5);
  });

  test("twice at the same moment is one operation", { timeout }, async () => {
    const agent = await up();
    agent.host.machine.writeTakes = ms(20);
    const [a, b] = await Promise.all([
      agent.table.open(wanted("restart", "a", ["is"])),
      agent.table.open(wanted("restart", "a", ["is"])),
      agent.clock.advance(1_000),
    ]);
    expect(a).toBe(b);
    expect(launched(agent)).toBe(4);
  });
});

describe("an identical operation in progress", () => {
  test("is joined, under either id, and so it stays when the agent is another", { timeout }, async () => {
    const agent = new FakeAgent();
    behave(agent, { is: { readyAfter: 1_000 } });
    const first = await agent.open(wanted("start", "a"), 100);
    const second = await agent.open(wanted("start", "b", [], { by: "bob" }), 100);
    expect(second).toBe(first);
    const request = { at: new Date("2026-01-01T12:00:00.100Z"), by: "bob", reason: "" };
    expect(agent.onDisk("b")).toEqual({ id: "b", joined: "a", asker: ASKER, request, audited: true });
    await agent.resume();
    await agent.clock.advance(5_000);
    expect(agent.table.get(id("b"))).toBe(agent.table.get(id("a")));
    expect(agent.table.get(id("b"))).toMatchObject({ id: "a", result: "done", by: "alice" });
    await expect(agent.open(wanted("stop", "b"))).rejects.toMatchObject(refusal("OPERATION_ID_REUSED"));
    expect(launched(agent)).toBe(3);
  });

  test("is joined by one at the same moment", { timeout }, async () => {
    const agent = await up();
    const [a, b] = await Promise.all([
      agent.table.open(wanted("restart", "a", ["is", "svg"])),
      agent.table.open(wanted("restart", "b", ["svg", "is"])),
      agent.clock.advance(1_000),
    ]);
    expect(a).toBe(b);
    expect(launched(agent)).toBe(5);
  });

  test("is not joined where that cannot be written down", { timeout }, async () => {
    const agent = new FakeAgent();
    behave(agent, { is: { readyAfter: 1_000 } });
    await agent.open(wanted("start", "a"), 100);
    full(agent, "operations/b");
    await expect(agent.open(wanted("start", "b"))).rejects.toMatchObject(refusal("NOT_DURABLE"));
    expect(() => agent.table.get(id("b"))).toThrow("no operation b is known here");
  });

  test("that has ended is not joined", { timeout }, async () => {
    const agent = await up();
    const again = await agent.open(wanted("start", "again"), 1_000);
    expect(again.operation).toMatchObject({ id: "again", message: "already running" });
  });
});

describe("a conflicting operation", () => {
  test("is refused with who, what and since when, and nothing is written", { timeout }, async () => {
    const agent = await up();
    behave(agent, { is: { readyAfter: 3_000 } });
    await agent.clock.advance(4_000);
    await agent.open(wanted("restart", "a", ["is", "svg"], { by: "bob" }), 100);
    const facts = { id: "a", what: "restart is, svg", by: "bob", since: "2026-01-01T12:00:05.000Z" };
    for (const what of [
      wanted("start", "b"),
      wanted("restart", "c"),
      wanted("start", "d", ["svg"]),
      wanted("restart", "e", ["is"]),
    ]) {
      await expect(agent.open(what)).rejects.toMatchObject(refusal("OPERATION_CONFLICT", facts));
      expect(agent.onDisk(what.id)).toBeNull();
    }
    expect(launched(agent)).toBe(5);
    await agent.clock.advance(5_000);
    await agent.open(wanted("restart", "f", ["is"]), 5_000); // it was free again
    expect(agent.told("f")).toBe("done: restarted [is restarted]");
  });

  test("at the same moment leaves one of the two", { timeout }, async () => {
    const agent = await up();
    behave(agent, { is: { readyAfter: 100 } });
    const both = [agent.table.open(wanted("restart", "a", ["is"])), agent.table.open(wanted("start", "b"))];
    const [a, b] = await Promise.allSettled(both);
    expect([a?.status, b]).toMatchObject([
      "fulfilled",
      { status: "rejected", reason: refusal("OPERATION_CONFLICT", { id: "a" }) },
    ]);
    await agent.clock.advance(1_000);
  });

  test("is none where they touch different components", { timeout }, async () => {
    const agent = await up();
    behave(agent, { is: { readyAfter: 500 }, svg: { readyAfter: 500 } });
    await agent.open(wanted("restart", "a", ["is"]), 100);
    await agent.open(wanted("restart", "b", ["svg"]), 1_000);
    expect([agent.told("a"), agent.told("b")]).toEqual(["done: restarted [is restarted]", "done: restarted [svg restarted]"]);
  });

  test("is refused while a stop is in progress", { timeout }, async () => {
    const agent = await up();
    await agent.open(wanted("restart", "slow"), 1_000);
    const machine = agent.host.machine;
    machine.conductOf = () => ({ ...good, stopTakes: 500 });
    await agent.open(wanted("restart", "slower"), 5_000);
    await agent.open(wanted("stop", "a"), 100);
    await expect(agent.open(wanted("start", "b"))).rejects.toMatchObject(
      refusal("OPERATION_CONFLICT", { what: "stop of everything" }),
    );
    await agent.open(wanted("stop", "c", ["is"]), 5_000); // two stops agree
    expect([agent.told("a"), agent.told("c")]).toEqual([
      "done: stopped [ps stopped, is stopped, svg stopped]",
      expect.stringMatching(/^done: /),
    ]);
  });
});

describe("what is not possible", () => {
  test("is refused with all that is known, and nothing is written", { timeout }, async () => {
    const agent = await up();
    const unknown = refusal("UNKNOWN_COMPONENT", { names: ["foo", "bar"], known: ["ps", "is", "svg"] });
    await expect(agent.open(wanted("restart", "a", ["is", "foo", "bar"]))).rejects.toMatchObject(unknown);
    expect([agent.onDisk("a"), launched(agent)]).toEqual([null, 3]);
  });

  test.each(["start", "stop", "restart"] as const)("a %s of one is refused while nothing runs", { timeout }, async (kind) => {
    const agent = new FakeAgent();
    await expect(agent.open(wanted(kind, "a", ["is"]))).rejects.toMatchObject(refusal("SUPERVISOR_NOT_RUNNING"));
    await expect(agent.open(wanted(kind, "b", ["foo"]))).rejects.toMatchObject(refusal("UNKNOWN_COMPONENT"));
    expect([agent.onDisk("a"), agent.host.supervisor.running]).toEqual([null, false]);
  });

  test.each(["restart", "start"] as const)(
    "a %s of everything with an invalid configuration does nothing",
    { timeout },
    async (kind) => {
      const agent = kind === "start" ? new FakeAgent() : await up();
      const pids = agent.host.supervisor.names.map((name) => agent.host.pid(name));
      agent.reload = async () => Promise.reject(new FaultError({ code: "INVALID_CONFIG", problems: [] }));
      await expect(agent.open(wanted(kind, "a"), 1_000)).rejects.toMatchObject(refusal("INVALID_CONFIG"));
      expect(agent.host.supervisor.names.map((name) => agent.host.pid(name))).toEqual(pids);
      expect(agent.onDisk("a")).toBeNull();
    },
  );

  test("a configuration is not even read for a stop, for single components, or for a start of what runs", {
    timeout,
  }, async () => {
    const agent = await up();
    agent.reload = async () => Promise.reject(new Error("it was read"));
    for (const what of [
      wanted("start", "a"),
      wanted("restart", "b", ["is"]),
      wanted("start", "c", ["is"]),
      wanted("stop", "d", ["is"]),
      wanted("stop", "e"),
    ])
      await agent.open(what, 1_000);
    expect(agent.host.machine.ours).toEqual([]);
  });

  test("a start from nothing takes the new configuration into use at once, a restart when all is down", { timeout }, async () => {
    const agent = new FakeAgent();
    agent.reload = async () => () => agent.host.configure([spec("one")]);
    await agent.open(wanted("start", "a"), 1_000);
    expect(agent.told("a")).toBe("done: started [one started]");
    agent.reload = async () => () => agent.host.configure([spec("two")]);
    await agent.open(wanted("restart", "b"), 1_000);
    expect(agent.told("b")).toBe("done: restarted [one restarted]"); // whoever restarts takes it into use, not the table
  });
});

describe("a stop", () => {
  test("ends a start in progress, and nothing is brought up again", { timeout }, async () => {
    const agent = new FakeAgent();
    behave(agent, { is: { readyAfter: 1_000, stopTakes: 100 } });
    await agent.open(wanted("start", "a"), 100);
    const before = launched(agent);
    await agent.open(wanted("stop", "b", [], { by: "bob" }), 5_000);
    expect(agent.told("a")).toMatch(/^cancelled: cancelled: stop of everything was asked for by bob \[/);
    expect(agent.told("b")).toBe("done: stopped [ps unchanged, is stopped, svg stopped]");
    expect([launched(agent), agent.host.states]).toEqual([before, "ps stopped, is stopped, svg stopped"]);
    expect(agent.host.supervisor.running).toBe(false);
  });

  test.each([50, 150, 250, 350])(
    "ends a restart in progress after %d ms, and nothing is brought up again",
    { timeout },
    async (after) => {
      const agent = new FakeAgent();
      agent.host.machine.conductOf = () => ({ ...good, readyAfter: 100, stopTakes: 100 });
      await agent.open(wanted("start", "up"), 1_000);
      await agent.open(wanted("restart", "a"), after);
      const before = launched(agent);
      await agent.open(wanted("stop", "b"), 5_000);
      expect(agent.table.get(id("a")).result).toBe("cancelled");
      expect(agent.told("b")).toMatch(/^done: stopped/);
      expect([launched(agent), agent.host.machine.ours]).toEqual([before, []]);
    },
  );

  test("that is being written down while a restart comes to its second half is still the last word", { timeout }, async () => {
    const agent = new FakeAgent();
    agent.host.machine.conductOf = () => ({ ...good, stopTakes: 100 });
    await agent.open(wanted("start", "up"), 1_000);
    agent.host.machine.writeTakes = ms(15);
    for (let after = 150; after <= 260; after += 5) {
      const before = launched(agent);
      await agent.open(wanted("restart", `restart-${after}`), after);
      const asked = launched(agent);
      await agent.open(wanted("stop", `stop-${after}`), 5_000);
      // What is launched while the stop is not even on disk is allowed; what comes later is not.
      const late = agent.host.machine.runs.slice(asked).filter(({ at }) => at > agent.clock.now() - 5_000 + 30);
      expect([after, late]).toEqual([after, []]);
      expect(agent.host.machine.ours).toEqual([]);
      expect(agent.table.get(id(`stop-${after}`)).result).toBe("done");
      expect(before).toBeLessThanOrEqual(asked);
      await agent.open(wanted("start", `start-${after}`), 5_000);
    }
  });

  test("of one ends a restart of all, whose other components come up again", { timeout }, async () => {
    const agent = new FakeAgent();
    agent.host.machine.conductOf = () => ({ ...good, stopTakes: 100 });
    await agent.open(wanted("start", "up"), 1_000);
    await agent.open(wanted("restart", "a"), 150); // ps is down, the others are on their way
    await agent.open(wanted("stop", "b", ["svg"]), 5_000);
    expect(agent.told("a")).toMatch(/^cancelled: cancelled: stop svg was asked for by alice/);
    expect(agent.told("b")).toBe("done: stopped [svg stopped]");
    expect(agent.host.states).toBe("ps ready, is ready, svg stopped");
  });

  test("leaves alone what touches other components", { timeout }, async () => {
    const agent = await up();
    behave(agent, { is: { readyAfter: 500 } });
    await agent.open(wanted("restart", "a", ["is"]), 100);
    await agent.open(wanted("stop", "b", ["svg"]), 1_000);
    expect([agent.table.get(id("a")).result, agent.table.get(id("b")).result]).toEqual(["done", "done"]);
  });

  test("works where one before it did not stop everything", { timeout }, async () => {
    const agent = await up();
    behave(agent, { is: { stuck: true } });
    await agent.open(wanted("restart", "stuck", ["is"]), 1_000);
    await agent.open(wanted("stop", "a"), 10_000);
    expect(agent.told("a")).toMatch(/^failed: is: pid \d+ survived SIGKILL/);
    expect(agent.host.supervisor.running).toBe(true);
  });
});

describe("on a disk that is full", () => {
  test("an operation is refused, and nothing was done", { timeout }, async () => {
    const agent = new FakeAgent();
    full(agent, "/");
    await expect(agent.open(wanted("start", "a"), 1_000)).rejects.toMatchObject(refusal("NOT_DURABLE"));
    expect([launched(agent), agent.host.supervisor.running, agent.table.inProgress]).toEqual([0, false, []]);
    expect(() => agent.table.get(id("a"))).toThrow("no operation a");
    agent.host.machine.fullDisk = null;
    await agent.open(wanted("start", "a"), 1_000); // the same id once there is room
    expect(agent.told("a")).toMatch(/^done: started/);
  });

  test("a stop that cannot be asked for ends nothing, is refused, and is not carried out by the next agent either", {
    timeout,
  }, async () => {
    const agent = new FakeAgent();
    behave(agent, { is: { readyAfter: 1_000 } });
    await agent.open(wanted("start", "a"), 100);
    full(agent, "journal");
    await expect(agent.open(wanted("stop", "b"))).rejects.toMatchObject(refusal("NOT_DURABLE"));
    expect([agent.table.get(id("a")).result, agent.onDisk("b")]).toEqual(["running", null]);
    agent.host.machine.fullDisk = null;
    await agent.resume();
    await agent.clock.advance(10_000);
    expect(agent.host.states).toBe("ps ready, is ready, svg ready");
    expect(agent.told("a")).toMatch(/^done: started/);
  });

  test("an operation that could be recorded and not asked for has failed, and did nothing", { timeout }, async () => {
    const agent = await up();
    full(agent, "journal");
    await agent.open(wanted("stop", "a"), 1_000);
    expect(agent.told("a")).toMatch(/^failed: cannot write .*nothing was done.* \[ps unchanged, is unchanged, svg unchanged\]$/);
    expect([agent.host.states, agent.host.supervisor.running]).toEqual(["ps ready, is ready, svg ready", true]);
  });

  test("a start that could be recorded and not asked for leaves the Server Supervisor not running", { timeout }, async () => {
    const agent = new FakeAgent();
    full(agent, "journal");
    await agent.open(wanted("start", "a"), 1_000);
    expect(agent.told("a")).toMatch(/^failed: cannot write/);
    expect([launched(agent), agent.host.supervisor.running]).toEqual([0, false]);
  });
});

describe("an agent that ends", () => {
  test("admits nothing more, and leaves what is in progress to the next", { timeout }, async () => {
    const agent = new FakeAgent();
    behave(agent, { is: { readyAfter: 1_000 } });
    await agent.open(wanted("start", "a"), 100);
    agent.table.close();
    for (const what of [wanted("start", "a"), wanted("stop", "b")]) {
      await expect(agent.open(what)).rejects.toMatchObject(refusal("SHUTTING_DOWN"));
    }
    expect(agent.onDisk("b")).toBeNull();
    expect(agent.table.get(id("a")).result).toBe("running");
    await agent.resume();
    await agent.clock.advance(5_000);
    expect(agent.told("a")).toBe("done: started [ps started, is started, svg started]");
  });

  test("either has done what it admitted in its last moment, or leaves it to the next", { timeout }, async () => {
    const agent = await up();
    agent.host.machine.writeTakes = ms(20);
    const opened = agent.table.open(wanted("stop", "a", ["svg"])).then(
      () => "admitted",
      () => "refused",
    );
    await agent.clock.advance(10);
    agent.table.close();
    await agent.clock.advance(1_000);
    expect([await opened, agent.host.state("svg")]).toEqual(["admitted", "stopped"]);
  });
});

describe("the next agent", () => {
  test.each(["start", "stop", "restart"] as const)("goes on with a %s in progress", { timeout }, async (kind) => {
    const agent = new FakeAgent();
    agent.host.machine.conductOf = () => ({ ...good, readyAfter: 200, stopTakes: 200 });
    if (kind !== "start") await agent.open(wanted("start", "up"), 5_000);
    await agent.open(wanted(kind, "a"), 250);
    expect(agent.table.get(id("a")).result).toBe("running");
    await agent.resume();
    await agent.clock.advance(5_000);
    expect(agent.told("a")).toMatch(/^done: /);
    expect(agent.table.get(id("a")).components.map(({ action }) => action)).toEqual(
      Array(3).fill({ start: "started", stop: "stopped", restart: "restarted" }[kind]),
    );
    expect(agent.host.machine.ours).toHaveLength(kind === "stop" ? 0 : 3);
    expect(launched(agent)).toBe(kind === "restart" ? 6 : 3);
    expect(agent.host.supervisor.running).toBe(kind !== "stop");
    const record = agent.onDisk("a");
    expect(record !== null && !isJoin(record) && record.operation).toEqual(agent.table.get(id("a")));
  });

  test.each(["start", "restart"] as const)(
    "that only stops ends a %s as cancelled, and brings nothing up for it",
    { timeout },
    async (kind) => {
      const agent = new FakeAgent();
      agent.host.machine.conductOf = () => ({ ...good, readyAfter: 200, stopTakes: 100 });
      if (kind === "restart") await agent.open(wanted("start", "up"), 5_000);
      await agent.open(wanted(kind, "a"), 150);
      agent.host.killAgent();
      for (const one of [...agent.host.machine.ours]) agent.host.machine.end(one, { code: 1, signal: null });
      const before = launched(agent);
      await agent.resume("adopt-only", "a stop was asked for");
      await agent.clock.advance(1_000);
      expect(agent.told("a")).toMatch(/^cancelled: cancelled: a stop was asked for/);
      expect(agent.onDisk("a")).toMatchObject({ operation: { result: "cancelled" } });
      expect(launched(agent)).toBe(before);
      await agent.open(wanted("stop", "b"), 5_000);
      expect(agent.told("b")).toMatch(/^done: stopped/);
      expect([launched(agent), agent.host.machine.ours]).toEqual([before, []]);
    },
  );

  test("goes on with a stop and not with the start that it ended", { timeout }, async () => {
    const agent = new FakeAgent();
    agent.host.machine.conductOf = () => ({ ...good, readyAfter: 1_000, stopTakes: 200 });
    await agent.open(wanted("start", "a"), 100);
    agent.host.machine.writeTakes = ms(50);
    const asked = agent.table.open(wanted("stop", "b"));
    asked.catch(() => {});
    await agent.clock.advance(60); // it is recorded, and what it asks for is not yet
    expect([agent.onDisk("a"), agent.onDisk("b")]).toMatchObject([
      { operation: { result: "running" } },
      { operation: { result: "running" } },
    ]);
    const before = launched(agent);
    await agent.resume();
    await agent.clock.advance(10_000);
    expect(agent.told("b")).toMatch(/^done: /);
    expect(agent.table.get(id("a")).result).toBe("cancelled");
    expect([launched(agent), agent.host.machine.ours, agent.host.supervisor.running]).toEqual([before, [], false]);
  });

  test("admits nothing that conflicts with what it goes on with", { timeout }, async () => {
    const agent = await up();
    agent.host.machine.conductOf = () => ({ ...good, readyAfter: 1_000 });
    await agent.open(wanted("restart", "a", ["is"]), 100);
    await agent.resume();
    await expect(agent.open(wanted("start", "b"))).rejects.toMatchObject(refusal("OPERATION_CONFLICT", { id: "a" }));
    await agent.clock.advance(5_000);
  });

  test("goes on with what it still knows of it where the configuration is another", { timeout }, async () => {
    const agent = await up();
    agent.host.machine.conductOf = () => ({ ...good, readyAfter: 1_000 });
    await agent.open(wanted("restart", "a", ["is", "svg"]), 100);
    agent.host.killAgent();
    for (const one of [...agent.host.machine.ours]) agent.host.machine.end(one, { code: 1, signal: null });
    agent.host.specs = [spec("ps"), spec("is")];
    await agent.resume();
    await agent.clock.advance(5_000);
    expect(agent.told("a")).toBe("done: restarted [is restarted]");
  });
});

describe("cancelling", () => {
  test("ends an operation with who asked for it, and resolves when it has ended", { timeout }, async () => {
    const agent = await up();
    behave(agent, { is: { readyAfter: 4_000 } });
    await agent.open(wanted("restart", "a", ["is"]), 100);
    const ended = await agent.table.cancel(id("a"), "asked for by bob", never);
    expect(ended).toMatchObject({ id: "a", result: "cancelled", message: "cancelled: asked for by bob" });
    expect(ended.components).toMatchObject([{ name: "is", action: "restarted" }]);
    await agent.clock.advance(5_000);
    expect(agent.host.states).toBe("ps ready, is ready, svg ready");
  });

  test("what has ended changes nothing", { timeout }, async () => {
    const agent = await up();
    expect(await agent.table.cancel(id("up"), "too late", never)).toMatchObject({ result: "done", message: "started" });
  });

  test("what nobody knows is a fault", { timeout }, async () => {
    const agent = new FakeAgent();
    await expect(agent.table.cancel(id("a"), "why", never)).rejects.toMatchObject(refusal("OPERATION_NOT_FOUND", { id: "a" }));
  });
});

test("only the last thousand are kept, and none that is in progress is dropped", { timeout }, async () => {
  const agent = new FakeAgent([spec("is"), spec("svg")]);
  behave(agent, { is: { readyAfter: null } });
  agent.host.configure([
    spec("is", [], { ready: null, restart: { ...spec("is").restart, steadyAfter: seconds(0) } }),
    spec("svg"),
  ]);
  behave(agent, { svg: { readyAfter: null } });
  await agent.open(wanted("start", "in-progress"));
  const numbers = Array.from({ length: 1_001 }, (_, at) => at);
  await Promise.all(numbers.map((at) => agent.table.open(wanted("start", `join-${at}`))));
  expect(agent.table.get(id("in-progress")).result).toBe("running");
  await agent.clock.advance(60_000);
  await agent.open(wanted("stop", "last"), 60_000);
  expect(agent.told("last")).toMatch(/^done/);
  expect(() => agent.table.get(id("in-progress"))).toThrow("no operation in-progress is known here");
  expect(agent.onDisk("in-progress")).toBeNull();
  expect(agent.host.machine.files.size).toBeLessThanOrEqual(1_001);
});
