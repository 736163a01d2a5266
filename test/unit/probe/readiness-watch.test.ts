import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sleep } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import type { ListenerVerdict } from "../../../src/supervisor/probe/listener-check.ts";
import type { ProbeResult } from "../../../src/supervisor/probe/probe.ts";
import { type ReadinessRules, ReadinessWatch } from "../../../src/supervisor/probe/readiness-watch.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const TIMEOUT = { timeout: 5_000 };
const RULES: ReadinessRules = { interval: ms(250), recheck: ms(10_000), failures: 3, listener: "own" };

interface Answers {
  /** How long a try takes. */
  took: number;
  /** What the next tries find. */
  well: boolean;
  owner: ListenerVerdict;
}

/** A watch of a component that answers as it is told; `trail` has everything that happened, with its millisecond. */
function rig(rules: Partial<ReadinessRules> = {}, onTry?: (result: ProbeResult) => void) {
  const clock = new FakeClock();
  const trail: string[] = [];
  const note = (what: string) => trail.push(`${clock.now()} ${what}`);
  const answers: Answers = { took: 0, well: false, owner: { ok: true } };
  let tries = 0;
  let running = 0;
  const watch = new ReadinessWatch(
    { ...RULES, ...rules },
    {
      clock,
      attempt: async (signal) => {
        expect(++running, "tries overlap").toBe(1);
        note("try");
        try {
          if (answers.took > 0) await sleep(clock, ms(answers.took), signal);
        } catch {
          return { ok: false, why: "cancelled" };
        } finally {
          running--;
        }
        return answers.well ? { ok: true, tookMs: answers.took } : { ok: false, why: `failure ${++tries}` };
      },
      checkListener: async () => {
        note("listener");
        return answers.owner;
      },
      onReady: () => note("ready"),
      onUnready: (why) => note(`unready: ${why}`),
      ...(onTry ? { onTry } : {}),
    },
  );
  return { clock, trail, answers, watch };
}

const since = (trail: string[]) => trail.splice(0);

describe("the watch of readiness", TIMEOUT, () => {
  test("tries at once, then every interval, until it is ready; then at every recheck", async () => {
    const { clock, trail, answers, watch } = rig();
    watch.start();
    await clock.advance(749);
    expect(since(trail)).toEqual(["0 try", "250 try", "500 try"]);
    expect(watch.lastFailure).toBe("failure 3");
    answers.well = true;
    await clock.advance(1);
    expect(since(trail)).toEqual(["750 try", "750 listener", "750 ready"]);
    await clock.advance(9_999);
    expect(since(trail)).toEqual([]);
    await clock.advance(10_001);
    expect(since(trail)).toEqual(["10750 try", "20750 try"]);
    expect(watch.lastFailure).toBe("failure 3");
  });

  test("counts the pause from the end of a try, so that tries do not overlap", async () => {
    const { clock, trail, answers, watch } = rig();
    answers.took = 1_000;
    watch.start();
    await clock.advance(2_500);
    expect(trail).toEqual(["0 try", "1250 try", "2500 try"]);
  });

  test("takes a failed recheck for true only after so many in a row, at the quick pace", async () => {
    const { clock, trail, answers, watch } = rig();
    answers.well = true;
    watch.start();
    await clock.settle();
    answers.well = false;
    await clock.advance(10_499);
    expect(since(trail)).toEqual(["0 try", "0 listener", "0 ready", "10000 try", "10250 try"]);
    await clock.advance(1);
    expect(since(trail)).toEqual(["10500 try", "10500 unready: failure 3"]);
    await clock.advance(250);
    answers.well = true;
    await clock.advance(250);
    expect(since(trail)).toEqual(["10750 try", "11000 try", "11000 listener", "11000 ready"]);
  });

  test("forgets failures in between: a success ends the row, and the slow pace comes back", async () => {
    const { clock, trail, answers, watch } = rig();
    answers.well = true;
    watch.start();
    await clock.advance(9_999);
    for (const expected of [10_500, 21_000]) {
      answers.well = false;
      await clock.advance(251); // two failures
      answers.well = true;
      await clock.advance(10_249);
      expect(since(trail).at(-1)).toBe(`${expected} try`);
    }
    expect(trail.filter((line) => line.includes("unready"))).toEqual([]);
  });

  test("with one failure allowed, the first failed recheck decides", async () => {
    const { clock, trail, answers, watch } = rig({ failures: 1 });
    answers.well = true;
    watch.start();
    await clock.settle();
    answers.well = false;
    await clock.advance(10_000);
    expect(trail.at(-1)).toBe("10000 unready: failure 1");
  });

  test("is not ready on a foreign listener, and says why", async () => {
    const results: ProbeResult[] = [];
    const { clock, trail, answers, watch } = rig({}, (result) => results.push(result));
    Object.assign(answers, { well: true, owner: { ok: false, why: "nginx answers" } });
    watch.start();
    await clock.advance(250);
    expect(since(trail)).toEqual(["0 try", "0 listener", "250 try", "250 listener"]);
    expect(watch.lastFailure).toBe("nginx answers");
    answers.owner = { ok: true };
    await clock.advance(250);
    expect(since(trail)).toEqual(["500 try", "500 listener", "500 ready"]);
    expect(results).toEqual([
      { ok: false, why: "nginx answers" },
      { ok: false, why: "nginx answers" },
      { ok: true, tookMs: 0 },
    ]);
  });

  test("does not ask who listens where anybody may", async () => {
    const { clock, trail, answers, watch } = rig({ listener: "any" });
    Object.assign(answers, { well: true, owner: { ok: false, why: "nginx answers" } });
    watch.start();
    await clock.settle();
    expect(trail).toEqual(["0 try", "0 ready"]);
  });

  test("stopped in the middle of a try, it ends it and is silent", async () => {
    const { clock, trail, answers, watch } = rig({}, () => trail.push("onTry"));
    Object.assign(answers, { well: true, took: 1_000 });
    watch.start();
    await clock.advance(500);
    expect(clock.pending).toBe(1);
    watch.stop();
    expect(clock.pending).toBe(0);
    watch.stop();
    watch.start();
    await clock.advance(60_000);
    expect(trail).toEqual(["0 try"]);
    expect(watch.lastFailure).toBeNull();
  });

  test("stopped between two tries, it leaves no timer", async () => {
    const { clock, trail, watch } = rig();
    {
      using _ = watch;
      watch.start();
      await clock.advance(100);
    }
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(trail).toEqual(["0 try"]);
    expect(watch.lastFailure).toBe("failure 1");
  });

  test("stopped in the very moment of a result, it is silent", async () => {
    const { clock, trail, answers, watch } = rig();
    Object.assign(answers, { well: true, took: 100 });
    watch.start();
    await clock.settle();
    clock.after(ms(100), () => watch.stop()); // right after the timer that ends the try
    await clock.advance(99);
    await clock.advance(1);
    await clock.advance(1_000);
    expect(trail.filter((line) => line.includes("try")).length).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test("stopped while it asks who listens, it is silent", async () => {
    const clock = new FakeClock();
    const trail: string[] = [];
    const watch = new ReadinessWatch(RULES, {
      clock,
      attempt: async () => ({ ok: true, tookMs: 1 }),
      checkListener: () => new Promise((resolve) => clock.after(ms(50), () => resolve({ ok: true }))),
      onReady: () => trail.push("ready"),
      onUnready: () => trail.push("unready"),
      onTry: () => trail.push("try"),
    });
    watch.start();
    await clock.advance(49);
    watch.stop();
    await clock.advance(1_000);
    expect(trail).toEqual([]);
  });

  test("stopped from within a callback, it makes no further call", async () => {
    const { clock, trail, answers, watch } = rig({}, () => watch.stop());
    answers.well = true;
    watch.start();
    await clock.advance(60_000);
    expect(trail).toEqual(["0 try", "0 listener"]);
  });

  test("stopped before it was started, it never tries", async () => {
    const { clock, trail, watch } = rig();
    watch.stop();
    watch.start();
    await clock.advance(1_000);
    expect(trail).toEqual([]);
  });

  test("started twice, it is one watch", async () => {
    const { clock, trail, watch } = rig();
    watch.start();
    watch.start();
    await clock.advance(250);
    expect(trail).toEqual(["0 try", "250 try"]);
  });

  test("a try that throws is one that failed", async () => {
    const clock = new FakeClock();
    const results: ProbeResult[] = [];
    const watch = new ReadinessWatch(RULES, {
      clock,
      attempt: () => {
        throw new Error("a defect");
      },
      checkListener: async () => ({ ok: true }),
      onReady: () => {},
      onUnready: () => {},
      onTry: (result) => results.push(result),
    });
    watch.start();
    await clock.advance(250);
    expect(results).toEqual([
      { ok: false, why: "a defect" },
      { ok: false, why: "a defect" },
    ]);
    expect(watch.lastFailure).toBe("a defect");
  });

  test("whatever the tries find, ready and unready alternate, each for its reason", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (script, failures) => {
          const clock = new FakeClock();
          const seen: string[] = [];
          const results = script.values();
          const watch = new ReadinessWatch(
            { ...RULES, failures },
            {
              clock,
              attempt: async () => {
                const next = results.next();
                if (next.done) watch.stop();
                return next.value === true ? { ok: true, tookMs: 0 } : { ok: false, why: "no" };
              },
              checkListener: async () => ({ ok: true }),
              onReady: () => seen.push("ready"),
              onUnready: () => seen.push("unready"),
              onTry: ({ ok }) => seen.push(ok ? "+" : "-"),
            },
          );
          watch.start();
          await clock.advance(script.length * 10_000);
          expect(seen).toEqual(model(script, failures));
        },
      ),
    );
  });
});

/** What is told, by the words of the specification. */
function model(script: readonly boolean[], failures: number): string[] {
  let ready = false;
  return script.flatMap((ok, index) => {
    const row = script
      .slice(0, index + 1)
      .reverse()
      .findIndex((found) => found);
    if (ok && !ready) {
      ready = true;
      return ["+", "ready"];
    }
    if (!ok && ready && row === failures) {
      ready = false;
      return ["-", "unready"];
    }
    return [ok ? "+" : "-"];
  });
}
