import { afterEach, expect, test, vi } from "vitest";
import type { RunProgram } from "../../../src/supervisor/log/collapse.ts";
import { inMemory, LogFolder, runAtOnce, runNothing } from "./log-folder.ts";
import { life, live, step } from "./mortal-fs.ts";

const timeout = 60_000;
const FOR_EVER = Number.POSITIVE_INFINITY;

vi.mock("node:fs/promises", async (original) => (await import("./mortal-fs.ts")).mortalFs(await original()));
vi.mock("node:fs", async (original) => (await import("./mortal-fs.ts")).mortalSyncFs(await original()));
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
async function begun(run: RunProgram): Promise<LogFolder> {
  const folder = new LogFolder(inMemory);
  folder.write(350);
  await agent(folder, run, FOR_EVER, false);
  folder.write(160);
  return folder;
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

test.each(ways)("killed again while it puts things in order, and again, it is the same (%s)", { timeout }, async (_, run) => {
  let seed = 7;
  const chance = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  using before = await begun(run);
  for (let round = 0; round < 15; round++) {
    using folder = before.copy();
    const deaths = Array.from({ length: 4 }, (_, i) => 1 + chance(i === 0 ? 40 : 14));
    for (const diesAt of deaths) await agent(folder, run, diesAt);
    await expectWhole(folder, run, `killed at steps ${deaths.join(", ")}`);
  }
});
