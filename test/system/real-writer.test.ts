import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { expect, test } from "vitest";
import type { RunProgram } from "../../src/supervisor/log/collapse.ts";
import type { LogFile } from "../../src/supervisor/log/log-file.ts";
import { canCollapse } from "../unit/log/collapse-support.ts";
import { LogFolder, run, runNothing } from "../unit/log/log-folder.ts";

const timeout = 60_000;
const writer = join(import.meta.dirname, "number-writer.mjs");

/** A component that holds its log open itself. */
function startWriter(log: LogFile, ...args: number[]): ChildProcess {
  const fd = log.openForChild();
  const child = spawn(process.execPath, [writer, ...args.map(String)], { stdio: ["ignore", fd, "inherit"] });
  closeSync(fd);
  return child;
}

/** Numbers of the lines, and how many are not as they were written. */
function readNumbers(lines: readonly string[]): { numbers: number[]; torn: number } {
  const whole = lines.map((line) => /^(\d+) x+ \1$/.exec(line));
  return {
    numbers: whole.flatMap((found) => (found === null ? [] : [Number(found[1])])),
    torn: whole.filter((found) => found === null).length,
  };
}

/** The first number that is not where it should be; null: they are all there, once and in order. */
function firstWrong(numbers: readonly number[], count: number): string | null {
  for (let n = 0; n < Math.max(count, numbers.length); n++) if (numbers[n] !== n) return `${numbers[n]} instead of ${n}`;
  return null;
}

async function rotateUntil(log: LogFile, ended: () => boolean): Promise<void> {
  while (!ended()) {
    await log.checkRotation();
    await wait(20);
  }
  await log.checkRotation();
  await log.settled();
}

test("a child that writes as fast as it can loses no line to rotation, and neither does who follows it", {
  timeout,
}, async () => {
  using folder = new LogFolder();
  const lossless = await canCollapse(folder.folder);
  const log = folder.open({ maxSize: 1 << 20 });
  const count = 200_000;
  const child = startWriter(log, count);
  const followed: string[] = [];
  const stop = new AbortController();
  const following = (async () => {
    for await (const lines of log.follow({ lines: 0, signal: stop.signal })) followed.push(...lines);
  })().catch(() => {});
  await rotateUntil(log, () => child.exitCode !== null);
  for (let i = 0; i < 200 && followed.length < count; i++) await wait(20);
  stop.abort();
  await following;
  const kept = readNumbers(folder.allLines());
  expect(folder.rotated().length).toBeGreaterThan(15);
  expect(folder.rotated().filter((name) => !name.endsWith(".gz"))).toEqual(["is.log.1"]);
  if (lossless) {
    expect(kept.torn).toBe(0);
    expect(firstWrong(kept.numbers, count)).toBeNull();
    expect(firstWrong(readNumbers(followed).numbers, count)).toBeNull();
    expect(folder.notices).toEqual([]);
  } else {
    expect(folder.notices.map((n) => n.kind)).toEqual(["fallback"]);
    expect(new Set(kept.numbers).size).toBe(kept.numbers.length);
  }
});

test("where logs must be copied and emptied, a child loses little, and nothing comes twice or out of order", {
  timeout,
}, async () => {
  using folder = new LogFolder();
  const log = folder.open({ maxSize: 1 << 18, run: runNothing });
  const count = 20_000;
  const child = startWriter(log, count, 20, 1);
  await rotateUntil(log, () => child.exitCode !== null);
  const { numbers, torn } = readNumbers(folder.allLines());
  expect(folder.rotated().length).toBeGreaterThan(4);
  expect(numbers.every((n, i) => i === 0 || n > (numbers[i - 1] as number))).toBe(true);
  expect(numbers.length).toBeGreaterThan(count * 0.99);
  expect(torn).toBeLessThanOrEqual(folder.rotated().length);
  expect(folder.notices.map((n) => n.kind)).toEqual(["fallback"]);
});

test("agents that are killed (SIGKILL) at any time, one after the other, lose, double and tear nothing", {
  timeout,
}, async () => {
  using folder = new LogFolder();
  const lossless = await canCollapse(folder.folder);
  const agent = join(folder.folder, "agent.mjs");
  const entry = join(import.meta.dirname, "rotating-agent.ts");
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile: agent,
    logLevel: "error",
  });
  const log = folder.open({ maxSize: 1 << 18 });
  const count = 60_000;
  const child = startWriter(log, count, 100, 2);
  let kills = 0;
  while (child.exitCode === null || kills < 5) {
    const keeper = spawn(process.execPath, [agent, folder.path, String(1 << 18)], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    await once(keeper, "message");
    await wait((kills++ * 37) % 120);
    process.kill(keeper.pid as number, "SIGKILL");
    await once(keeper, "exit");
  }
  await log.checkRotation();
  await log.settled();
  const { numbers, torn } = readNumbers(folder.allLines());
  expect(folder.names()).toEqual([...folder.rotated(), "is.log", "agent.mjs"].sort());
  expect(new Set(numbers).size).toBe(numbers.length);
  if (!lossless) return expect(numbers.length).toBeGreaterThan(count * 0.99);
  expect(torn).toBe(0);
  expect(firstWrong(numbers, count)).toBeNull();
});

/** Programs of an agent whose first real removal takes its time; what the agent hears of it is up to the test. */
const slowly =
  (heard: () => Promise<never>): RunProgram =>
  async (program, args) => {
    const at = args.indexOf("fallocate");
    if (at < 0 || args.at(-1)?.endsWith(".probe")) return run(program, args);
    const removal = args.slice(at).map((arg) => `'${arg}'`);
    void run(program, [...args.slice(0, at), "sh", "-c", `sleep 0.5; exec ${removal.join(" ")}`]);
    await wait(100);
    return heard();
  };

const unfinished: Promise<void>[] = []; // what an agent never got to the end of; kept, or its files would be closed with a warning

test("a removal that a killed agent began is waited for: nothing is cut off twice", { timeout }, async () => {
  using folder = new LogFolder();
  folder.write(400);
  const possible = await canCollapse(folder.folder);
  unfinished.push(folder.open({ run: slowly(() => new Promise(() => {})) }).checkRotation());
  while (possible && !folder.names().some((name) => name.includes("moving"))) await wait(1);
  await wait(50);
  const next = folder.open();
  expect(await next.tail(400)).toEqual(folder.lines());
  await next.checkRotation();
  await next.settled();
  expect(folder.allLines()).toEqual(folder.lines());
  expect(folder.rotated().length).toBe(1);
});

test("a removal that was given up, but goes on, is waited for", { timeout }, async () => {
  using folder = new LogFolder();
  folder.write(400);
  const log = folder.open({ run: slowly(() => Promise.reject(new Error("took too long"))) });
  await log.checkRotation();
  expect(folder.allLines()).toEqual(folder.lines());
  expect(folder.rotated()).toEqual(["is.log.1"]);
  expect(await log.tail(400)).toEqual(folder.lines());
});
