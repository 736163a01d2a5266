import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turnOfLoop } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Clock } from "../../../src/core/clock.ts";
import { LEFT_OUT } from "../../../src/supervisor/log/follow.ts";
import type { LogFile } from "../../../src/supervisor/log/log-file.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { inMemory, LogFolder, runAtOnce, runNothing } from "./log-folder.ts";

const timeout = 15_000;

/** Someone who follows a log and takes what comes, or, while `reading` is false, nothing. */
class Follower {
  readonly lines: string[] = [];
  readonly ended: Promise<unknown>;
  readonly #abort = new AbortController();

  constructor(log: LogFile, lines: number) {
    this.ended = this.#take(log.follow({ lines, signal: this.#abort.signal }));
  }

  /** Resolves with the reason for which it ended. */
  stop(reason: Error): Promise<unknown> {
    this.#abort.abort(reason);
    return this.ended;
  }

  async #take(portions: AsyncIterable<string[]>): Promise<unknown> {
    try {
      for await (const some of portions) this.lines.push(...some);
      return "ended";
    } catch (error) {
      return error;
    }
  }
}

/** Lets time pass. The one who follows waits for a timer whenever it has read everything. */
async function pass(clock: FakeClock, length: number): Promise<void> {
  for (let passed = 0; passed < length; passed += 100) {
    while (clock.pending === 0) await turnOfLoop();
    await clock.advance(100);
  }
  while (clock.pending === 0) await turnOfLoop();
}

async function until(clock: FakeClock, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await pass(clock, 100);
  expect(holds()).toBe(true);
}

const open = (folder: LogFolder, clock: Clock, run = runAtOnce) => folder.open({ clock, run, maxSize: 8_192 });

test("begins with the last lines and goes on with what is added", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  const clock = new FakeClock();
  folder.write(10);
  const follower = new Follower(open(folder, clock), 3);
  await until(clock, () => follower.lines.length === 3);
  folder.write(5);
  await until(clock, () => follower.lines.length === 8);
  expect(follower.lines).toEqual(folder.lines(7));
  const why = new Error("enough");
  expect(await follower.stop(why)).toBe(why);
  expect(clock.pending).toBe(0);
});

test("a log that does not exist yet is followed from its first line on", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  const clock = new FakeClock();
  const follower = new Follower(open(folder, clock), 0);
  await pass(clock, 400);
  folder.write(3);
  await until(clock, () => follower.lines.length === 3);
  expect(follower.lines).toEqual(folder.lines());
  await follower.stop(new Error("enough"));
});

test.each([
  ["cut off", runAtOnce],
  ["copied and emptied", runNothing],
])("rotations under its feet neither lose nor double a line (%s)", { timeout }, async (_, run) => {
  using folder = new LogFolder(inMemory);
  const clock = new FakeClock();
  const log = open(folder, clock, run);
  folder.write(400);
  await log.checkRotation();
  folder.write(60);
  const follower = new Follower(log, 300);
  await pass(clock, 100);
  for (let i = 0; i < 30; i++) {
    folder.write(i * 13);
    const rotation = log.checkRotation();
    if (i % 3 === 0) await pass(clock, 100);
    folder.write(i);
    await rotation;
  }
  await until(clock, () => follower.lines.length >= folder.written - 160);
  expect(follower.lines).toEqual(folder.lines(160));
  await follower.stop(new Error("enough"));
  await log.settled();
  expect(folder.rotated().length).toBeGreaterThan(20);
});

test("reads only when asked: a slow reader misses nothing that is still kept, and is told of what is not", {
  timeout,
}, async () => {
  using folder = new LogFolder(inMemory);
  const clock = new FakeClock();
  const log = folder.open({ clock, run: runAtOnce, maxSize: 8_192, keep: 6 });
  folder.write(10);
  const slow = log.follow({ lines: 10, signal: AbortSignal.timeout(10_000) })[Symbol.asyncIterator]();
  expect((await slow.next()).value).toEqual(folder.lines());
  folder.write(500);
  await log.checkRotation();
  await log.settled();
  expect(folder.rotated().length).toBeGreaterThan(2);
  const lines: string[] = [];
  while (lines.length < 500) lines.push(...((await slow.next()).value as string[]));
  expect(lines).toEqual(folder.lines(10));
  const seen = folder.written;
  for (let i = 0; i < 10; i++) {
    folder.write(500);
    await log.checkRotation();
  }
  const [notice, ...rest] = (await slow.next()).value as string[];
  expect(notice).toBe(LEFT_OUT);
  while (rest.at(-1) !== folder.line(folder.written - 1)) rest.push(...((await slow.next()).value as string[]));
  expect(rest).toEqual(folder.lines(folder.written - rest.length));
  expect(rest.length).toBeLessThan(folder.written - seen);
  await slow.return?.(undefined);
});

test("a line without its end is given after a quiet second, not before; its rest is a line of its own", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  const clock = new FakeClock();
  const follower = new Follower(open(folder, clock), 0);
  await pass(clock, 300);
  appendFileSync(folder.path, "half");
  await pass(clock, 900);
  expect(follower.lines).toEqual([]);
  appendFileSync(folder.path, " a line");
  await pass(clock, 900);
  expect(follower.lines).toEqual([]);
  await pass(clock, 500);
  expect(follower.lines).toEqual(["half a line"]);
  appendFileSync(folder.path, "\nnext\n");
  await pass(clock, 300);
  expect(follower.lines).toEqual(["half a line", "next"]);
  appendFileSync(folder.path, "the end");
  await pass(clock, 300);
  await follower.stop(new Error("enough"));
  expect(follower.lines).toEqual(["half a line", "next", "the end"]);
});

test("a file that somebody empties, replaces or removes is followed anew", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  const clock = new FakeClock();
  const log = open(folder, clock);
  folder.write(200);
  await log.checkRotation();
  const follower = new Follower(log, 1);
  await until(clock, () => follower.lines.length === 1);
  truncateSync(folder.path);
  appendFileSync(folder.path, "emptied\n");
  await until(clock, () => follower.lines.length === 2);
  renameSync(folder.path, join(folder.folder, "away"));
  writeFileSync(folder.path, "replaced by a longer one\n");
  await until(clock, () => follower.lines.length === 3);
  rmSync(folder.path);
  await pass(clock, 300);
  writeFileSync(folder.path, "made anew\n");
  await until(clock, () => follower.lines.length === 4);
  expect(follower.lines.slice(1)).toEqual(["emptied", "replaced by a longer one", "made anew"]);
  await follower.stop(new Error("enough"));
});

test("a signal that has aborted already ends it at once", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  folder.write(3);
  const why = new Error("too late");
  const portions = open(folder, new FakeClock()).follow({ lines: 1, signal: AbortSignal.abort(why) });
  const all = async () => {
    for await (const _ of portions);
  };
  await expect(all()).rejects.toBe(why);
});
