import { afterEach, describe, expect, test, vi } from "vitest";
import type { Wanted } from "../../../src/agent/operations/operation-table.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { LeaseId } from "../../../src/core/names.ts";
import type { OperateConditions } from "../../../src/core/operate-conditions.ts";
import { good } from "../supervisor/fake-machine.ts";
import { FakeAgent, id, wanted } from "./fake-agent.ts";
import { fakeLeases } from "./fake-leases.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("../supervisor/fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("../supervisor/fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

const timeout = 10_000;
const lease = (text: string) => text as LeaseId;

const generation = (agent: FakeAgent, name: string) => agent.host.supervisor.status(name as never).generation;

/** Under a plan that was made now: of `is`, and of the configuration in use. */
function planned(agent: FakeAgent, over: Partial<OperateConditions> = {}): Pick<Wanted, "conditions"> {
  const fences = [{ component: "is", generation: generation(agent, "is") }];
  return { conditions: { fences, configHash: agent.configHash, leaseId: null, ...over } };
}

async function up(): Promise<FakeAgent> {
  const agent = new FakeAgent();
  await agent.open(wanted("start", "up"), 1_000);
  return agent;
}

const moved = (component: string, actual: string, was: string) => ({
  fault: { code: "MOVED_ON", component, actual, planned: was },
});
const runs = (agent: FakeAgent) => agent.host.machine.runs.filter(({ name }) => name === "is").length;

describe("an operation under a plan", () => {
  test("is carried out where all is as it was", { timeout }, async () => {
    const agent = await up();
    await agent.open(wanted("restart", "a", ["is"], planned(agent)), 1_000);
    expect(agent.told("a")).toBe("done: restarted [is restarted]");
    expect(generation(agent, "is")).toBe(2);
  });

  test.each([
    ["somebody restarted it", (agent: FakeAgent) => agent.open(wanted("restart", "other", ["is"]), 1_000)],
    [
      "it crashed and was restarted",
      async (agent: FakeAgent) => {
        agent.host.crash("is");
        await agent.clock.advance(1_000);
      },
    ],
    [
      "it was restarted, and the agent is another",
      async (agent: FakeAgent) => {
        await agent.open(wanted("restart", "other", ["is"]), 1_000);
        await agent.resume();
      },
    ],
  ] as const)("is refused where %s since, and nothing is done", { timeout }, async (_, since) => {
    const agent = await up();
    const plan = planned(agent);
    await since(agent);
    const before = runs(agent);
    await expect(agent.open(wanted("restart", "a", ["is"], plan), 1_000)).rejects.toMatchObject(moved("is", "2", "1"));
    await expect(agent.open(wanted("stop", "b", [], plan), 1_000)).rejects.toThrow(
      "refused: is has been restarted since the plan: generation 2, the plan knows 1; nothing was done.",
    );
    expect(runs(agent)).toBe(before);
    expect([agent.onDisk("a"), agent.onDisk("b")]).toEqual([null, null]);
  });

  test("is refused where the configuration in use is another", { timeout }, async () => {
    const agent = await up();
    const plan = planned(agent);
    agent.configHash = "sha256:11";
    await expect(agent.open(wanted("restart", "a", ["is"], plan))).rejects.toMatchObject(moved("", "sha256:11", "sha256:00"));
    await agent.open(wanted("restart", "a", ["is"], planned(agent, { configHash: "" })), 1_000);
    expect(agent.told("a")).toMatch(/^done/);
  });

  test("is refused where the plan knows a component that is not there", { timeout }, async () => {
    const agent = await up();
    const plan = planned(agent, { fences: [{ component: "foo", generation: 1 }] });
    await expect(agent.open(wanted("restart", "a", ["is"], plan))).rejects.toMatchObject({
      fault: { code: "UNKNOWN_COMPONENT", names: ["foo"] },
    });
  });

  test("that has moved the generation itself is the same operation when it is asked for again", { timeout }, async () => {
    const agent = await up();
    const plan = planned(agent);
    const first = await agent.open(wanted("restart", "a", ["is"], plan), 1_000);
    expect(await agent.open(wanted("restart", "a", ["is"], plan))).toBe(first);
    await agent.resume();
    expect((await agent.open(wanted("restart", "a", ["is"], plan))).operation).toEqual(first.operation);
    expect(runs(agent)).toBe(2);
  });

  test("joins an identical one in progress, though that has moved the generation", { timeout }, async () => {
    const agent = await up();
    const plan = planned(agent);
    agent.host.machine.conductOf = () => ({ ...good, readyAfter: 500 });
    const first = await agent.open(wanted("restart", "a", ["is"]), 100);
    expect(generation(agent, "is")).toBe(2);
    expect(await agent.open(wanted("restart", "b", ["is"], plan), 1_000)).toBe(first);
    expect(agent.told("b")).toMatch(/^done/);
  });

  test("is looked at after the configuration was read anew, in one go with what it will end", { timeout }, async () => {
    const agent = await up();
    const plan = planned(agent);
    agent.reload = async () => {
      agent.host.crash("is"); // while somebody waits for the disk
      await new Promise<void>((resolve) => agent.clock.after(1_000 as never, resolve));
      return () => {};
    };
    await expect(agent.open(wanted("restart", "a", [], plan), 2_000)).rejects.toMatchObject(moved("is", "2", "1"));
    expect(runs(agent)).toBe(2);
  });
});

describe("an operation under a lease", () => {
  async function leased() {
    const agent = await up();
    const leases = await fakeLeases(agent.clock);
    agent.leases = leases;
    return { agent, leases };
  }
  const under = (agent: FakeAgent, name: string) => planned(agent, { leaseId: lease(name) });
  const ask = (name: string) => ({ id: lease(name), reason: "new JDK", ttl: 60_000 as never });

  test("needs it to be held", { timeout }, async () => {
    const { agent, leases } = await leased();
    await expect(agent.open(wanted("restart", "a", ["is"], under(agent, "A")))).rejects.toMatchObject({
      fault: { code: "LEASE_NOT_HELD", id: "A" },
    });
    await leases.acquire(ask("A"), "alice");
    await agent.open(wanted("restart", "a", ["is"], under(agent, "A")), 1_000);
    expect(agent.told("a")).toMatch(/^done/);
    await agent.clock.advance(60_000);
    await expect(agent.open(wanted("restart", "b", ["is"], under(agent, "A")))).rejects.toBeInstanceOf(FaultError);
    expect(agent.onDisk("b")).toBeNull();
  });

  test("is refused while another's is held, even where it would join", { timeout }, async () => {
    const { agent, leases } = await leased();
    await leases.acquire(ask("A"), "alice");
    agent.host.machine.conductOf = () => ({ ...good, readyAfter: 500 });
    await agent.open(wanted("restart", "a", ["is"], under(agent, "A")), 100);
    await expect(agent.open(wanted("restart", "b", ["is"], under(agent, "B")), 1_000)).rejects.toMatchObject({
      fault: { code: "LEASE_HELD", id: "A", by: "alice", reason: "new JDK" },
    });
  });

  test("is still the same operation when the lease has ended", { timeout }, async () => {
    const { agent, leases } = await leased();
    await leases.acquire(ask("A"), "alice");
    const request = wanted("restart", "a", ["is"], under(agent, "A"));
    const first = await agent.open(request, 1_000);
    await leases.break(lease("A"), "bob", "");
    expect(await agent.open(request)).toBe(first);
  });

  test("of another keeps no single person out, and its fences notice them", { timeout }, async () => {
    const { agent, leases } = await leased();
    await leases.acquire(ask("A"), "alice");
    const rollout = wanted("restart", "a", ["is"], under(agent, "A"));
    await agent.open(wanted("restart", "at-night", ["is"], { by: "bob" }), 1_000);
    expect(agent.table.get(id("at-night")).result).toBe("done");
    await expect(agent.open(rollout)).rejects.toMatchObject(moved("is", "2", "1"));
    await agent.open(wanted("stop", "all", [], { by: "bob" }), 1_000);
    expect(agent.told("all")).toMatch(/^done/);
  });
});
