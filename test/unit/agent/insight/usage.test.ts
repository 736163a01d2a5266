import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UsageFile } from "../../../../src/agent/insight/usage-file.ts";
import { UsageHistory } from "../../../../src/agent/insight/usage-history.ts";
import { UsageRing } from "../../../../src/agent/insight/usage-ring.ts";
import { seconds } from "../../../../src/core/duration.ts";
import type { AgentLog } from "../../../../src/supervisor/agent-log.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { named } from "./event-rig.ts";

const timeout = 20_000;
const NOON = Date.UTC(2026, 0, 1, 12);
const at = (second: number) => new Date(NOON + second * 1_000);
const KIB = 1_024;
const ALL = { components: [], since: null };

describe("a ring", { timeout }, () => {
  test("has mean, peak and processor use of every step, as a naive model has them; gaps are gaps", () => {
    const sample = fc.record({
      after: fc.integer({ min: 0, max: 45 }),
      memory: fc.integer({ min: 0, max: 2 ** 40 }),
      cpu: fc.float({ min: 0, max: 6_400, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 60 }), fc.integer({ min: 0, max: 60 }), (samples, restartAfter) => {
        let ring = new UsageRing(seconds(10), 8);
        let second = 0;
        const model = new Map<number, { memory: number; cpu: number }[]>();
        for (const [nth, { after, memory, cpu }] of samples.entries()) {
          second += after;
          ring.add(at(second), { memoryBytes: memory, cpuPercent: cpu });
          const step = Math.floor(second / 10);
          model.set(step, [...(model.get(step) ?? []), { memory, cpu }]);
          if (nth === restartAfter) ring = UsageRing.unpack(ring.pack(), seconds(10), 8) ?? ring;
        }
        const present = Math.floor(second / 10);
        const expected = [...model].filter(([step]) => step > present - 8);
        const points = ring.points(null, at(second));
        expect(points.map((point) => point.at)).toEqual(
          expected.map(([step]) => at(Math.min((step + 1) * 10, Math.max(second, step * 10 + 0.001)))),
        );
        for (const [nth, [, some]] of expected.entries()) {
          const mean = (of: "memory" | "cpu") => some.reduce((sum, one) => sum + one[of], 0) / some.length;
          const point = points[nth];
          expect(Math.abs((point?.memoryBytes ?? 0) - mean("memory"))).toBeLessThanOrEqual(2 * KIB);
          expect(Math.abs((point?.peakBytes ?? 0) - Math.max(...some.map(({ memory }) => memory)))).toBeLessThanOrEqual(KIB);
          expect(Math.abs((point?.cpuPercent ?? 0) - mean("cpu"))).toBeLessThan(0.02);
        }
      }),
    );
  });

  test("stays in order, without a step twice and none in the future, wherever the wall clock is set", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -400, max: 400 }), { maxLength: 40 }), (jumps) => {
        let ring = new UsageRing(seconds(10), 8);
        let second = 0;
        for (const [nth, jump] of jumps.entries()) {
          second += jump;
          ring.add(at(second), { memoryBytes: KIB, cpuPercent: 1 });
          if (nth % 7 === 6) ring = UsageRing.unpack(ring.pack(), seconds(10), 8) as UsageRing;
          const times = ring.points(null, at(second)).map((point) => point.at.getTime());
          expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
          expect(times.length).toBeGreaterThan(0);
          expect(times.length).toBeLessThanOrEqual(8);
          expect(Math.max(...times)).toBeLessThan(at(second).getTime() + 20_000);
        }
      }),
    );
  });

  test("a small step back of the clock loses nothing", () => {
    const ring = new UsageRing(seconds(10), 8);
    for (const second of [0, 10, 20, 19, 21, 30]) ring.add(at(second), { memoryBytes: KIB, cpuPercent: 1 });
    expect(ring.points(null, at(30))).toHaveLength(4);
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["half a point", Buffer.alloc(12)],
    ["steps out of order", Buffer.from(new Uint32Array([1, 5, 1, 1, 0, 4, 1, 1, 0]).buffer)],
    ["no number", Buffer.from(new Uint32Array([1, 5, 1, 1, 0x7fc00000]).buffer)],
  ])("is not made of %s", (_, bytes) => {
    expect(UsageRing.unpack(bytes, seconds(10), 8)).toBeNull();
  });
});

describe("the history", { timeout }, () => {
  test("has the last hour fine and the last week coarse, of each component and of the agent, and no more", () => {
    const history = new UsageHistory();
    const week = 7 * 86_400 + 3_600;
    for (let second = 0; second <= week; second += 10) {
      history.add(named("is"), at(second), { memoryBytes: second * KIB, cpuPercent: 5 });
      if (second % 600 === 0) history.add(null, at(second), { memoryBytes: KIB, cpuPercent: 1 });
    }
    const series = history.query(ALL, at(week));
    expect(series.map(({ component, step, points }) => [component, step, points.length])).toEqual([
      ["is", 10_000, 360],
      ["is", 300_000, 2_016],
      [null, 10_000, 6],
      [null, 300_000, 1_008],
    ]);
    const coarse = series[1]?.points.at(-2);
    expect(coarse).toEqual({ at: at(week), memoryBytes: (week - 300 + 145) * KIB, peakBytes: (week - 10) * KIB, cpuPercent: 5 });
    expect(history.query({ components: ["is"], since: at(week - 100) }, at(week)).map(({ points }) => points.length)).toEqual([
      12, 2,
    ]);
    expect(history.query({ components: ["ps"], since: null }, at(week))).toEqual([]);
    const packed = history.pack().reduce((sum, { fine, coarse }) => sum + fine.length + coarse.length, 0);
    expect(packed).toBeLessThan(60 * KIB);
    // One that ended long ago has no last hour.
    expect(history.query({ components: ["is"], since: null }, at(week + 7_200))[0]?.points).toEqual([]);
  });

  test("lets go of what is not configured and has not run for a week, and of more than a few others", () => {
    const history = new UsageHistory();
    for (let nth = 0; nth < 50; nth++) history.add(named(`c${nth}`), at(nth * 400), { memoryBytes: KIB, cpuPercent: 1 });
    history.ageOut(new Set([named("c0")]), at(20_000));
    expect(history.components).toEqual(["c0", ...Array.from({ length: 32 }, (_, nth) => `c${nth + 18}`)]);
    history.ageOut(new Set([named("c0")]), at(20_000 + 7 * 86_400));
    expect(history.components).toEqual(["c0"]);
  });

  test("fits into one message, however many components there are", () => {
    const history = new UsageHistory();
    for (let nth = 0; nth < 60; nth++)
      for (let second = 0; second < 3_600; second += 10)
        history.add(named(`c${nth}`), at(second), { memoryBytes: KIB, cpuPercent: 1 });
    const points = history.query(ALL, at(3_600)).flatMap((one) => one.points);
    expect(points.length).toBeLessThanOrEqual(80_000);
  });
});

describe("the file", { timeout }, () => {
  let folder = "";
  let said: string[] = [];
  const file = () => join(folder, "usage.jsonl");
  const say = (_: object, message: string) => void said.push(message);
  const log: AgentLog = { info: say, warn: say, error: say };
  const open = (history: UsageHistory, clock = new FakeClock()) => new UsageFile({ stateDir: folder, clock, log }, history);
  const filled = () => {
    const history = new UsageHistory();
    for (let second = 0; second < 3_000; second += 10) {
      history.add(named("is"), at(second), { memoryBytes: second * KIB, cpuPercent: 5 });
      history.add(null, at(second), { memoryBytes: KIB, cpuPercent: 1 });
    }
    return history;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "is-usage-"));
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("has all of it for the next agent, which goes on", async () => {
    const history = filled();
    await open(history).write();
    const next = new UsageHistory();
    open(next);
    expect(next.query(ALL, at(3_000))).toEqual(history.query(ALL, at(3_000)));
    for (const one of [history, next]) one.add(named("is"), at(2_999), { memoryBytes: 9_999 * KIB, cpuPercent: 50 });
    expect(next.query(ALL, at(3_000))[1]?.points.at(-1)?.peakBytes).toBe(9_999 * KIB);
    expect(said).toEqual([]);
  });

  test("is written every five minutes", async () => {
    const clock = new FakeClock();
    const usage = open(filled(), clock);
    usage.writeNowAndThen();
    await clock.advance(299_999);
    usage.writeNowAndThen();
    expect(existsSync(file())).toBe(false);
    await clock.advance(1);
    usage.writeNowAndThen();
    usage.writeNowAndThen();
    await expect.poll(() => existsSync(file()), { interval: 2, timeout: 10_000 }).toBe(true);
    const { mtimeMs } = statSync(file());
    usage.writeNowAndThen();
    await clock.advance(1_000);
    expect(statSync(file()).mtimeMs).toBe(mtimeMs);
  });

  test("that is damaged anywhere keeps no agent from starting; what is whole is taken", async () => {
    await open(filled()).write();
    const bytes = readFileSync(file());
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.uint8Array({ maxLength: 40 }), fc.boolean(), (from, garbage, torn) => {
        const damaged = Buffer.concat([
          bytes.subarray(0, from),
          garbage,
          torn ? Buffer.alloc(0) : bytes.subarray(from + garbage.length),
        ]);
        writeFileSync(file(), damaged);
        const history = new UsageHistory();
        open(history);
        for (const { points } of history.query(ALL, at(3_000))) {
          const times = points.map((point) => point.at.getTime());
          expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
        }
      }),
    );
    writeFileSync(file(), Buffer.concat([Buffer.from("garbage\n"), bytes]));
    said = [];
    const history = new UsageHistory();
    open(history);
    expect(history.components).toEqual(["is"]);
    expect(said).toEqual(["earlier figures cannot be read and are passed over"]);
  });

  test("that cannot be written is told of, and is written when it can be", async () => {
    const disk = { readEnd: () => null, replace: () => Promise.reject(new Error("ENOSPC")) };
    const usage = new UsageFile({ stateDir: folder, clock: new FakeClock(), log, disk }, filled());
    await usage.write();
    await usage.write();
    expect(usage.warnings).toEqual(["figures of memory and processor use cannot be written: ENOSPC"]);
    expect(said).toEqual(["figures cannot be written"]);
    disk.replace = () => Promise.resolve() as Promise<never>;
    await usage.write();
    expect(usage.warnings).toEqual([]);
  });
});
