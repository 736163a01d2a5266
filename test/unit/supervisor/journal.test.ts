import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turnOfLoop } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FaultError } from "../../../src/core/fault.ts";
import type { ComponentName } from "../../../src/core/names.ts";
import {
  type ComponentRecord,
  Journal,
  type JournalState,
  journalFile,
  parseJournal,
  readJournal,
  setAside,
  writeJournal,
} from "../../../src/supervisor/journal.ts";
import { component } from "../../helpers/supervised-host.ts";

const timeout = 10_000;

/** The writes to disk that are under way; each ends when the test says so. */
const disk = vi.hoisted(() => ({
  writes: [] as { text: string; done: () => void; fail: (error: Error) => void }[],
  held: false,
}));

vi.mock("../../../src/supervisor/durable-file.ts", async (original) => {
  const real = await original<{ writeDurably(path: string, text: string): Promise<void> }>();
  return {
    writeDurably: (path: string, text: string) =>
      disk.held ? new Promise<void>((done, fail) => disk.writes.push({ text, done, fail })) : real.writeDurably(path, text),
  };
});

const name: fc.Arbitrary<ComponentName> = fc
  .oneof(fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/), fc.constantFrom("constructor", "is", "to-string"))
  .map((text) => text as ComponentName);
const text = fc.string({ unit: "binary", maxLength: 12 });
const record: fc.Arbitrary<ComponentRecord> = fc.record({
  desired: fc.constantFrom("up", "down"),
  leader: fc.option(
    fc.record({ pid: fc.nat(), startTicks: fc.maxSafeNat(), bootId: fc.uuid(), run: fc.stringMatching(/^[0-9a-f]{8}$/) }),
  ),
  restarts: fc.nat(),
  generation: fc.maxSafeNat(),
  lastExit: fc.option(
    fc.record({
      code: fc.option(fc.nat(255)),
      signal: fc.option(fc.constantFrom("SIGTERM", "SIGKILL")),
      at: fc.date({ noInvalidDate: true }),
      expected: fc.boolean(),
      hint: text,
    }),
  ),
  spec: fc
    .tuple(text, fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/), text, { noNullPrototype: true }))
    .map(([title, env]) => component("is", ["--x"], { title, env })),
});
const state: fc.Arbitrary<JournalState> = fc.record({
  supervisor: fc.constantFrom("running", "stopped"),
  components: fc.array(fc.tuple(name, record), { maxLength: 4 }).map((entries) => new Map(entries)),
});
const sample = (desired: "up" | "down" = "up"): JournalState => ({
  supervisor: "running",
  components: new Map([
    [
      "is" as ComponentName,
      {
        desired,
        leader: { pid: 7, startTicks: 8, bootId: "b", run: "r" },
        restarts: 2,
        generation: 3,
        lastExit: null,
        spec: component("is"),
      },
    ],
  ]),
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-journal-"));
  disk.writes.length = 0;
  disk.held = false;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the text of a journal", () => {
  test("is read back to the same, in the same order", { timeout }, () => {
    fc.assert(
      fc.property(state, (one) => {
        const read = parseJournal(writeJournal(one));
        expect(read).toEqual(one);
        expect([...read.components.keys()]).toEqual([...one.components.keys()]);
      }),
    );
  });

  test("cut off anywhere, it is a problem and no exception", { timeout }, () => {
    const whole = writeJournal(sample());
    writeFileSync(journalFile(folder), whole);
    for (let length = whole.length - 2; length >= 0; length--) {
      truncateSync(journalFile(folder), length);
      const { state, problem } = readJournal(folder);
      expect(state === null && problem?.startsWith(journalFile(folder))).toBe(true);
    }
    writeFileSync(journalFile(folder), whole);
    expect(readJournal(folder)).toEqual({ state: sample(), problem: null });
  });

  test("overwritten with anything, it is understood or a problem, and no exception", { timeout }, () => {
    const like = fc.record(
      {
        version: fc.constantFrom(1, 2, "1", null),
        supervisor: fc.constantFrom("running", "stopped", "", null),
        components: fc.oneof(
          fc.jsonValue(),
          fc.dictionary(
            fc.constantFrom("is", "PS", ""),
            fc.oneof(
              fc.jsonValue(),
              fc.object({
                key: fc.constantFrom("desired", "leader", "spec", "lastExit", "command", "stop", "timeout", "at", "pid"),
                maxDepth: 3,
              }),
            ),
          ),
        ),
      },
      { requiredKeys: [] },
    );
    const damage = fc.oneof(
      fc.string(),
      fc.json(),
      like.map((raw) => JSON.stringify(raw)),
    );
    fc.assert(
      fc.property(damage, (torn) => {
        writeFileSync(journalFile(folder), torn);
        const { state: read, problem } = readJournal(folder);
        expect((read === null) !== (problem === null)).toBe(true);
      }),
    );
  });

  test.each([
    ["null", "version undefined is not 1"],
    ['{"version":2}', "version 2 is not 1"],
    ['{"version":1,"supervisor":"dead","components":{}}', "supervisor is neither running nor stopped"],
    ['{"version":1,"supervisor":"running"}', "components are missing"],
    ['{"version":1,"supervisor":"running","components":{"IS":{}}}', '"IS" is no component name'],
    ['{"version":1,"supervisor":"running","components":{"is":{}}}', "is: desired is neither up nor down"],
    ['{"version":1,"supervisor":"running","components":{"is":{"desired":"up"}}}', "is: no specification"],
    [
      '{"version":1,"supervisor":"running","components":{"is":{"desired":"up","leader":{"pid":1,"startTicks":2},"spec":{"command":["x"],"stop":{"timeout":1}}}}}',
      "is: the identity of its process is not whole",
    ],
    [
      '{"version":1,"supervisor":"running","components":{"is":{"desired":"up","leader":{"pid":1.5},"spec":{"command":["x"],"stop":{"timeout":1}}}}}',
      "is: the identity of its process is not whole",
    ],
  ])("%s: %s", (text, problem) => {
    writeFileSync(journalFile(folder), text);
    expect(readJournal(folder).problem).toBe(`${journalFile(folder)} cannot be understood: ${problem}`);
  });
});

describe("the file", () => {
  test("that is not there is neither a state nor a problem", () => {
    expect(readJournal(join(folder, "no", "where"))).toEqual({ state: null, problem: null });
  });

  test("that may not be read is a fault with a remedy", () => {
    mkdirSync(journalFile(folder));
    expect(() => readJournal(folder)).toThrow("run as the user that the agent runs as");
  });

  test("that is torn is kept under another name", () => {
    writeFileSync(journalFile(folder), "torn");
    const kept = setAside(folder, new Date("2026-01-01T12:34:56.789Z"));
    expect(kept).toBe(join(folder, "journal.json.torn-2026-01-01T123456.789Z"));
    expect(readFileSync(kept, "utf8")).toBe("torn");
    expect(existsSync(journalFile(folder))).toBe(false);
  });

  test("is written and read", { timeout }, async () => {
    const journal = new Journal(folder, () => sample());
    await journal.save();
    expect(readJournal(folder).state).toEqual(sample());
    expect(readdirSync(folder)).toEqual(["journal.json"]);
  });

  test("of a folder that cannot be written to is a fault, and the journal works again once it can", { timeout }, async () => {
    const blocked = join(folder, "state");
    writeFileSync(blocked, "in the way");
    const journal = new Journal(blocked, () => sample());
    await expect(Promise.all([journal.save(), journal.save()])).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
    await expect(journal.save()).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
    rmSync(blocked);
    await journal.save();
    expect(readJournal(blocked).state).toEqual(sample());
  });
});

describe("saving", () => {
  /** A journal of a number that the test counts up. */
  function counted() {
    disk.held = true;
    const at = { count: 0 };
    const journal = new Journal(folder, () => ({
      supervisor: "running",
      components: new Map([
        ["is" as ComponentName, { ...(sample().components.values().next().value as ComponentRecord), restarts: at.count }],
      ]),
    }));
    const written = () => disk.writes.map(({ text }) => parseJournal(text).components.get("is" as ComponentName)?.restarts);
    return { at, journal, written };
  }
  const complete = (write: number) => disk.writes[write]?.done();

  test("writes once for all that changes while a write is under way", { timeout }, async () => {
    const { at, journal, written } = counted();
    const saved: string[] = [];
    const save = (what: string) => void journal.save().then(() => saved.push(what));
    at.count = 1;
    save("first");
    for (const change of [2, 3, 4]) {
      at.count = change;
      save(`change ${change}`);
    }
    expect(written()).toEqual([1]);
    complete(0);
    await turnOfLoop();
    expect(written()).toEqual([1, 4]);
    expect(saved).toEqual(["first"]);
    complete(1);
    await turnOfLoop();
    expect(saved).toEqual(["first", "change 2", "change 3", "change 4"]);
  });

  test("a failed write does not fail what changed during it", { timeout }, async () => {
    const { journal, written } = counted();
    const first = journal.save();
    const second = journal.save();
    disk.writes[0]?.fail(new FaultError({ code: "NOT_DURABLE", path: "x", cause: "full" }));
    await expect(first).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
    await turnOfLoop();
    expect(written()).toHaveLength(2);
    complete(1);
    await second;
  });

  test("is one write at a time, and whoever was told that it is saved finds it in the last one, however it falls", {
    timeout,
  }, async () => {
    // A step is a change that is saved, or the end of the write under way; `gap` is how many microtasks come before it.
    const step = fc.record({ gap: fc.nat(6), what: fc.constantFrom("save", "save", "done", "fail", "turn") });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { at, journal } = counted();
        disk.writes.length = 0;
        const onDisk = { value: 0, open: 0 };
        const saves: Promise<void>[] = [];
        let ended = 0;
        const endOne = (how: "done" | "fail") => {
          const write = disk.writes[ended];
          if (write === undefined) return;
          ended++;
          if (how === "fail") return write.fail(new Error("full"));
          onDisk.value = parseJournal(write.text).components.get("is" as ComponentName)?.restarts ?? -1;
          write.done();
        };
        for (const { gap, what } of steps) {
          for (let turn = 0; turn < gap; turn++) await null;
          if (what === "turn") await turnOfLoop();
          else if (what !== "save") endOne(what as "done" | "fail");
          else {
            const value = ++at.count;
            saves.push(
              journal.save().then(
                () => expect(onDisk.value).toBeGreaterThanOrEqual(value),
                () => {},
              ),
            );
          }
          expect(disk.writes.length - ended).toBeLessThanOrEqual(1);
        }
        await turnOfLoop();
        while (ended < disk.writes.length) {
          endOne("done");
          await turnOfLoop();
          expect(disk.writes.length - ended).toBeLessThanOrEqual(1);
        }
        await Promise.all(saves);
      }),
      { numRuns: 300 },
    );
  });
});
