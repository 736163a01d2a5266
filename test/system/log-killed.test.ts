import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { RunProgram } from "../../src/supervisor/log/collapse.ts";
import { inMemory, LogFolder, runAtOnce, runNothing } from "../unit/log/log-folder.ts";
import { life, live, step } from "../unit/log/mortal-fs.ts";

const timeout = 60_000;
const FOR_EVER = Number.POSITIVE_INFINITY;

vi.mock("node:fs/promises", async (original) => (await import("../unit/log/mortal-fs.ts")).mortalFs(await original()));
vi.mock("node:fs", async (original) => (await import("../unit/log/mortal-fs.ts")).mortalSyncFs(await original()));
afterEach(() => live(FOR_EVER, () => {}));

const running =
  (run: RunProgram): RunProgram =>
  async (program, args) => {
    step(args.includes("fallocate") ? "fallocate" : program);
    return run(program, args);
  };

/** An agent that finds `folder` as it is, rotates what is due, compresses, and dies at its `diesAt`th step, while the component goes on writing. */
async function agent(folder: LogFolder, run: RunProgram, diesAt: number, writing = true): Promise<void> {
  live(diesAt, () => {
    if (writing) folder.write(1);
  });
  const log = folder.open({ run: running(run), maxSize: 8_192 });
  await log.checkRotation();
  await log.settled();
}

async function expectWhole(folder: LogFolder, run: RunProgram, message: string): Promise<void> {
  live(FOR_EVER, () => {});
  const log = folder.open({ run, maxSize: 8_192 });
  const lines = folder.lines();
  expect(await log.tail(100_000), `${message}, tail before rotation`).toEqual(lines);
  await log.checkRotation();
  await log.settled();
  expect(folder.allLines(), message).toEqual(lines);
  expect(await log.tail(100_000), `${message}, tail`).toEqual(lines);
  expect(folder.names(), message).toEqual([...folder.rotated(), "is.log"].sort());
}

/** A log with rotated files, compressed and not, and a live file that holds some more to be rotated. */
async function begun(run: RunProgram, kind = LogFolder): Promise<LogFolder> {
  const folder = new kind(inMemory);
  folder.write(350);
  await agent(folder, run, FOR_EVER, false);
  folder.write(160);
  return folder;
}

/** The steps of an agent that is not killed. */
async function trailOf(before: LogFolder, run: RunProgram): Promise<string[]> {
  using folder = before.copy();
  await agent(folder, run, FOR_EVER);
  return life.trail;
}

/** Lines that cannot be told from each other, of a length that divides the block: a shortened file looks as it did before. */
class EqualLines extends LogFolder {
  override line(): string {
    return "tick 78";
  }

  override write(count: number): void {
    super.write(count * 7); // as many bytes as of the others
  }
}

const ways: [string, RunProgram][] = [
  ["cut off", runAtOnce],
  ["copied and emptied", runNothing],
];

test.each(ways)(
  "killed at any step, also in the middle of a write, nothing is lost or doubled (%s)",
  { timeout },
  async (_, run) => {
    const seen = new Set<string>();
    using before = await begun(run);
    for (let diesAt = 1; ; diesAt++) {
      using folder = before.copy();
      await agent(folder, run, diesAt);
      const trail = life.trail;
      for (const name of trail) seen.add(name);
      if (!life.dead) break;
      await expectWhole(folder, run, `killed at step ${diesAt}, ${trail.slice(-4).join(", ")}`);
    }
    const expected = ["create", "write", "sync", "rename", "rm", "writeFile", "utimes"];
    expect([...seen]).toEqual(
      expect.arrayContaining([...expected, ...(run === runNothing ? ["truncate"] : ["fallocate", "datasync"])]),
    );
  },
);

test.each(ways)(
  "killed again while it puts things in order, nothing is lost or doubled, even of equal lines (%s)",
  { timeout },
  async (_, run) => {
    for (const kind of [LogFolder, EqualLines]) {
      using before = await begun(run, kind);
      const steps = await trailOf(before, run);
      const begin = steps.indexOf(run === runNothing ? "truncate" : "rename");
      expect(begin).toBeGreaterThan(0);
      for (let first = begin + 1; first <= begin + 5; first++) {
        for (let second = 1; second <= 6; second++) {
          using folder = before.copy();
          await agent(folder, run, first);
          folder.write(40);
          await agent(folder, run, second);
          await expectWhole(folder, run, `killed at step ${first} (${steps[first - 1]}), and then at step ${second}`);
        }
      }
    }
  },
);

test("a file that is replaced while it is copied is not touched", { timeout }, async () => {
  using folder = await begun(runAtOnce);
  const other = "another file\n".repeat(2_000);
  let replaced = false;
  live(FOR_EVER, () => {
    if (replaced || life.trail.at(-1) !== "sync") return; // the copy is complete
    renameSync(folder.path, join(folder.folder, "away"));
    writeFileSync(folder.path, other);
    replaced = true;
  });
  await folder.open({ run: runAtOnce, maxSize: 8_192 }).checkRotation();
  expect(replaced).toBe(true);
  expect(readFileSync(folder.path, "utf8") === other).toBe(true);
  expect(folder.notices.map((n) => n.text)).toEqual([expect.stringContaining("somebody else")]);
});
