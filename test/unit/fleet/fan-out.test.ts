import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sleep } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import { type Fault, FaultError } from "../../../src/core/fault.ts";
import { type FanOutOptions, fanOut } from "../../../src/fleet/fan-out.ts";
import { type Answer, outcomeOf } from "../../../src/fleet/outcome.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const hosts = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `n${i}` }));
const fault = (it: Fault) => new FaultError(it);
const DEAD = fault({ code: "UNREACHABLE", target: "x", cause: "refused" });

function rig(changed: Partial<FanOutOptions> = {}) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const listeners = countListeners(stop.signal);
  const options: FanOutOptions = { width: 2, hostDeadline: null, clock, signal: stop.signal, ...changed };
  return { clock, stop, listeners, options };
}

/** How many listeners are on a signal. */
function countListeners(signal: AbortSignal): { now: number } {
  const count = { now: 0 };
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    count.now += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    count.now -= 1;
    remove(...args);
  };
  return count;
}

/** Takes answers as they come; they can be looked at meanwhile. */
function collect<T>(answers: AsyncIterable<Answer<T>>) {
  const got: Answer<T>[] = [];
  const done = (async () => {
    for await (const answer of answers) got.push(answer);
    return got;
  })();
  return { got, done, names: () => got.map(({ host, outcome }) => `${host} ${outcome}`) };
}

test("answers come as they are there, one for each host, also where it is no or an error of ours", async () => {
  const { clock, options, listeners } = rig({ width: 10 });
  const delays = [30, 10, 20, 5, 1];
  const answers = collect(
    fanOut(
      hosts(5),
      async ({ name }, signal) => {
        const at = Number(name.slice(1));
        await sleep(clock, ms(delays[at] as number), signal);
        if (at === 1) throw DEAD;
        if (at === 2) throw fault({ code: "SUPERVISOR_NOT_RUNNING" });
        if (at === 3) throw new TypeError("oops");
        return at;
      },
      options,
    ),
  );
  await clock.advance(30);
  await answers.done;
  expect(answers.names()).toEqual(["n4 ok", "n3 unknown", "n1 unreachable", "n2 failed", "n0 ok"]);
  expect(answers.got[0]).toEqual({ host: "n4", outcome: "ok", value: 4 });
  expect(answers.got[1]).toMatchObject({ error: { fault: { code: "AGENT_ERROR" }, message: "internal error: oops" } });
  expect([clock.pending, listeners.now]).toEqual([0, 0]);
});

test("what is thrown before the first await is an answer too", async () => {
  const { options } = rig();
  const answers = collect(
    fanOut(
      hosts(1),
      () => {
        throw DEAD;
      },
      options,
    ),
  );
  expect(await answers.done).toEqual([{ host: "n0", outcome: "unreachable", error: DEAD }]);
});

test("no host, no answer", async () => {
  const { options, listeners } = rig();
  expect(await collect(fanOut([], async () => 1, options)).done).toEqual([]);
  expect(listeners.now).toBe(0);
});

test("never more at once than the width, and never fewer while hosts wait", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ delay: fc.integer({ min: 0, max: 5 }), fails: fc.boolean() }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (plan, width) => {
        const { clock, options, listeners } = rig({ width });
        let [open, most] = [0, 0];
        const answers = collect(
          fanOut(
            hosts(plan.length),
            async ({ name }, signal) => {
              const { delay, fails } = plan[Number(name.slice(1))] as (typeof plan)[number];
              most = Math.max(most, ++open);
              await sleep(clock, ms(delay), signal).finally(() => open--);
              if (fails) throw DEAD;
            },
            options,
          ),
        );
        await clock.advance(100);
        expect(answers.got.map(({ host }) => host).sort()).toEqual(
          hosts(plan.length)
            .map(({ name }) => name)
            .sort(),
        );
        expect(most).toBe(Math.min(width, plan.length));
        expect([clock.pending, listeners.now, open]).toEqual([0, 0, 0]);
      },
    ),
    { numRuns: 60 },
  );
});

test("a host's time begins when its turn comes; a silent one holds up nobody, even if it heeds no signal", async () => {
  const { clock, options } = rig({ width: 1, hostDeadline: ms(100) });
  const begun: number[] = [];
  const answers = collect(
    fanOut(
      hosts(3),
      ({ name }) => {
        begun.push(clock.now());
        return name === "n2" ? Promise.resolve() : new Promise<never>(() => {});
      },
      options,
    ),
  );
  await clock.advance(99);
  expect([answers.names(), begun]).toEqual([[], [0]]);
  await clock.advance(1);
  expect([answers.names(), begun]).toEqual([["n0 unknown"], [0, 100]]);
  await clock.advance(100);
  await answers.done;
  expect(answers.names()).toEqual(["n0 unknown", "n1 unknown", "n2 ok"]);
  expect(answers.got[0]).toMatchObject({ error: { fault: { code: "NOT_RESPONDING", target: "n0", pid: null, afterMs: 100 } } });
  expect(clock.pending).toBe(0);
});

describe("leaving the loop", () => {
  test("asks no further host, and aborts those that are being asked", async () => {
    const { clock, options, listeners } = rig({ width: 3, hostDeadline: ms(1_000) });
    const begun: string[] = [];
    const aborted: string[] = [];
    const asked = fanOut(
      hosts(9),
      ({ name }, signal) => {
        begun.push(name);
        signal.addEventListener("abort", () => aborted.push(`${name}: ${(signal.reason as Error).message}`));
        return name === "n1" ? Promise.reject(DEAD) : new Promise<never>(() => {});
      },
      options,
    );
    for await (const { host } of asked) {
      expect(host).toBe("n1");
      await clock.advance(10);
      break;
    }
    await clock.settle();
    expect(begun).toEqual(["n0", "n1", "n2"]);
    expect(aborted).toEqual(["n0", "n2"].map((name) => `${name}: cancelled: its answer is not waited for any more`));
    expect([clock.pending, listeners.now]).toEqual([0, 0]);
  });

  test("a host's turn comes only when an answer is waited for", async () => {
    const { options } = rig({ width: 1 });
    const begun: string[] = [];
    const asked = fanOut(hosts(3), async ({ name }) => void begun.push(name), options);
    await asked.next();
    expect(begun).toEqual(["n0"]);
    await asked.next();
    expect(begun).toEqual(["n0", "n1"]);
    await asked.return(undefined);
    expect(begun).toEqual(["n0", "n1"]);
  });
});

describe("an interruption", () => {
  const HANG = () => new Promise<never>(() => {});

  test("every host is still answered for: unknown where it was asked, unreachable where it was not", async () => {
    const { clock, stop, options, listeners } = rig({ hostDeadline: ms(50) });
    const answers = collect(fanOut(hosts(4), ({ name }) => (name === "n0" ? Promise.resolve(0) : HANG()), options));
    await clock.settle();
    stop.abort(fault({ code: "CANCELLED", why: "Ctrl-C" }));
    await answers.done;
    expect(answers.names()).toEqual(["n0 ok", "n1 unknown", "n2 unknown", "n3 unreachable"]);
    expect(answers.got.slice(1).map((a) => a.outcome !== "ok" && a.error.fault)).toEqual(
      [1, 2, 3].map(() => ({ code: "CANCELLED", why: "Ctrl-C" })),
    );
    expect([clock.pending, listeners.now]).toEqual([0, 0]);
  });

  test("one that came before the first host", async () => {
    const { stop, options, listeners } = rig();
    stop.abort();
    let asked = 0;
    const answers = collect(fanOut(hosts(2), async () => ++asked, options));
    await answers.done;
    expect([answers.names(), asked, listeners.now]).toEqual([["n0 unreachable", "n1 unreachable"], 0, 0]);
    expect(answers.got[0]).toMatchObject({ error: { message: "cancelled: it was interrupted" } });
  });

  test("what an agent itself calls cancelled is its answer", async () => {
    const { options } = rig();
    const cancelled = fault({ code: "CANCELLED", why: "by bob" });
    expect(await collect(fanOut(hosts(1), () => Promise.reject(cancelled), options)).done).toMatchObject([{ outcome: "failed" }]);
  });
});

test.each([
  [DEAD, "unreachable"],
  [fault({ code: "SHUTTING_DOWN" }), "unreachable"],
  [fault({ code: "NOT_RESPONDING", target: "x", pid: null, afterMs: 1 }), "unknown"],
  [fault({ code: "PERMISSION_DENIED", what: "x", who: "y" }), "failed"],
  [fault({ code: "AGENT_ERROR", cause: "x" }), "failed"],
  [new Error("x"), "unknown"],
  ["x", "unknown"],
] as const)("%s is %s", (error, outcome) => {
  expect(outcomeOf(error)).toBe(outcome);
});
