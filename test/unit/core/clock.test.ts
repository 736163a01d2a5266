import { describe, expect, test } from "vitest";
import { between, sleep, systemClock } from "../../../src/core/clock.ts";
import { type MonoMs, ms } from "../../../src/core/duration.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const timeout = 10_000;

/** Counts who listens to a signal. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners--;
    remove(...args);
  };
  return { controller, signal, listeners: () => listeners };
}

describe("sleep", () => {
  test("ends when its time is over, not a millisecond before, and leaves nothing behind", { timeout }, async () => {
    const clock = new FakeClock();
    const { signal, listeners } = countedSignal();
    let over = false;
    const slept = sleep(clock, ms(1_000), signal).then(() => {
      over = true;
    });
    await clock.advance(999);
    expect(over).toBe(false);
    await clock.advance(1);
    expect(over).toBe(true);
    await slept;
    expect([clock.pending, listeners()]).toEqual([0, 0]);
  });

  test("rejects with the reason as soon as the signal aborts, and takes its timer away", { timeout }, async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const slept = sleep(clock, ms(1_000), controller.signal);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(slept).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
  });

  test("does not begin where the signal has aborted already", { timeout }, async () => {
    const clock = new FakeClock();
    await expect(sleep(clock, ms(1_000), AbortSignal.abort("enough"))).rejects.toBe("enough");
    expect(clock.pending).toBe(0);
  });

  test("of no time, and of less, ends at once", { timeout }, async () => {
    const never = new AbortController().signal;
    await sleep(systemClock, ms(0), never);
    await sleep(systemClock, ms(-5), never);
  });
});

describe("the clock of this machine", () => {
  test("goes forward, and its timers do not come early by more than their rounding", { timeout }, async () => {
    const begun = systemClock.now();
    await new Promise<void>((resolve) => systemClock.after(ms(20), resolve));
    expect(systemClock.now() - begun).toBeGreaterThanOrEqual(19);
    expect(Math.abs(systemClock.wall().getTime() - Date.now())).toBeLessThan(5_000);
  });

  test("a timer that was cancelled does nothing, and cancelling late is harmless", { timeout }, async () => {
    const acts: string[] = [];
    const cancel = systemClock.after(ms(0), () => acts.push("cancelled one"));
    cancel();
    const late = await new Promise<() => void>((resolve) => {
      const own = systemClock.after(ms(1), () => resolve(own));
    });
    late();
    expect(acts).toEqual([]);
  });

  test("a timer of a month does not fire at once", { timeout }, async () => {
    const acts: string[] = [];
    const cancel = systemClock.after(ms(30 * 86_400_000), () => acts.push("far too early"));
    await new Promise<void>((resolve) => systemClock.after(ms(5), resolve));
    cancel();
    expect(acts).toEqual([]);
  });
});

test("what lies between two moments is never negative", () => {
  expect(between(5 as MonoMs, 12 as MonoMs)).toBe(7);
  expect(between(12 as MonoMs, 5 as MonoMs)).toBe(0);
});
