import { describe, expect, test } from "vitest";
import { LOOK_EVERY, QUIET_LOOKS, RestWatch, type TreeLook } from "../../../src/supervisor/probe/rest-watch.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const timeout = 5_000;
const resting: TreeLook = { asleep: true, processes: 1, ticks: 3, nanoseconds: 40_000_000 };

/** Looks at what each look says; the last one stays. Says after how many milliseconds it was at rest. */
async function restsAfter(looks: readonly (TreeLook | null)[], within = 2_000): Promise<number | null> {
  const clock = new FakeClock();
  let [at, rested, count] = [0, null as number | null, 0];
  new RestWatch(
    clock,
    () => looks[Math.min(at++, looks.length - 1)] ?? null,
    () => {
      rested = clock.now();
      count++;
    },
  );
  await clock.advance(within);
  expect(count).toBeLessThanOrEqual(1);
  expect(clock.pending).toBe(0);
  return rested;
}

const least = LOOK_EVERY * QUIET_LOOKS;

describe("a process tree is at rest", () => {
  test("once it has slept for some looks in a row", { timeout }, async () => {
    expect(await restsAfter([resting])).toBe(least);
  });

  test.each<readonly [string, (nth: number) => TreeLook]>([
    ["while one of it runs or waits for a disk", () => ({ ...resting, asleep: false })],
    ["while its threads use a processor", (nth) => ({ ...resting, ticks: nth })],
    ["while it works between two looks and sleeps at each", (nth) => ({ ...resting, nanoseconds: nth * 2_000_000 })],
    ["while it starts processes", (nth) => ({ ...resting, processes: nth })],
  ])("not %s", { timeout }, async (_, look) => {
    const busy = Array.from({ length: 20 }, (_, nth) => look(nth));
    expect(await restsAfter([...busy, resting])).toBeGreaterThan(busy.length * LOOK_EVERY);
    expect(await restsAfter(Array.from({ length: 100 }, (_, nth) => look(nth)))).toBeNull();
  });

  test("not where there is nothing to look at; and a moment of work begins the count anew", { timeout }, async () => {
    expect(await restsAfter([null])).toBeNull();
    expect(await restsAfter([resting, resting, resting, resting, { ...resting, asleep: false }, resting])).toBe(
      (5 + QUIET_LOOKS) * LOOK_EVERY,
    );
  });

  test("and nobody is told once it is stopped", { timeout }, async () => {
    const clock = new FakeClock();
    const watch = new RestWatch(
      clock,
      () => resting,
      () => expect.unreachable(),
    );
    await clock.advance(least - 1);
    watch.stop();
    await clock.advance(1_000);
    expect(clock.pending).toBe(0);
  });
});
