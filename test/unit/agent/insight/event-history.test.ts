import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EventHistory, type EventHistoryParts } from "../../../../src/agent/insight/event-history.ts";
import type { EventBatch, EventsQuery, HostEvent } from "../../../../src/core/host-event.ts";
import { MEMORY_GUESS } from "../../../../src/core/memory-guess.ts";
import type { ComponentStatus, SupervisorStatus } from "../../../../src/core/status.ts";
import type { AgentLog } from "../../../../src/supervisor/agent-log.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { exit, named, operation, status } from "./event-rig.ts";

const timeout = 20_000;
const ALL: EventsQuery = { components: [], since: null, afterSequence: 0, limit: 10_000, follow: false, expectedHost: "" };
const NEVER = new AbortController().signal;
let folder = "";
let clock = new FakeClock();
let said: string[] = [];
const opened: EventHistory[] = [];
const say = (_: object, message: string) => void said.push(message);
const log: AgentLog = { info: say, warn: say, error: say };

function open(over: Partial<EventHistoryParts> = {}): EventHistory {
  const history = new EventHistory({
    stateDir: folder,
    clock,
    log,
    configHash: "sha256:00",
    factsOf: () => ({ unhealthy: null, late: false, trouble: null }),
    statuses: () => [],
    evidenceOf: () => [],
    tail: async () => [],
    ...over,
  });
  opened.push(history);
  return history;
}

/** One that has begun. */
function begun(over: Partial<EventHistoryParts> = {}): EventHistory {
  const history = open(over);
  history.changed({ t: "agent-started", version: "1", adopted: 0 });
  return history;
}

const change = (over: Partial<ComponentStatus>) => ({ t: "component", component: status(over) }) as const;
const crash = (nth: number) => exit(new Date(clock.wall().getTime() + nth));

async function all(history: EventHistory, query: Partial<EventsQuery> = {}): Promise<readonly HostEvent[]> {
  const batches: EventBatch[] = [];
  for await (const batch of history.query({ ...ALL, ...query }, NEVER)) batches.push(batch);
  return batches.flatMap(({ events }) => events);
}
const messages = async (history: EventHistory, query: Partial<EventsQuery> = {}) =>
  (await all(history, query)).map(({ component, message }) => (component === null ? message : `${component}: ${message}`));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-history-"));
  clock = new FakeClock();
  said = [];
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((history) => history.close()));
  rmSync(folder, { recursive: true, force: true });
});

describe("what changes", { timeout }, () => {
  test("becomes events in their order; what changed while the agent began comes after that it began", async () => {
    const history = open();
    history.changed({ t: "supervisor", supervisor: { state: "running", uptimeSeconds: 0 } as SupervisorStatus });
    history.changed(change({ state: "starting", pid: 7, ready: false }));
    await clock.advance(50);
    history.changed({ t: "agent-started", version: "1.2.3", adopted: 1 });
    history.changed(change({}));
    history.changed(change({}));
    history.changed({ t: "agent-ended", why: "SIGTERM" });
    expect(await messages(history)).toEqual([
      "agent 1.2.3 started; took over 1 component",
      "Server Supervisor began",
      "is: taken over from an earlier agent, pid 7",
      "is: ready after 50ms, pid 7",
      "the agent ends: SIGTERM",
    ]);
    expect((await all(history)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  test("is told of components that ended while no agent was watching, too", async () => {
    const first = begun();
    first.changed(change({}));
    await first.close();
    const second = begun({
      statuses: () => [status({ state: "stopped", ready: false, pid: null }), status({ name: named("ps") })],
    });
    expect((await messages(second)).slice(2)).toEqual([
      "agent 1 started; the one before it was killed or broke off",
      "is: ended while no agent was watching; stopped",
      "ps: taken over from an earlier agent, pid 7",
    ]);
  });

  test("with an operation in progress says who asked; a crash says nobody, with evidence", async () => {
    const history = begun({ evidenceOf: (name, { signal }) => [`${name} ${signal}`] });
    history.changed({ t: "operation", operation: operation() });
    history.changed(change({ state: "starting", ready: false }));
    history.changed(change({ state: "backoff", lastExit: crash(1), pid: null }));
    const [, , asked, crashed] = await all(history);
    expect(asked).toMatchObject({ by: "alice", operationId: "op-1", evidence: [] });
    expect(crashed).toMatchObject({ by: null, operationId: null, evidence: ["is SIGKILL"], exit: { signal: "SIGKILL" } });
  });

  test("does not guess at the out-of-memory killer where it was seen what the kernel did", async () => {
    const exit = { ...crash(1), hint: `killed by SIGKILL, not by us${MEMORY_GUESS}` };
    const killed = change({ state: "starting", ready: false, lastExit: exit, pid: null });
    const [blind, seeing] = [begun(), begun({ evidenceOf: () => ["it ended nothing"] })];
    for (const history of [blind, seeing]) history.changed(killed);
    expect((await all(blind)).at(-1)?.message).toContain("possibly the kernel's out-of-memory killer");
    expect((await all(seeing)).at(-1)?.message).toMatch(/^killed by SIGKILL, not by us; /);
  });

  test("has the last lines of the log where something went wrong, bounded; a slow or broken log holds nothing up and changes no order", async () => {
    const lines = Array.from({ length: 30 }, (_, nth) => `${nth} ${"é😀".repeat(400)}`);
    const tails: Record<string, () => Promise<readonly string[]>> = {
      is: async () => lines,
      ps: () => new Promise(() => {}),
      svg: () => Promise.reject(new Error("EIO")),
    };
    const history = begun({ tail: (name) => tails[name]?.() ?? Promise.resolve([]) });
    for (const name of ["ps", "is", "svg"].map(named))
      history.changed(change({ name, state: "failed", ready: false, pid: null }));
    history.changed(change({ name: named("well") }));
    const told = all(history);
    await clock.advance(1_999);
    await clock.advance(1);
    const [, ps, is, svg, well] = await told;
    expect([ps, is, svg, well].map((one) => one?.component)).toEqual(["ps", "is", "svg", "well"]);
    expect([ps?.tail, svg?.tail, well?.tail]).toEqual([[], [], []]);
    expect(is?.tail).toHaveLength(10);
    for (const line of is?.tail ?? []) {
      expect(line.length).toBeLessThanOrEqual(500);
      expect(line).toMatch(/^2\d .*…$/u);
      expect(line).not.toMatch(/\p{Cs}/u);
    }
    expect(ps?.at).toEqual(is?.at);
    expect(clock.pending).toBe(0);
  });

  test("is handed on to whoever listens, also where one of them fails", async () => {
    const history = begun();
    const heard: number[] = [];
    history.onEvent(() => {
      throw new Error("broken");
    });
    const forget = history.onEvent(({ sequence }) => void heard.push(sequence));
    history.changed(change({}));
    await all(history);
    forget();
    history.changed(change({ state: "stopping" }));
    await all(history);
    expect(heard).toEqual([1, 2]);
    expect(said).toContain("an event could not be handed on");
  });

  test("before a closed history is on disk, after it is nothing", async () => {
    const history = begun();
    history.changed(change({}));
    await history.close();
    history.changed(change({ state: "stopping" }));
    expect(await messages(open())).toEqual(["agent 1 started", "is: taken over from an earlier agent, pid 7"]);
  });
});

describe("a question", { timeout }, () => {
  test("is answered with what is asked for, operations that concern a component with it", async () => {
    const history = begun();
    history.changed({ t: "operation", operation: operation({ requested: [named("ps")] }) });
    history.changed(change({}));
    history.changed(change({ name: named("ps") }));
    expect(await messages(history, { components: ["ps"] })).toEqual([
      "restart ps, asked for by alice",
      "ps: taken over from an earlier agent, pid 7",
    ]);
    expect(await messages(history, { afterSequence: 3 })).toHaveLength(1);
    expect(await messages(history, { limit: 1 })).toEqual(["ps: taken over from an earlier agent, pid 7"]);
    expect(await messages(history, { limit: 0 })).toEqual([]);
    expect(await messages(history, { since: new Date(clock.wall().getTime() + 1) })).toEqual([]);
  });

  test("comes in messages of bounded size, and at least in one", async () => {
    const history = begun({ tail: async () => Array.from({ length: 10 }, () => "x".repeat(500)) });
    for (let nth = 0; nth < 90; nth++)
      history.changed(change({ state: nth % 2 ? "backoff" : "failed", lastExit: crash(nth), pid: null }));
    const sizes: number[] = [];
    let count = 0;
    for await (const { events, dropped } of history.query(ALL, NEVER)) {
      sizes.push(JSON.stringify(events).length);
      count += events.length;
      expect(dropped).toBe(0);
    }
    expect(count).toBe(91);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(300_000);
    const batches: EventBatch[] = [];
    for await (const batch of history.query({ ...ALL, limit: 0 }, NEVER)) batches.push(batch);
    expect(batches).toEqual([{ events: [], forgottenUntil: null, dropped: 0, now: clock.wall() }]);
  });

  test("that follows is told what happens, once, and only what it asked for; it leaves nothing behind", async () => {
    const history = begun();
    const end = new AbortController();
    const added = vi.spyOn(end.signal, "addEventListener");
    const removed = vi.spyOn(end.signal, "removeEventListener");
    const stream = history.query({ ...ALL, components: ["is"], follow: true }, end.signal);
    expect((await stream.next()).value).toMatchObject({ events: [] });
    const next = stream.next();
    history.changed(change({ name: named("ps") }));
    history.changed(change({}));
    expect((await next).value).toMatchObject({ events: [{ component: "is" }], dropped: 0, forgottenUntil: null });
    const last = stream.next();
    end.abort(new Error("gone"));
    await expect(last).rejects.toThrow("gone");
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
    expect(clock.pending).toBe(0);
    await expect(history.query(ALL, end.signal).next()).rejects.toThrow("gone");
  });

  test("that is too slow is told how many it lost, and has the newest", async () => {
    const history = begun();
    const stream = history.query({ ...ALL, follow: true }, NEVER);
    const seen = ((await stream.next()).value as EventBatch).events.length;
    const many = 1_500;
    for (let nth = 0; nth < many; nth++) history.changed(change({ state: nth % 2 ? "starting" : "stopping" }));
    await all(history);
    const { events, dropped } = (await stream.next()).value as EventBatch;
    let [count, last] = [events.length, events.at(-1)?.sequence];
    while (last !== many + seen) {
      const more = (await stream.next()).value as EventBatch;
      expect(more.dropped).toBe(0);
      count += more.events.length;
      last = more.events.at(-1)?.sequence;
    }
    expect(dropped).toBe(500);
    expect(count).toBe(1_000);
    expect(events[0]?.sequence).toBe(dropped + seen + 1);
    await stream.return(undefined);
  });
});
