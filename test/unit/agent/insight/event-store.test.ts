import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RingLimits } from "../../../../src/agent/insight/event-rings.ts";
import { EventStore } from "../../../../src/agent/insight/event-store.ts";
import type { AgentLog } from "../../../../src/supervisor/agent-log.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { event, FullDisk, named } from "./event-rig.ts";

const timeout = 30_000;
const POLL = { interval: 2, timeout: 10_000 };
const SMALL: RingLimits = { events: 6, bytes: 100_000, totalBytes: 400_000 };
let folder = "";
let said: string[] = [];
let clock = new FakeClock();
const file = () => join(folder, "events.log");
const say = (facts: object, message: string) => void said.push(`${message} ${JSON.stringify(facts)}`);
const log: AgentLog = { info: say, warn: say, error: say };
const opened: EventStore[] = [];
function open(disk?: FullDisk, limits?: RingLimits): EventStore {
  const store = new EventStore({ stateDir: folder, clock, log, ...(disk && { disk }), ...(limits && { limits }) });
  opened.push(store);
  return store;
}
const kept = (store: EventStore) => store.rings.all().map(({ sequence }) => sequence);
const ALL = { components: [], since: null, afterSequence: 0, limit: 10_000 };

/** Adds so many events; gives their numbers. */
async function add(store: EventStore, count = 1, message = "x"): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (let nth = 0; nth < count; nth++) {
    const sequence = await store.number();
    store.add(event(sequence, { message }));
    numbers.push(sequence);
  }
  return numbers;
}

/** Waits until so many events are in the file. */
const written = (sequence: number) =>
  expect.poll(() => (existsSync(file()) ? readFileSync(file(), "utf8") : ""), POLL).toContain(`"sequence":${sequence},`);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-events-"));
  said = [];
  clock = new FakeClock();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close())); // those that were left as if they had been killed
  rmSync(folder, { recursive: true, force: true });
});

describe("the next agent", { timeout }, () => {
  test("finds the events, and goes on with the numbers without a gap where the one before ended in order", async () => {
    const first = open();
    expect(await add(first, 3)).toEqual([1, 2, 3]);
    await first.close();
    const second = open();
    expect(kept(second)).toEqual([1, 2, 3]);
    expect(await add(second)).toEqual([4]);
    await second.close();
    expect(kept(open())).toEqual([1, 2, 3, 4]);
    expect(said).toEqual([]);
  });

  test("never gives a number out again that may have been told by one that was killed, written or not", async () => {
    const first = open();
    await add(first, 3);
    await written(3);
    const second = open(); // the first one is left as it is: killed
    const [next = 0] = await add(second);
    expect(next).toBe(1_001);
    await second.close();
    const third = open();
    await third.number(); // told, and never written
    const [after = 0] = await add(open());
    expect(after).toBeGreaterThan(next + 1);
  });

  test("knows how the components stood, whether the Server Supervisor ran and whether the agent said good-bye", async () => {
    const first = open();
    const tell = async (over: Parameters<typeof event>[1]) => first.add(event(await first.number(), over));
    await tell({ kind: "agent-started", component: null, state: null, message: "" });
    await tell({ kind: "supervisor", component: null, state: null, message: "Server Supervisor began" });
    await tell({ pid: 7, ready: true });
    await tell({
      component: named("ps"),
      state: "failed",
      pid: 8,
      exit: { code: 3, signal: null, at: new Date(0), expected: false, hint: "" },
    });
    await first.close();
    const { components, host } = open().loaded;
    expect(components.get(named("is"))).toMatchObject({ state: "running", ready: true, pid: 7, earlier: true });
    expect(components.get(named("ps"))).toMatchObject({ state: "failed", pid: null });
    expect(host).toEqual({ supervisorRan: true, agentVanished: true });
  });

  test("over any number of lives, ended or killed with their last line torn anywhere: numbers only grow, and what is kept is what was added", async () => {
    const life = fc.record({
      adds: fc.integer({ min: 0, max: 12 }),
      killed: fc.boolean(),
      cutOff: fc.nat(200),
      garbage: fc.constantFrom("", "\0\0\0\n", "{}\n", "null\n"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 5 }), async (lives) => {
        rmSync(file(), { force: true });
        const told: number[] = [];
        let expected: readonly number[] = [];
        for (const { adds, killed, cutOff, garbage } of lives) {
          const store = open(undefined, SMALL);
          expect(kept(store)).toEqual(expected);
          const added = await add(store, adds);
          told.push(...added);
          const every = [...expected, ...added];
          expected = every.slice(-SMALL.events);
          await store.close();
          const { forgottenUntil } = store.rings.select(ALL);
          const again = open(undefined, SMALL);
          expect(kept(again)).toEqual(kept(store));
          expect(again.rings.select(ALL).forgottenUntil).toEqual(forgottenUntil);
          if (!killed) continue;
          // As it would be had it been killed: without its last word, and without the end of what it had written last.
          const text = readFileSync(file(), "utf8").replace(/\{"closedNext":\d+\}\n$/, "");
          const cut =
            adds === 0 ? text : text.slice(0, Math.max(text.lastIndexOf("\n", text.length - 2) + 1, text.length - cutOff));
          writeFileSync(file(), cut + garbage);
          const left = kept(open(undefined, SMALL));
          // Without the torn one, the oldest may be there still: whether it had gone was not on disk.
          const torn = adds === 0 ? every : every.slice(0, -1);
          expect([
            expected,
            expected.slice(0, torn.length - every.length || undefined),
            torn.slice(-SMALL.events),
          ]).toContainEqual(left);
          expected = left;
        }
        expect(told).toEqual([...new Set(told)].toSorted((a, b) => a - b));
        const last = open(undefined, SMALL);
        const more = await add(last);
        await last.close();
        expect(more[0]).toBeGreaterThan(told.at(-1) ?? 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a file", { timeout }, () => {
  test("is written anew when it is much larger than what is kept, and stays bounded", async () => {
    const store = open(undefined, SMALL);
    let largest = 0;
    for (let round = 0; round < 60; round++) {
      const numbers = await add(store, 20, "x".repeat(1_000));
      await written(numbers.at(-1) ?? 0);
      largest = Math.max(largest, statSync(file()).size);
    }
    expect(largest).toBeLessThan(400_000);
    await store.close();
    const next = open(undefined, SMALL);
    expect(kept(next)).toEqual(kept(store));
    expect(next.rings.select(ALL).forgottenUntil).toEqual(store.rings.select(ALL).forgottenUntil);
    expect(readdirSync(folder)).toEqual(["events.log"]);
  });

  test.each([
    ["garbage", Buffer.from(Array.from({ length: 5_000 }, (_, nth) => (nth * 7919) % 256))],
    ["zeros", Buffer.alloc(4_096, "\0\n")],
    ["something else", Buffer.from('{"hello":1}\n[1,2]\n')],
    ["absurd numbers", Buffer.from('{"numbersUpTo":1e300}\n{"closedNext":-4}\n{"sequence":9007199254740991,"at":"x"}\n')],
  ])("full of %s is put aside, and said; numbers go on from where none has been", async (_, bytes) => {
    writeFileSync(file(), bytes);
    const store = open();
    expect(said.join()).toContain("earlier events cannot be read and are put aside");
    expect(readFileSync(`${file()}.unreadable`).equals(bytes)).toBe(true);
    expect(store.rings.select(ALL).forgottenUntil).toEqual(clock.wall());
    const [first = 0] = await add(store);
    expect(first).toBe(clock.wall().getTime() / 1_000);
    await store.close();
    expect(kept(open())).toEqual([first]);
    expect(said).toHaveLength(1);
  });

  test("with some lines that are none is passed over line by line, and written without them", async () => {
    const first = open();
    await add(first, 2);
    await first.close();
    appendFileSync(file(), 'garbage\n\n{"sequence":-1}\n');
    const second = open();
    expect(kept(second)).toEqual([1, 2]);
    expect(second.loaded.passedOver).toBe(2);
    expect(said.join()).toContain("lines of earlier events cannot be read");
    const [next] = await add(second);
    await second.close();
    expect(open().loaded.passedOver).toBe(0);
    expect(kept(open())).toEqual([1, 2, next]);
  });

  test("that may not be read keeps no agent from starting", async () => {
    mkdirSync(file());
    const store = open();
    await add(store);
    await store.close();
    expect(kept(store)).toHaveLength(1);
    expect(existsSync(`${file()}.unreadable`)).toBe(true);
    expect(kept(open())).toHaveLength(1);
  });

  test("left by an agent that was killed while it replaced the file is removed", () => {
    writeFileSync(`${file()}.abc.tmp`, "half");
    open();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a full disk", { timeout }, () => {
  test("costs memory up to the bounds; what is kept is written when there is room, each once", async () => {
    const disk = new FullDisk();
    const store = open(disk, SMALL);
    await add(store, 2);
    await written(2);
    disk.room = 70; // what is written next is torn
    await add(store, 3);
    await expect.poll(() => store.warnings, POLL).toEqual([expect.stringMatching(/^events cannot be written .*ENOSPC/)]);
    await add(store, 40);
    expect(kept(store)).toHaveLength(SMALL.events);
    await clock.settle();
    const { appends } = disk;
    expect(appends).toBeLessThan(60);
    await clock.advance(4_000);
    expect(disk.appends).toBe(appends); // while nothing happens
    await clock.advance(10_000);
    expect(disk.appends).toBe(appends + 2);
    disk.room = Number.POSITIVE_INFINITY;
    await clock.advance(5_000);
    await written(45);
    await expect.poll(() => store.warnings, POLL).toEqual([]);
    expect(said.map((line) => line.split(" {")[0])).toEqual(["events cannot be written", "events can be written again"]);
    await store.close();
    const next = open(undefined, SMALL);
    expect(kept(next)).toEqual(kept(store));
    expect(next.loaded.passedOver).toBe(1); // the torn line, in the middle now
    expect(clock.pending).toBe(0);
  });

  test("that has room again is written to with the next event", async () => {
    const disk = new FullDisk();
    disk.room = 300;
    const store = open(disk);
    await add(store, 5);
    await expect.poll(() => store.warnings, POLL).toHaveLength(1);
    disk.room = Number.POSITIVE_INFINITY;
    await add(store, 1);
    await expect.poll(() => store.warnings, POLL).toEqual([]);
    await store.close();
    expect(kept(open())).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("or a broken one that took a line and said that it did not: the line counts once", async () => {
    const disk = new FullDisk();
    const store = open(disk);
    await add(store, 2);
    await written(2);
    disk.failsAfter = true;
    await add(store, 2);
    await expect.poll(() => store.warnings, POLL).toHaveLength(1);
    disk.failsAfter = false;
    await clock.advance(5_000);
    await store.close();
    expect(readFileSync(file(), "utf8").match(/"sequence":3,/g)).toHaveLength(2);
    expect(kept(open())).toEqual([1, 2, 3, 4]);
  });

  test("from the beginning on is no hindrance", async () => {
    const disk = new FullDisk();
    disk.room = 0;
    const store = open(disk);
    expect(await add(store, 3)).toEqual([1, 2, 3]);
    await store.close();
    expect(clock.pending).toBe(0);
    expect(said.map((line) => line.split(" {")[0])).toEqual(["events cannot be written"]);
  });
});
