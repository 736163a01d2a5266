import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sleep } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const TIMEOUT = { timeout: 5_000 };

describe("the fake clock", TIMEOUT, () => {
  test("fires a timer at its millisecond and not before", async () => {
    const clock = new FakeClock();
    const fired: number[] = [];
    clock.after(ms(100), () => fired.push(clock.now()));
    await clock.advance(99);
    expect(fired).toEqual([]);
    await clock.advance(1);
    expect(fired).toEqual([100]);
    expect(clock.pending).toBe(0);
  });

  test("fires in the order of time, those of the same time in the order they were set", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 30 }), async (delays) => {
        const clock = new FakeClock();
        const fired: [number, number][] = [];
        delays.forEach((delay, index) => void clock.after(ms(delay), () => fired.push([clock.now(), index])));
        await clock.advance(20);
        expect(fired).toEqual(delays.map((delay, index) => [delay, index]).sort(([a = 0], [b = 0]) => a - b));
      }),
    );
  });

  test("lets the consequences of a timer happen before the next, however long the chain of promises", async () => {
    const clock = new FakeClock();
    const trail: string[] = [];
    clock.after(ms(1), () => void follow().then(() => trail.push("followed")));
    clock.after(ms(1), () => trail.push("next"));
    const follow = async () => {
      for (let i = 0; i < 50; i++) await null;
    };
    await clock.advance(1);
    expect(trail).toEqual(["followed", "next"]);
  });

  test("fires what is set on the way, where its time comes", async () => {
    const clock = new FakeClock();
    const signal = new AbortController().signal;
    const woke: number[] = [];
    void (async () => {
      for (;;) {
        await sleep(clock, ms(30), signal);
        woke.push(clock.now());
      }
    })();
    await clock.advance(95);
    expect(woke).toEqual([30, 60, 90]);
    expect(clock.now()).toBe(95);
    expect(clock.nextIn).toBe(25);
  });

  test("forgets a cancelled timer, also one that is due at the same time as what cancels it", async () => {
    const clock = new FakeClock();
    const fired: string[] = [];
    clock.after(ms(5), () => cancel());
    const cancel = clock.after(ms(5), () => fired.push("cancelled"));
    await clock.advance(5);
    expect(fired).toEqual([]);
    cancel();
    expect(clock.nextIn).toBeNull();
  });

  test("goes on to the next timer", async () => {
    const clock = new FakeClock();
    clock.after(ms(70), () => {});
    expect(await clock.advanceToNext()).toBe(70);
    await expect(clock.advanceToNext()).rejects.toThrow("no timer is set");
  });

  test("hands on what a timer throws, and goes on working", async () => {
    const clock = new FakeClock();
    clock.after(ms(1), () => {
      throw new Error("a defect");
    });
    await expect(clock.advance(10)).rejects.toThrow("a defect");
    expect(clock.now()).toBe(1);
    await clock.advance(9);
    expect(clock.now()).toBe(10);
  });

  test("refuses to be advanced twice at once, a timer for no number, and to go back", async () => {
    const clock = new FakeClock();
    const first = clock.advance(10);
    await expect(clock.advance(1)).rejects.toThrow("await the earlier");
    await first;
    expect(() => clock.after(ms(Number.NaN), () => {})).toThrow("NaN");
    await expect(clock.advance(-1)).rejects.toThrow("does not go on");
  });

  test("ends a loop of timers that never let time pass", async () => {
    const clock = new FakeClock();
    const again = (): void => void clock.after(ms(-1), again);
    again();
    await expect(clock.settle()).rejects.toThrow("a timer loops");
  });

  test("keeps the wall clock apart from the monotonic one", async () => {
    const clock = new FakeClock({ now: 5_000, wall: new Date("2026-03-01T00:00:00Z") });
    await clock.advance(1_000);
    expect(clock.wall().toISOString()).toBe("2026-03-01T00:00:01.000Z");
    clock.setWall(new Date("2020-01-01T00:00:00Z"));
    await clock.advance(1_000);
    expect([clock.now(), clock.wall().toISOString()]).toEqual([7_000, "2020-01-01T00:00:01.000Z"]);
  });
});
