import { describe, expect, test } from "vitest";
import { sleep } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import { LivenessWatch } from "../../../src/supervisor/probe/liveness-watch.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const TIMEOUT = { timeout: 5_000 };

function rig(options: { readonly took?: number; readonly onTry?: () => void } = {}) {
  const { took = 0, onTry } = options;
  const clock = new FakeClock();
  const trail: string[] = [];
  const component = { well: true };
  let failed = 0;
  const watch = new LivenessWatch(
    { interval: ms(15_000), failures: 4 },
    {
      clock,
      attempt: async (signal) => {
        trail.push(`${clock.now()} try`);
        if (took > 0) await sleep(clock, ms(took), signal);
        return component.well ? { ok: true, tookMs: took } : { ok: false, why: `failure ${++failed}` };
      },
      onUnhealthy: (why, failures) => trail.push(`${clock.now()} unhealthy: ${why}, ${failures}`),
      onRecovered: () => trail.push(`${clock.now()} recovered`),
      ...(onTry ? { onTry } : {}),
    },
  );
  return { clock, trail, component, watch };
}

const told = (trail: readonly string[]) => trail.filter((line) => !line.endsWith("try"));

describe("the watch of liveness", TIMEOUT, () => {
  test("tries at once, then every interval from the end of a try", async () => {
    const { clock, trail, watch } = rig({ took: 500 });
    watch.start();
    await clock.advance(31_000);
    expect(trail).toEqual(["0 try", "15500 try", "31000 try"]);
  });

  test("tells of a row of failures once, and again only after a recovery", async () => {
    const { clock, trail, component, watch } = rig();
    component.well = false;
    watch.start();
    await clock.advance(44_999);
    expect(told(trail)).toEqual([]);
    await clock.advance(1);
    expect(told(trail)).toEqual(["45000 unhealthy: failure 4, 4"]);
    await clock.advance(150_000);
    component.well = true;
    await clock.advance(30_000);
    expect(told(trail).slice(1)).toEqual(["210000 recovered"]);
    component.well = false;
    await clock.advance(60_000);
    expect(told(trail).slice(2)).toEqual(["285000 unhealthy: failure 18, 4"]);
  });

  test("a success ends the row", async () => {
    const { clock, trail, component, watch } = rig();
    watch.start();
    await clock.settle();
    for (let round = 0; round < 3; round++) {
      component.well = false;
      await clock.advance(45_000); // three failures
      component.well = true;
      await clock.advance(15_000);
    }
    expect(told(trail)).toEqual([]);
    expect(trail.length).toBe(13);
  });

  test("stopped in the middle of a try, between two, or by a callback, it is silent and leaves nothing", async () => {
    for (const at of [100, 600]) {
      const { clock, trail, component, watch } = rig({ took: 500 });
      component.well = false;
      watch.start();
      await clock.advance(at);
      watch.stop();
      expect(clock.pending).toBe(0);
      await clock.advance(600_000);
      expect(trail).toEqual(["0 try"]);
    }
    const { clock, trail, component, watch } = rig({ onTry: () => trail.length === 4 && watch.stop() });
    component.well = false;
    watch.start();
    watch.start();
    await clock.advance(600_000);
    expect(trail).toEqual(["0 try", "15000 try", "30000 try", "45000 try"]);
  });

  test("ends with its scope", async () => {
    const { clock, trail, watch } = rig();
    {
      using _ = watch;
      watch.start();
      await clock.settle();
    }
    await clock.advance(600_000);
    expect(trail).toEqual(["0 try"]);
  });
});
