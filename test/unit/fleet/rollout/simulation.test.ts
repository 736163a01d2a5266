import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sleep } from "../../../../src/core/clock.ts";
import { ms, seconds } from "../../../../src/core/duration.ts";
import { rehearse } from "../../../../src/fleet/rollout/simulation/rehearse.ts";
import { simulateFleet } from "../../../../src/fleet/rollout/simulation/simulate-fleet.ts";
import { SIMULATED_FAULTS } from "../../../../src/fleet/rollout/simulation/simulated-host.ts";
import { VirtualClock } from "../../../../src/fleet/rollout/simulation/virtual-clock.ts";
import { count, finishOf, headerOf, NOON, policyOf, specs, total } from "./rig.ts";

const T = { timeout: 10_000 };
const idle = new AbortController().signal;

describe("a virtual clock", () => {
  test(
    "property: timers come in the order of their time, those of one time as they were set, cancelled ones not",
    T,
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ delay: fc.nat(20), cancelled: fc.boolean() }), { maxLength: 40 }),
          async (timers) => {
            const clock = new VirtualClock(NOON);
            const fired: number[] = [];
            for (const [at, { delay, cancelled }] of timers.entries()) {
              const cancel = clock.after(ms(delay), () => fired.push(at));
              if (cancelled) cancel();
            }
            await clock.run(sleep(clock, ms(21), idle));
            const expected = [...timers.entries()]
              .filter(([, { cancelled }]) => !cancelled)
              .sort(([, a], [, b]) => a.delay - b.delay);
            expect(fired).toEqual(expected.map(([at]) => at));
            expect([clock.now(), clock.wall().getTime() - NOON.getTime()]).toEqual([21, 21]);
          },
        ),
        { numRuns: 100 },
      );
    },
  );

  test("passes no more time than the work takes, and hands on how it ends", T, async () => {
    const clock = new VirtualClock(NOON);
    clock.after(seconds(60), () => {});
    const work = async () => {
      await sleep(clock, seconds(5), idle);
      throw new Error("oops");
    };
    await expect(clock.run(work())).rejects.toThrow("oops");
    expect(clock.now()).toBe(5_000);
  });

  test("says so where something is waited for that will never come", T, async () => {
    await expect(new VirtualClock(NOON).run(new Promise(() => {}))).rejects.toThrow("no timer is set");
  });
});

test("the same seed makes the same fleet, another one another", T, () => {
  const hosts = Array.from({ length: 200 }, (_, at) => ({ name: `n${at}`, spread: null }));
  const of = (seed: number) =>
    simulateFleet({ seed, hosts, faulty: 0.3, faults: SIMULATED_FAULTS, takes: { least: ms(10), most: ms(90) } });
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
  const faulty = of(1).filter(({ fault }) => fault !== null);
  expect(faulty.length).toBeGreaterThan(35);
  expect(faulty.length).toBeLessThan(85);
  expect(new Set(faulty.map(({ fault }) => fault)).size).toBe(SIMULATED_FAULTS.length);
  expect(of(1).every(({ takes }) => takes >= 10 && takes <= 90)).toBe(true);
});

test("a rehearsal is the whole rollout, twice the same", T, async () => {
  const hosts = specs(20, { n3: "dies", n8: "slow", n9: "held" });
  const header = headerOf(hosts, policyOf(20, { batch: count(4), canary: 1, maxFailures: count(1), pause: "ask" }));
  const [one, other] = [await rehearse(header, hosts, NOON), await rehearse(header, hosts, NOON)];
  expect(one.events).toEqual(other.events);
  const { result, accounts } = finishOf(one.events);
  expect([result, total(accounts), accounts.failed]).toEqual(["finished", 20, ["n3"]]);
  expect(one.took).toBeGreaterThan(100_000); // the slow one alone
});
