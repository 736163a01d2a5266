import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MonoMs, seconds } from "../../../../src/core/duration.ts";
import { type BakeBaseline, type BakedComponent, bake } from "../../../../src/fleet/rollout/bake.ts";
import { BakeHistory } from "../../../../src/fleet/rollout/bake-history.ts";
import { BAKE_MEASURES, type BakeMeasure, type BakeSample, pastOf } from "../../../../src/fleet/rollout/bake-past.ts";
import { bakedText, worseText } from "../../../../src/fleet/rollout/bake-text.ts";
import { type BakeThresholds, DEFAULT_BAKE_THRESHOLDS } from "../../../../src/fleet/rollout/bake-thresholds.ts";
import type { ComponentLook, HostLook } from "../../../../src/fleet/rollout/host-look.ts";

const T = { timeout: 10_000 };
const GB = 1e9;

type Numbers = Partial<Pick<ComponentLook, "memoryBytes" | "cpuPercent" | "restarts" | "probeMs">>;

const look = (numbers: Numbers = {}): ComponentLook => ({
  name: "is",
  ready: true,
  generation: 1,
  uptimeSeconds: 1_000,
  reason: null,
  memoryBytes: 0.9 * GB,
  cpuPercent: 10,
  restarts: 0,
  probeMs: 20,
  ...numbers,
});
const at = (moment: number, numbers: Numbers = {}): BakeSample => ({ at: moment as MonoMs, components: [look(numbers)] });
/** A look every second, for so many seconds. */
const looks = (length: number, numbers: (second: number) => Numbers = () => ({})): readonly BakeSample[] =>
  Array.from({ length: length + 1 }, (_, second) => at(100_000 + second * 1_000, numbers(second)));
const BEGUN = 100_000 as MonoMs;
const others = (hosts: number, numbers: (host: number) => Numbers = () => ({})) =>
  Array.from({ length: hosts }, (_, host) => pastOf([at(0, numbers(host))], DEFAULT_BAKE_THRESHOLDS.span));
const baseline = (own: readonly BakeSample[], hosts: BakeBaseline["others"] = []): BakeBaseline => ({ own, others: hosts });

const worse = (components: readonly BakedComponent[]): readonly BakeMeasure[] =>
  components.flatMap(({ figures }) => BAKE_MEASURES.filter((measure) => figures[measure]?.worse === true));
const compared = (components: readonly BakedComponent[]): readonly string[] =>
  components.flatMap(({ figures }) => Object.keys(figures));

describe("memory", () => {
  test("twice as much as before and as on the others is worse, with the numbers", T, () => {
    const range = others(12, (host) => ({ memoryBytes: (0.8 + 0.2 * (host / 11)) * GB }));
    const baked = bake(
      BEGUN,
      looks(10, () => ({ memoryBytes: 1.9 * GB })),
      baseline([at(0)], range),
    );
    expect(worse(baked)).toEqual(["memory"]);
    expect(worseText(baked, "restart", seconds(10))).toBe(
      "is uses 1.90 GB 10s after its restart, 900 MB before it, 800 MB to 1.00 GB on 12 hosts not restarted yet",
    );
    expect(bakedText(baked)).toBe("is 1.90 GB (before: 900 MB; 12 hosts: 800 MB to 1.00 GB), crashes 0 (before: 0; 12 hosts: 0)");
  });

  test("is no fault where the host, or one of the others, used as much", T, () => {
    const now = looks(10, () => ({ memoryBytes: 1.9 * GB }));
    expect(worse(bake(BEGUN, now, baseline([at(0, { memoryBytes: 1.5 * GB })], others(5))))).toEqual([]);
    const one = others(5, (host) => ({ memoryBytes: host === 3 ? 1.5 * GB : 0.9 * GB }));
    expect(worse(bake(BEGUN, now, baseline([at(0)], one)))).toEqual([]);
  });

  test("of a small component counts only where it is much in bytes, too", T, () => {
    const own = [at(0, { memoryBytes: 20e6 })];
    expect(
      worse(
        bake(
          BEGUN,
          looks(10, () => ({ memoryBytes: 140e6 })),
          baseline(own),
        ),
      ),
    ).toEqual([]);
    expect(
      worse(
        bake(
          BEGUN,
          looks(10, () => ({ memoryBytes: 150e6 })),
          baseline(own),
        ),
      ),
    ).toEqual(["memory"]);
  });

  test("of one moment, or of the first half of the time, is no reason", T, () => {
    const peak = (moment: number) => looks(10, (second) => ({ memoryBytes: (second === moment ? 3 : 0.9) * GB }));
    for (const moment of [0, 5, 8, 10]) expect(worse(bake(BEGUN, peak(moment), baseline([at(0)])))).toEqual([]);
    const early = looks(10, (second) => ({ memoryBytes: (second < 5 ? 3 : 0.9) * GB }));
    expect(worse(bake(BEGUN, early, baseline([at(0)])))).toEqual([]);
  });
});

describe("growth", () => {
  const grows = (from: number, perSecond: number) => looks(20, (second) => ({ memoryBytes: from + second * perSecond }));

  test("of a cache that fills is none of our business; of what is above it was, it is", T, () => {
    expect(compared(bake(BEGUN, grows(0.9 * GB, 20e6), baseline([at(0)])))).not.toContain("growth"); // no growth before is known
    const calm = [at(0), at(60_000)];
    expect(worse(bake(BEGUN, grows(0.1 * GB, 20e6), baseline(calm)))).toEqual([]);
    const leaking = bake(BEGUN, grows(0.9 * GB, 20e6), baseline(calm));
    expect(worse(leaking)).toEqual(["growth"]);
    expect(worseText(leaking, "restart", seconds(20))).toBe(
      "the memory of is grows by 20.0 MB a second 20s after its restart, 0 B a second before it",
    );
  });

  test("that was there before is not worse", T, () => {
    const before = [at(0, { memoryBytes: 0.3 * GB }), at(50_000, { memoryBytes: 0.9 * GB })]; // 12 MB a second
    expect(worse(bake(BEGUN, grows(0.9 * GB, 20e6), baseline(before)))).toEqual([]);
  });
});

describe("CPU and probes", () => {
  const busy = (length: number) => looks(length, () => ({ cpuPercent: 190, probeMs: 900 }));

  test("count only when the host has warmed up, and for longer than one answer of a probe", T, () => {
    const from = baseline([at(0)], others(2));
    expect(worse(bake(BEGUN, busy(19), from))).toEqual([]);
    expect(worse(bake(BEGUN, busy(30), from))).toEqual(["cpu"]);
    expect(worse(bake(BEGUN, busy(40), from))).toEqual(["cpu", "probe"]);
    expect(worseText(bake(BEGUN, busy(40), from), "restart", seconds(40))).toBe(
      "is uses 190% CPU 40s after its restart, 10% CPU before it, 10% CPU on 2 hosts not restarted yet; " +
        "the probe of is takes 900ms 40s after its restart, 20ms before it, 20ms on 2 hosts not restarted yet",
    );
  });

  test("are not compared with fewer than three figures", T, () => {
    expect(compared(bake(BEGUN, busy(40), baseline([at(0)], others(1))))).toEqual(["memory", "restarts"]);
  });
});

test("a crash on the way is worse, unless the others crash as well", T, () => {
  const now = looks(10, () => ({ restarts: 5 }));
  const baked = bake(BEGUN, now, baseline([at(0, { restarts: 4 })], others(2)));
  expect(worse(baked)).toEqual(["restarts"]);
  expect(worseText(baked, "start", seconds(10))).toBe(
    "crashes of is: 1 10s after its start, 0 before it, 0 on 2 hosts not started yet",
  );
  const crashing = pastOf([at(0, { restarts: 1 }), at(9_000, { restarts: 2 })], 5_000);
  expect(worse(bake(BEGUN, now, baseline([at(0, { restarts: 4 })], [crashing])))).toEqual([]);
});

test("nothing is said where nothing is known, or too little was seen", T, () => {
  expect(bake(BEGUN, looks(10), baseline([]))).toEqual([]);
  expect(bake(BEGUN, [], baseline([at(0)]))).toEqual([]);
  expect(compared(bake(BEGUN, looks(1), baseline([at(0)])))).toEqual(["restarts"]);
  const unknown = looks(10, () => ({ memoryBytes: null, cpuPercent: null, restarts: null, probeMs: null }));
  expect(bake(BEGUN, unknown, baseline([at(0)]))).toEqual([]);
});

describe("the history", () => {
  const ready = (numbers: Numbers = {}): HostLook => ({ t: "ready", components: [look(numbers)], configHash: "" });

  test("keeps the last looks at components that are meant and ready", T, () => {
    const history = new BakeHistory(["is"]);
    for (let moment = 0; moment < 30; moment++) history.note("n1", ready(), moment as MonoMs);
    expect(history.of("n1").map((sample) => sample.at)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    const sick: HostLook = { t: "sick", why: "down", components: [{ ...look(), ready: false }], configHash: "" };
    history.note("n2", sick, 0 as MonoMs);
    history.note("n2", { ...sick, t: "busy", by: "bob" }, 0 as MonoMs);
    history.note("n2", { t: "unreachable", why: "gone" }, 0 as MonoMs);
    expect(history.of("n2")).toEqual([]);
    expect(history.pasts(["n1", "n2", "n3"])).toHaveLength(1);
    const other = new BakeHistory(["svg"]);
    other.note("n1", ready(), 0 as MonoMs);
    expect(other.of("n1")).toEqual([]);
  });
});

describe("properties", () => {
  const numbers = fc.record({
    memoryBytes: fc.option(fc.integer({ min: 0, max: 8 * GB })),
    cpuPercent: fc.option(fc.integer({ min: 0, max: 800 })),
    restarts: fc.nat(5),
    probeMs: fc.option(fc.integer({ min: 0, max: 5_000 })),
  });
  const series = fc.array(numbers, { minLength: 4, maxLength: 60 });
  const sampled = (all: readonly Numbers[], from: number) => all.map((each, index) => at(from + index * 1_000, each));
  const scaled = (all: readonly Numbers[], factor: number) =>
    all.map(({ memoryBytes, cpuPercent, restarts, probeMs }) => ({
      memoryBytes: memoryBytes == null ? null : memoryBytes * factor,
      cpuPercent: cpuPercent == null ? null : cpuPercent * factor,
      restarts: (restarts ?? 0) * factor,
      probeMs: probeMs == null ? null : probeMs * factor,
    }));
  const lenient = (t: BakeThresholds, factor: number): BakeThresholds => {
    const times = <B extends { readonly ratio: number; readonly least: number }>(one: B): B => ({
      ...one,
      ratio: one.ratio * factor,
      least: one.least * factor,
    });
    const growth = { ...times(t.growth), above: t.growth.above * factor };
    return { ...t, memory: times(t.memory), growth, cpu: times(t.cpu), probe: times(t.probe), restarts: t.restarts * factor };
  };

  test("a host that does as before is never worse, whatever it does", T, () => {
    fc.assert(
      fc.property(series, (all) => {
        const calm = all.map((each) => ({ ...each, restarts: 3 }));
        expect(worse(bake(BEGUN, sampled(calm, BEGUN), baseline(sampled(calm, 0))))).toEqual([]);
        const same = [pastOf(sampled(calm, 0), DEFAULT_BAKE_THRESHOLDS.span)];
        expect(worse(bake(BEGUN, sampled(calm, BEGUN), baseline([], same)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("more is never better, and more lenient thresholds never find more", T, () => {
    let found = 0;
    fc.assert(
      fc.property(
        series,
        series,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 4 }),
        (before, now, times, factor) => {
          const past = baseline(sampled(before, 0), [pastOf(sampled(before.slice(0, 2), 0), 1_000)]);
          const one = worse(bake(BEGUN, sampled(now, BEGUN), past));
          const more = worse(bake(BEGUN, sampled(scaled(now, times), BEGUN), past));
          const fewer = worse(bake(BEGUN, sampled(now, BEGUN), past, lenient(DEFAULT_BAKE_THRESHOLDS, factor)));
          found += more.length;
          for (const measure of one) expect(more).toContain(measure);
          for (const measure of fewer) expect(one).toContain(measure);
        },
      ),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(20);
  });
});
