import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AskedBy } from "../../../../src/agent/notify/happening.ts";
import { firstSeen, judgeComponent, type Seen } from "../../../../src/agent/notify/judge-component.ts";
import type { ComponentStatus } from "../../../../src/core/status.ts";
import { AT, asked, component, exit } from "./samples.ts";

type Step = Partial<ComponentStatus> & { readonly asked?: AskedBy | null; readonly overdue?: boolean; readonly later?: number };

/** The events of each step, the first of which is what was there when looking began. */
function eventsOf(first: Step, ...steps: readonly Step[]): readonly (readonly string[])[] {
  return judged(first, ...steps).map((all) => all.map(({ event }) => event));
}

function judged(first: Step, ...steps: readonly Step[]) {
  const look = ({ asked: by = null, overdue = false, later = 0, ...over }: Step) => ({
    status: component(over),
    overdue,
    asked: by,
    at: new Date(AT.getTime() + later),
  });
  let seen: Seen = firstSeen(look(first), false);
  return steps.map((step) => {
    const [next, told] = judgeComponent(seen, look(step));
    seen = next;
    return told;
  });
}

const up = { state: "running", ready: true } as const;
const backoff = { state: "backoff", ready: false, pid: null, reason: "crashed (killed)" } as const;
const starting = { state: "starting", ready: false } as const;
const stopping = { state: "stopping", ready: false } as const;
const failed = { state: "failed", ready: false, pid: null, reason: "crashed 5 times in a row (killed)" } as const;
const killed = { lastExit: exit() };
const again = { lastExit: exit({ at: new Date(AT.getTime() + 1) }) };

describe("a process that ends by itself", () => {
  test("has crashed, and is back when it is ready again", () => {
    const steps = [
      { ...backoff, ...killed },
      { ...starting, ...killed },
      { ...starting, ...killed, generation: 2 },
    ];
    expect(eventsOf(up, ...steps, { ...up, ...killed, generation: 2 })).toEqual([["crashed"], [], [], ["recovered"]]);
  });

  test("says how it ended, and how long it was gone", () => {
    const [crashed, recovered] = judged(up, { ...backoff, ...killed }, { ...up, ...killed, generation: 2, later: 4_200 }).flat();
    expect(crashed).toMatchObject({ what: "crashed: killed by SIGKILL, not by us", exit: { signal: "SIGKILL" }, from: up });
    expect(recovered).toMatchObject({ what: "running and ready again, 4.2s after it crashed", exit: null, to: up });
  });

  test("and leaves processes behind, is told once", () =>
    expect(eventsOf(up, { ...stopping, ...killed }, { ...backoff, ...killed })).toEqual([["crashed"], []]));

  test("with 0, and may, has done its work", () => {
    const done = { state: "stopped", ready: false, pid: null, reason: "ended with exit code 0 and is not restarted" } as const;
    expect(eventsOf(up, { ...done, lastExit: exit({ code: 0, signal: null }) })).toEqual([[]]);
    expect(eventsOf(up, { ...done, lastExit: exit({ code: 1, signal: null }) })).toEqual([["crashed"]]);
  });

  test("again and again, is told each time until it is given up, and then no more", () => {
    const crash = (at: number, generation: number) =>
      [
        { ...backoff, lastExit: exit({ at: new Date(at) }), generation },
        { ...starting, lastExit: exit({ at: new Date(at) }), generation: generation + 1 },
      ] as const;
    const last = { lastExit: exit({ at: new Date(3) }), generation: 3 };
    const lost = { lastExit: exit({ at: new Date(4) }), generation: 4 };
    const steps = [...crash(1, 1), ...crash(2, 2), { ...failed, ...last }, { ...starting, ...last }, { ...backoff, ...lost }];
    const events = eventsOf(up, ...steps, { ...starting, ...lost }, { ...failed, ...lost }, { ...up, ...lost });
    expect(events).toEqual([["crashed"], [], ["crashed"], [], ["failed", "crashed"], [], [], [], [], ["recovered"]]);
  });

  test("in the hands of somebody new, is news again", () => {
    const start = asked("start");
    const events = eventsOf(
      up,
      { ...failed, ...killed },
      { ...starting, ...killed, asked: start },
      { ...failed, ...again, asked: start },
    );
    expect(events).toEqual([["failed", "crashed"], [], ["failed"]]);
  });
});

describe("what somebody asked for", () => {
  const restart = asked("restart");

  test("is no crash, even where it had to be killed", () => {
    const end = { ...killed, asked: restart };
    const steps = [
      { ...stopping, asked: restart },
      { ...starting, ...end },
      { ...up, ...end, generation: 2 },
    ];
    const all = judged(up, ...steps);
    expect(all.map((one) => one.map(({ what }) => what))).toEqual([[], [], ["started by alice (restart)"]]);
  });

  test("a stop is told when nothing runs any more", () => {
    const down = { state: "stopped", ready: false, desired: "down", pid: null } as const;
    const steps = [
      { ...stopping, desired: "down" as const, asked: asked("stop") },
      { ...down, ...killed, asked: asked("stop") },
    ];
    expect(eventsOf(up, ...steps, { ...down, ...killed })).toEqual([[], ["stopped"], []]);
  });

  test("a stop ends the trouble: what starts afterwards has not recovered", () => {
    const down = { state: "stopped", ready: false, desired: "down", pid: null, ...killed } as const;
    expect(
      eventsOf(up, { ...backoff, ...killed }, down, { ...starting, ...killed }, { ...up, ...killed, generation: 2 }),
    ).toEqual([["crashed"], ["stopped"], [], ["started"]]);
  });
});

describe("health", () => {
  test("liveness that complains is told once, and again after it was well", () => {
    const ill = { ...up, reason: "no answer" };
    const worse = { ...up, reason: "no answer for 9s" };
    expect(eventsOf(up, ill, worse, up, ill)).toEqual([["unhealthy"], [], ["recovered"], ["unhealthy"]]);
  });

  test("taken down for it, it has crashed in the words of the Supervisor", () => {
    const reason = "crashed (restarted because liveness: no answer)";
    const all = judged(up, { ...up, reason: "no answer" }, stopping, { ...backoff, ...killed, reason });
    expect(all.map((one) => one.map(({ what }) => what))).toEqual([["unhealthy: no answer"], [], [reason]]);
  });

  test("one that is not ready any more, and one that takes too long", () => {
    const slow = { ...starting, overdue: true, reason: "not ready within 1m" };
    expect(eventsOf(up, { state: "running", ready: false, reason: "not ready any more: refused" }, up)).toEqual([
      ["not-ready"],
      ["recovered"],
    ]);
    expect(eventsOf(starting, slow, slow, up)).toEqual([["not-ready"], [], ["recovered"]]);
  });
});

test("how it stands when looking begins is no news, nor is that it becomes ready then", () => {
  expect(eventsOf({ ...starting, ...killed }, { ...up, ...killed })).toEqual([[]]);
  expect(eventsOf({ ...failed, ...killed }, { ...failed, ...killed })).toEqual([[]]);
});

test("what this agent has started is told", () => {
  const look = (over: Partial<ComponentStatus>) => ({ status: component(over), overdue: false, asked: null, at: AT });
  const [, events] = judgeComponent(firstSeen(look(starting), true), look(up));
  expect(events.map(({ event }) => event)).toEqual(["started"]);
});

describe("whatever happens", () => {
  const state = fc.constantFrom<ComponentStatus["state"]>("stopped", "starting", "running", "stopping", "backoff", "failed");
  const step = fc.record({
    state,
    ready: fc.boolean(),
    desired: fc.constantFrom<ComponentStatus["desired"]>("up", "down"),
    reason: fc.option(fc.constantFrom("no answer", "crashed"), { nil: null }),
    generation: fc.nat(3),
    lastExit: fc.option(
      fc
        .record({ at: fc.nat(3), code: fc.constantFrom(0, 1), expected: fc.boolean() })
        .map(({ at, ...rest }) => exit({ ...rest, at: new Date(at), signal: null })),
      { nil: null },
    ),
    overdue: fc.boolean(),
  });

  test("nothing recovers that was not in trouble, and nothing is told twice for one look", () =>
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), ([first, ...rest]) => {
        let inTrouble = false;
        for (const events of eventsOf(first as Step, ...rest)) {
          expect(new Set(events).size).toBe(events.length);
          if (events.includes("recovered")) {
            expect(inTrouble).toBe(true);
            expect(events).toEqual(["recovered"]);
          }
          if (events.some((event) => ["recovered", "stopped", "started"].includes(event))) inTrouble = false;
          else if (events.length > 0) inTrouble = true;
        }
      }),
    ));

  test("the same look twice has no news", () =>
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 10 }), ([first, ...rest]) => {
        const twice = rest.flatMap((one) => [one, one]);
        const events = eventsOf(first as Step, ...twice);
        for (let at = 1; at < events.length; at += 2) expect(events[at]).toEqual([]);
      }),
    ));

  test("an end that was expected is no crash", () =>
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 20 }), ([first, ...rest]) => {
        const expected = (one: (typeof rest)[number]) => ({ ...one, lastExit: exit({ expected: true }) });
        const asExpected = rest
          .map(expected)
          .map((one) => ({ ...one, state: one.state === "backoff" ? "stopped" : one.state }) as Step);
        expect(eventsOf(first as Step, ...asExpected).flat()).not.toContain("crashed");
      }),
    ));
});
