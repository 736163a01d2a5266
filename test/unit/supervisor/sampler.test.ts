import { expect, test } from "vitest";
import { seconds } from "../../../src/core/duration.ts";
import type { Usage } from "../../../src/core/status.ts";
import type { ProcessStat } from "../../../src/supervisor/proc-fs.ts";
import { type Measured, Sampler } from "../../../src/supervisor/sampler.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const timeout = 10_000;
const NOBODY = 2 ** 22 + 1;

/** Something with these pids that keeps what is measured of it. */
class Target implements Measured {
  readonly taken: (Usage | null)[] = [];
  looks = 0;
  pids: readonly number[];

  constructor(...pids: readonly number[]) {
    this.pids = pids;
  }
  tree(processes: readonly ProcessStat[]): readonly number[] {
    this.looks++;
    expect(processes.some(({ pid }) => pid === process.pid)).toBe(true);
    return this.pids;
  }
  measured(usage: Usage | null): void {
    this.taken.push(usage);
  }
}

test("a tree is measured as a whole, and one that does not run is not", { timeout }, async () => {
  const [own, both, none, gone, partly] = [
    new Target(process.pid),
    new Target(process.pid, process.ppid),
    new Target(),
    new Target(NOBODY),
    new Target(NOBODY, process.pid),
  ];
  await new Sampler(new FakeClock(), () => [own, both, none, gone, partly]).refresh(seconds(1));
  const [usage] = own.taken;
  expect(usage).toEqual({
    memoryBytes: expect.any(Number),
    pssBytes: usage?.pssBytes === null ? null : expect.any(Number),
    cpuPercent: expect.any(Number),
    cpuSeconds: expect.any(Number),
    processes: 1,
  });
  const resident = process.memoryUsage.rss();
  expect(usage?.memoryBytes).toBeGreaterThan(resident / 3);
  expect(usage?.memoryBytes).toBeLessThan(resident * 3);
  if (usage?.pssBytes != null) expect(usage.pssBytes).toBeLessThanOrEqual(usage.memoryBytes * 1.1);
  expect(usage?.cpuPercent).toBeGreaterThanOrEqual(0);
  expect(both.taken[0]?.processes).toBe(2);
  expect(both.taken[0]?.memoryBytes).toBeGreaterThan(usage?.memoryBytes ?? Number.POSITIVE_INFINITY);
  expect([none.taken, gone.taken]).toEqual([[null], [null]]);
  expect(partly.taken).toMatchObject([{ processes: 1, memoryBytes: usage?.memoryBytes }]);
});

test("callers at the same time share one sample, and a fresh one is not taken again", { timeout }, async () => {
  const clock = new FakeClock();
  const target = new Target(process.pid);
  const sampler = new Sampler(clock, () => [target]);
  await Promise.all([sampler.refresh(seconds(1)), sampler.refresh(seconds(1)), sampler.refresh(seconds(5))]);
  expect([target.looks, target.taken.length]).toEqual([1, 1]);
  await clock.advance(999);
  await sampler.refresh(seconds(1));
  expect(target.looks).toBe(1);
  await clock.advance(1);
  await sampler.refresh(seconds(5));
  expect(target.looks).toBe(1);
  await sampler.refresh(seconds(1));
  expect(target.looks).toBe(2);
});

test("who is measured is asked anew for each sample", { timeout }, async () => {
  const targets: Target[] = [];
  const sampler = new Sampler(new FakeClock(), () => targets);
  await sampler.refresh(seconds(0));
  const late = new Target(process.pid);
  targets.push(late);
  await sampler.refresh(seconds(0));
  late.pids = [];
  await sampler.refresh(seconds(0));
  expect(late.taken).toMatchObject([{ processes: 1 }, null]);
});

test("where every process has ended in the meantime, nobody fails", { timeout }, async () => {
  const gone = [new Target(NOBODY), new Target(NOBODY + 1)];
  await new Sampler(new FakeClock(), () => gone).refresh(seconds(1));
  expect(gone.map(({ taken }) => taken)).toEqual([[null], [null]]);
});

test("resident figures alone are completed when somebody asks for more, without another look at the processors", {
  timeout,
}, async () => {
  const clock = new FakeClock();
  const target = new Target(process.pid);
  const sampler = new Sampler(clock, () => [target]);
  await sampler.refresh(seconds(1), "resident");
  expect(target.taken).toMatchObject([{ pssBytes: null, processes: 1 }]);
  await Promise.all([sampler.refresh(seconds(1)), sampler.refresh(seconds(1))]);
  expect([target.looks, target.taken.length]).toEqual([1, 2]);
  expect(target.taken[1]).toEqual({ ...target.taken[0], pssBytes: target.taken[1]?.pssBytes });
  expect(target.taken[1]?.pssBytes).toBeGreaterThan(0);
  await sampler.refresh(seconds(1), "resident");
  expect(target.taken).toHaveLength(2);
});

test("whoever listens is told of each sample once, when it is complete, until he has enough", { timeout }, async () => {
  const clock = new FakeClock();
  const target = new Target(process.pid);
  const sampler = new Sampler(clock, () => [target]);
  const heard: number[] = [];
  const forget = sampler.onSample(() => void heard.push(target.taken.length));
  await sampler.refresh(seconds(1), "resident");
  await sampler.refresh(seconds(1)); // no sample of its own
  await clock.advance(1_000);
  await sampler.refresh(seconds(1));
  forget();
  await clock.advance(1_000);
  await sampler.refresh(seconds(1));
  expect(heard).toEqual([1, 3]);
});
