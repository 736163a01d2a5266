import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cause, type ComponentFacts, ComponentStory, type Seen } from "../../../../src/agent/insight/component-story.ts";
import type { OperationId } from "../../../../src/core/names.ts";
import type { ComponentStatus } from "../../../../src/core/status.ts";
import { exit, named, status } from "./event-rig.ts";

const BEGAN = new Date("2026-01-01T12:00:00Z");
const at = (second: number) => new Date(BEGAN.getTime() + second * 1_000);
const WELL: ComponentFacts = { unhealthy: null, late: false, trouble: null };
const ALICE: Cause = { by: "alice", operationId: "op-1" as OperationId };
const none = new Map<never, never>();
const down = (over: Partial<ComponentStatus> = {}) => status({ state: "stopped", ready: false, pid: null, ...over });
const starting = (over: Partial<ComponentStatus> = {}) => status({ state: "starting", ready: false, pid: null, ...over });

/** A story that has gone so far already. */
function told(...before: readonly ComponentStatus[]): ComponentStory {
  const story = new ComponentStory(none, BEGAN);
  for (const [second, one] of before.entries()) story.changed(one, WELL, at(second), null);
  return story;
}

describe("a component in another state", () => {
  test("starts: who asked is told, and how long it took until it was ready", () => {
    const story = new ComponentStory(none, BEGAN);
    expect(story.changed(starting(), WELL, at(1), ALICE)).toMatchObject({
      kind: "state",
      component: "is",
      previousState: "stopped",
      state: "starting",
      message: "starting",
      by: "alice",
      operationId: "op-1",
      exit: null,
      wrong: false,
    });
    expect(story.changed(starting({ pid: 7 }), WELL, at(2), ALICE)).toBeNull();
    expect(story.changed(status(), WELL, at(3), ALICE)).toMatchObject({
      state: "running",
      previousState: "starting",
      ready: true,
      pid: 7,
      message: "ready after 2.0s, pid 7",
    });
  });

  test("waits for what it needs", () => {
    expect(told().changed(starting({ waitingFor: [named("is"), named("svg")] }), WELL, at(1), null)?.message).toBe(
      "waits for is, svg",
    );
  });

  test("crashes: nobody asked for it, whoever is at work; its end and its pid are told once", () => {
    const story = told(starting(), status());
    const lastExit = exit(at(5));
    const crashed = starting({ state: "backoff", lastExit, reason: `crashed (${lastExit.hint})`, retryInMs: 1_000 });
    expect(story.changed(crashed, WELL, at(5), ALICE)).toMatchObject({
      previousState: "running",
      message: "crashed (killed by SIGKILL, not by us); tried again in 1.0s",
      exit: lastExit,
      pid: 7,
      by: null,
      operationId: null,
      wrong: true,
    });
    expect(story.changed(starting({ lastExit }), WELL, at(6), null)).toMatchObject({
      message: "tried again",
      exit: null,
      pid: null,
    });
    expect(story.changed(status({ lastExit, pid: 8 }), WELL, at(7), null)).toMatchObject({ exit: null, pid: 8, wrong: false });
  });

  test("crashes and is started again at once, or waits for what it needs", () => {
    const lastExit = exit(at(2));
    const again = starting({ lastExit });
    expect(told(starting(), status()).changed(again, WELL, at(2), null)?.message).toBe(`${lastExit.hint}; started again at once`);
    const waits = starting({ lastExit, waitingFor: [named("ps")] });
    expect(told(starting(), status()).changed(waits, WELL, at(2), null)?.message).toBe(`${lastExit.hint}; waits for ps`);
  });

  test("crashes and is started again at once, in the same state as before", () => {
    const story = told(starting(), starting({ pid: 7 }));
    const lastExit = exit(at(2), { hint: "ended by itself with exit code 3" });
    const again = story.changed(starting({ lastExit }), WELL, at(2), ALICE);
    expect(again).toMatchObject({
      kind: "state",
      state: "starting",
      previousState: "starting",
      message: "ended by itself with exit code 3; started again at once",
      pid: 7,
      exit: lastExit,
      by: null,
      wrong: true,
    });
    expect(story.changed(starting({ lastExit, pid: 8 }), WELL, at(3), ALICE)).toBeNull();
    expect(story.changed(status({ lastExit, pid: 8 }), WELL, at(4), ALICE)?.message).toBe("ready after 2.0s, pid 8");
  });

  test("is stopped: its end is told when all of it has ended", () => {
    const story = told(starting(), status());
    expect(story.changed(status({ state: "stopping", ready: false }), WELL, at(3), ALICE)).toMatchObject({
      message: "asked to end",
      by: "alice",
      pid: 7,
    });
    const lastExit = exit(at(4), { signal: "SIGTERM", expected: true, hint: "stopped on request" });
    expect(story.changed(status({ state: "stopping", ready: false, pid: null, lastExit }), WELL, at(4), ALICE)).toBeNull();
    expect(story.changed(down({ lastExit }), WELL, at(5), ALICE)).toMatchObject({
      message: "stopped",
      exit: lastExit,
      pid: 7,
      by: "alice",
      wrong: false,
    });
  });

  test("outlives its time-out and is killed by us: whoever asked for the stop is told", () => {
    const story = told(starting(), status(), status({ state: "stopping", ready: false }));
    const lastExit = exit(at(5), { hint: "did not end within 1s of SIGTERM and was killed by the Supervisor" });
    expect(story.changed(down({ lastExit }), WELL, at(5), ALICE)).toMatchObject({
      by: "alice",
      wrong: true,
      message: lastExit.hint,
    });
  });

  test("is taken down by the Supervisor: it says why", () => {
    const trouble = "restarted because liveness: no answer";
    const stopping = status({ state: "stopping", ready: false });
    expect(told(starting(), status()).changed(stopping, { ...WELL, trouble }, at(3), null)?.message).toBe(trouble);
  });

  test("with its clock set back says nothing of how long it took", () => {
    expect(told(down(), starting()).changed(status(), WELL, at(-60), null)?.message).toBe("ready, pid 7");
  });
});

describe("a component in the same state", () => {
  test.each<[string, Partial<ComponentStatus>, Partial<ComponentFacts>, boolean]>([
    ["not ready any more: no answer", { ready: false, reason: "not ready any more: no answer" }, {}, true],
    ["unhealthy: no heartbeat", { reason: "no heartbeat" }, { unhealthy: "no heartbeat" }, true],
  ])("%s, and well again", (message, over, facts, wrong) => {
    const story = told(starting(), status());
    expect(story.changed(status(over), { ...WELL, ...facts }, at(3), ALICE)).toMatchObject({
      kind: "health",
      message,
      wrong,
      by: null,
    });
    expect(story.changed(status(over), { ...WELL, ...facts }, at(4), ALICE)).toBeNull();
    expect(story.changed(status(), WELL, at(5), ALICE)).toMatchObject({
      kind: "health",
      message: over.ready === false ? "ready again" : "healthy again",
      wrong: false,
    });
  });

  test("is late", () => {
    const late = starting({ pid: 7, reason: "not ready within 30s: no answer" });
    expect(told(starting()).changed(late, { ...WELL, late: true }, at(30), ALICE)).toMatchObject({
      kind: "health",
      message: "not ready within 30s: no answer",
      wrong: true,
    });
  });

  test("another complaint of the same kind is no event", () => {
    const story = told(starting(), status());
    story.changed(status({ reason: "a" }), { ...WELL, unhealthy: "a" }, at(3), null);
    expect(story.changed(status({ reason: "b" }), { ...WELL, unhealthy: "b" }, at(4), null)).toBeNull();
  });
});

describe("what an earlier agent saw", () => {
  const seen: Seen = {
    state: "running",
    ready: true,
    pid: 7,
    since: BEGAN.getTime() - 60_000,
    unhealthy: false,
    late: false,
    exitAt: null,
    earlier: true,
  };
  const since = (over: Partial<Seen> = {}) => new ComponentStory(new Map([[named("is"), { ...seen, ...over }]]), BEGAN);

  test("is taken over", () => {
    expect(since().changed(starting({ pid: 7 }), WELL, at(0), null)).toMatchObject({
      previousState: "running",
      message: "taken over from an earlier agent, pid 7",
      wrong: false,
    });
  });

  test("ended while nobody was watching", () => {
    expect(since().changed(starting(), WELL, at(0), null)?.message).toBe("ended while no agent was watching; starting");
    expect(since().changed(down(), WELL, at(0), null)?.message).toBe("ended while no agent was watching; stopped");
    expect(since({ state: "stopped", pid: null }).changed(down(), WELL, at(0), null)).toBeNull();
  });

  test("an end that it had told is not told again, one that it had not is", () => {
    const old = exit(new Date(seen.since - 1_000));
    for (const story of [since(), new ComponentStory(none, BEGAN)]) {
      expect(story.changed(starting({ lastExit: old }), WELL, at(0), null)?.exit).toBeNull();
      expect(story.changed(status({ lastExit: old }), WELL, at(1), null)?.exit).toBeNull();
      const fresh = exit(at(2));
      expect(story.changed(down({ lastExit: fresh }), WELL, at(2), null)?.exit).toEqual(fresh);
    }
    const quiet = since({ state: "stopped", pid: null });
    expect(quiet.changed(down({ lastExit: old }), WELL, at(0), null)).toBeNull();
    expect(quiet.changed(starting({ lastExit: old }), WELL, at(1), null)?.exit).toBeNull();
    const missed = exit(new Date(seen.since + 1_000));
    expect(since().changed(starting({ lastExit: missed }), WELL, at(0), null)?.exit).toEqual(missed);
  });
});

test("whatever happens: each end is told exactly once, and no event says that nothing changed", () => {
  const states = ["stopped", "starting", "running", "backoff", "failed"] as const;
  const steps = fc.array(fc.record({ state: fc.constantFrom(...states), ready: fc.boolean(), ends: fc.boolean() }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(steps, (moves) => {
      const story = new ComponentStory(none, BEGAN);
      let [lastExit, before]: [ComponentStatus["lastExit"], string] = [null, "stopped false"];
      for (const [second, { state, ends, ...move }] of moves.entries()) {
        const ready = move.ready && state === "running";
        if (ends) lastExit = exit(at(second + 1));
        const now = `${state} ${ready}`;
        const draft = story.changed(status({ state, ready, lastExit, pid: null }), WELL, at(second + 1), null);
        expect(draft === null).toBe(now === before && !ends);
        if (draft !== null) expect(draft.exit).toEqual(ends ? lastExit : null);
        before = now;
      }
    }),
  );
});
