import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seconds } from "../../../../src/core/duration.ts";
import { isFault } from "../../../../src/core/fault.ts";
import { journalFile, journalHolder, lockJournal } from "../../../../src/fleet/rollout/journal-lock.ts";
import { type JournalRecord, parseRecord, writeRecord } from "../../../../src/fleet/rollout/journal-record.ts";
import { type JournalHandle, JournalWriter } from "../../../../src/fleet/rollout/journal-writer.ts";
import { listRollouts } from "../../../../src/fleet/rollout/list-rollouts.ts";
import { abortRollout, beginRollout, resumeRollout } from "../../../../src/fleet/rollout/open-rollout.ts";
import { isLiving, stampOf } from "../../../../src/fleet/rollout/process-stamp.ts";
import { foldJournal, readJournal } from "../../../../src/fleet/rollout/read-journal.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { rolloutId } from "./mortal-rig.ts";
import { count, headerOf, NOON, policyOf, Rig, specs } from "./rig.ts";

const T = { timeout: 10_000 };
const ID = rolloutId("r1");
const hosts = specs(3, { n2: "fails" });
const policy = policyOf(3, { batch: count(2), maxFailures: count(1) });
const header = headerOf(hosts, policy);
const clock = new FakeClock();
const resuming = { by: "bob", maxFailures: null, clock };
const settled: JournalRecord = { t: "end", at: NOON, result: "interrupted", why: "" };

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rollouts-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The records of a whole rollout, beginning included. */
async function wholeRecords(): Promise<readonly JournalRecord[]> {
  const rig = new Rig(hosts, policy);
  await rig.run();
  return [{ t: "rollout", v: 1, at: NOON, header }, ...rig.journal.records];
}

const bytesOf = (records: readonly JournalRecord[]) => Buffer.from(records.map(writeRecord).join(""));

const errorOf = async (act: () => unknown): Promise<Error> => {
  try {
    await act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
};

test("a record is read back as it was written", T, async () => {
  for (const record of await wholeRecords()) expect(parseRecord(writeRecord(record))).toEqual(record);
});

test.each([
  ["null", "undefined is no kind of record"],
  ['{"t":"x","at":"2026-01-01"}', "x is no kind of record"],
  ['{"t":"end"}', "it has no time"],
  ['{"t":"settled","at":"2026-01-01","host":"a","outcome":"fine"}', "fine is no outcome"],
  ['{"t":"batch","at":"2026-01-01","hosts":[{"host":"a","operationId":"../x"}]}', "../x is no operation id"],
  ['{"t":"rollout","at":"2026-01-01","v":2}', "version 2 is not 1"],
  ['{"t":"rollout","at":"2026-01-01","v":1}', "the rollout has no id"],
  ['{"t":"rollout","at":"2026-01-01","v":1,"header":{"id":"a"}}', "hosts or policy are missing"],
])("%s is no record", T, (line, why) => expect(() => parseRecord(line)).toThrow(why));

test("the state that is read is the state of whoever wrote it", T, async () => {
  const rig = new Rig(hosts, policy);
  await rig.run();
  const { state } = foldJournal(bytesOf([{ t: "rollout", v: 1, at: NOON, header }, ...rig.journal.records]));
  expect([...state.hosts]).toEqual([...rig.state.hosts]);
  expect([state.end, state.batches, state.accounts()]).toEqual([rig.state.end, rig.state.batches, rig.state.accounts()]);
});

test("torn at every byte it is what its whole lines say", { timeout: 20_000 }, async () => {
  const records = await wholeRecords();
  const lines = records.map(writeRecord);
  const bytes = bytesOf(records);
  const firstLine = Buffer.byteLength(lines[0] as string);
  for (let length = 0; length <= bytes.length; length++) {
    const torn = bytes.subarray(0, length);
    if (length < firstLine) {
      expect(() => foldJournal(torn)).toThrow("no whole line");
      continue;
    }
    const { wholeBytes, state } = foldJournal(torn);
    const whole = torn.subarray(0, wholeBytes).toString().split("\n").length - 2;
    if (wholeBytes !== Buffer.byteLength(lines.slice(0, whole + 1).join(""))) expect.fail(`torn at ${length}`);
    if ((state.end !== null) !== (length === bytes.length)) expect.fail(`its end, torn at ${length}`);
  }
});

test("whatever follows the last whole line is passed over: zeros of a crash too", T, async () => {
  const bytes = bytesOf((await wholeRecords()).slice(0, 2));
  expect(foldJournal(Buffer.concat([bytes, Buffer.alloc(4096)])).wholeBytes).toBe(bytes.length);
});

test("a line in the middle that cannot be understood is told, and nothing is guessed", T, async () => {
  const [first, batch, ...rest] = (await wholeRecords()).map(writeRecord) as [string, string, ...string[]];
  expect(() => foldJournal(Buffer.from(`${first}${batch.slice(0, 20)}\n${rest.join("")}`))).toThrow("line 2: ");
  expect(() => foldJournal(Buffer.from(`${first}${rest.join("")}`))).toThrow("line 2: n1 is due, not in-flight");
  expect(() => foldJournal(Buffer.from(`${first}${first}`))).toThrow("line 2: a second beginning");
  expect(() => foldJournal(Buffer.from(batch))).toThrow("line 1: it does not begin with the rollout");
});

describe("on disk", () => {
  test("a rollout is begun once, gone on with, and listed", T, async () => {
    expect(listRollouts(join(dir, "none"))).toEqual([]);
    const nested = join(dir, "rollouts");
    {
      await using begun = await beginRollout(nested, header, clock);
      expect(listRollouts(nested).map(({ id, standing }) => `${id} ${standing}`)).toEqual(["r1 running"]);
      expect(journalHolder(nested, ID)?.pid).toBe(process.pid);
      await begun.journal.append({ t: "batch", at: NOON, canary: false, hosts: [{ host: "n1", operationId: "op" as never }] });
    }
    expect(listRollouts(nested).map(({ standing }) => standing)).toEqual(["died"]);
    expect(statSync(journalFile(nested, ID)).mode & 0o777).toBe(0o640);
    expect((await errorOf(() => beginRollout(nested, header, clock))).message).toContain("there is such a rollout already");
    {
      await using again = await resumeRollout(nested, ID, { ...resuming, maxFailures: 2 });
      expect(again.state.host("n1")).toMatchObject({ stage: "in-flight", operationId: "op" });
      expect(again.state.policy.maxFailures).toBe(2);
      await again.journal.append(settled);
    }
    expect(listRollouts(nested).map(({ standing }) => standing)).toEqual(["interrupted"]);
    expect(readJournal(nested, ID).state.policy.maxFailures).toBe(2);
  });

  test("a torn end is cut off before anything is added", T, async () => {
    await using begun = await beginRollout(dir, header, clock);
    await begun.journal[Symbol.asyncDispose]();
    writeFileSync(journalFile(dir, ID), `{"t":"batch","at":"${"x".repeat(1_000)}`, { flag: "a" });
    await using again = await resumeRollout(dir, ID, resuming);
    await again.journal.append(settled);
    expect(readJournal(dir, ID).state.end?.result).toBe("interrupted");
    expect(readFileSync(journalFile(dir, ID), "utf8")).not.toContain("xx");
  });

  test("one that is finished or aborted is not gone on with; an aborted one stays so", T, async () => {
    {
      await using begun = await beginRollout(dir, header, clock);
      await begun.journal.append(settled);
    }
    const state = await abortRollout(dir, ID, { by: "bob", why: "wrong fleet", clock });
    expect(state.aborted).toMatchObject({ by: "bob", why: "wrong fleet" });
    expect(listRollouts(dir).map(({ standing }) => standing)).toEqual(["aborted"]);
    const error = await errorOf(() => resumeRollout(dir, ID, resuming));
    expect([isFault(error, "INVALID_REQUEST"), error.message]).toEqual([true, expect.stringContaining("was aborted by bob")]);
    expect(await errorOf(() => abortRollout(dir, ID, { by: "eve", why: "", clock }))).toBeInstanceOf(Error);
    const other = { ...header, id: rolloutId("r2") };
    {
      await using finished = await beginRollout(dir, other, clock);
      await finished.journal.append({ t: "end", at: NOON, result: "finished", why: "" });
    }
    expect((await errorOf(() => resumeRollout(dir, other.id, resuming))).message).toContain("is finished");
  });

  test("what is not there, unreadable or another's is told", T, async () => {
    const absent = await errorOf(() => resumeRollout(dir, ID, resuming));
    expect([isFault(absent, "BAD_FILE"), absent.message]).toEqual([true, expect.stringContaining("there is no such rollout")]);
    await (await beginRollout(dir, header, clock))[Symbol.asyncDispose]();
    writeFileSync(journalFile(dir, rolloutId("copy")), readFileSync(journalFile(dir, ID)));
    expect(() => readJournal(dir, rolloutId("copy"))).toThrow("it is that of rollout r1");
    truncateSync(journalFile(dir, ID), 10);
    expect(() => readJournal(dir, ID)).toThrow("cut short before it began");
    expect(
      listRollouts(dir)
        .map(({ id, standing }) => `${id} ${standing}`)
        .sort(),
    ).toEqual(["copy unreadable", "r1 unreadable"]);
    expect(await errorOf(() => resumeRollout(dir, ID, resuming))).toMatchObject({
      message: expect.stringContaining("cut short"),
    });
  });

  test("the latest is first", T, async () => {
    for (const [at, id] of ["a", "c", "b"].entries()) {
      const then = new FakeClock({ wall: new Date(NOON.getTime() + at * 1_000) });
      await (await beginRollout(dir, { ...header, id: rolloutId(id) }, then))[Symbol.asyncDispose]();
    }
    expect(listRollouts(dir).map(({ id }) => id)).toEqual(["b", "c", "a"]);
  });

  test("a whole rollout is read from its file as whoever ran it knows it", T, async () => {
    const rig = new Rig(hosts, policy);
    await rig.run();
    {
      await using begun = await beginRollout(dir, header, clock);
      for (const record of rig.journal.records) await begun.journal.append(record);
    }
    expect([...readJournal(dir, ID).state.hosts]).toEqual([...rig.state.hosts]);
  });
});

describe("the lock", () => {
  test("is held by one at a time, and can be taken when it is given back", T, () => {
    const giveBack = lockJournal(dir, ID);
    expect(() => lockJournal(dir, ID)).toThrow(`process ${process.pid} is at work on this rollout; wait for it`);
    lockJournal(dir, rolloutId("other"))();
    giveBack();
    giveBack();
    expect(journalHolder(dir, ID)).toBeNull();
    lockJournal(dir, ID)();
    expect(readdirSync(dir).filter((name) => name.startsWith("r1.")).length).toBe(1);
  });

  test("of a process that was killed, of another boot, or with a pid that is somebody else's now is taken", T, () => {
    const own = stampOf(process.pid);
    const ended = spawnSync(process.execPath, ["-e", "0"]);
    const stale = [{ ...own, pid: ended.pid }, { ...own, bootId: "other" }, { ...own, startTicks: 1 }, "torn"];
    for (const [at, holder] of stale.entries()) {
      const id = rolloutId(`r${at}`);
      writeFileSync(join(dir, `${id}.lock.4`), holder === "torn" ? '{"pid":' : JSON.stringify(holder));
      lockJournal(dir, id);
      expect(readdirSync(dir).filter((name) => name.startsWith(`${id}.`))).toEqual([`${id}.lock.5`]);
    }
  });

  test("is not that of a rollout whose name begins alike", T, () => {
    lockJournal(dir, rolloutId("r1.lock"));
    lockJournal(dir, ID);
    expect(journalHolder(dir, ID)?.pid).toBe(process.pid);
  });

  test("a stamp tells a living process from one that has gone", T, () => {
    expect(isLiving(stampOf(process.pid) ?? { pid: 0, startTicks: 0, bootId: "" })).toBe(true);
    expect(stampOf(2 ** 22 + 1)).toBeNull();
  });
});

/** A file on a disk of so many bytes. */
class SmallDisk implements JournalHandle {
  bytes = Buffer.alloc(0);
  capacity: number;
  syncs = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  // biome-ignore lint/suspicious/noExplicitAny: one of the many forms of write
  write: any = async (buffer: Buffer, offset: number, length: number, position: number) => {
    const fits = Math.min(length, this.capacity - position);
    if (fits <= 0) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    this.bytes = Buffer.concat([
      this.bytes.subarray(0, position),
      buffer.subarray(offset, offset + fits),
      this.bytes.subarray(position + fits),
    ]);
    return { bytesWritten: fits, buffer };
  };

  truncate = async (length = 0) => {
    this.bytes = this.bytes.subarray(0, length);
  };

  datasync = async () => {
    this.syncs += 1;
  };

  close = async () => {};
}

describe("the disk is full", () => {
  test("what did not fit is not in the file, nor a part of it, once there is room again", T, async () => {
    const disk = new SmallDisk(300);
    await using writer = new JournalWriter(disk as never, "j", 0, () => {});
    await writer.append(settled);
    const error = await errorOf(() => writer.append({ ...settled, why: "x".repeat(1_000) } as JournalRecord));
    expect([isFault(error, "NOT_DURABLE"), error.message]).toEqual([true, expect.stringContaining("cannot write j: ENOSPC")]);
    expect(disk.bytes.length).toBe(300); // a torn line, which nobody reads
    await writer.append({ ...settled, why: "later" } as JournalRecord);
    expect(disk.bytes.toString()).toBe(`${writeRecord(settled)}${writeRecord({ ...settled, why: "later" } as JournalRecord)}`);
  });

  test("records that wait together go out with one fsync, in order", T, async () => {
    const disk = new SmallDisk(100_000);
    await using writer = new JournalWriter(disk as never, "j", 0, () => {});
    await Promise.all(Array.from({ length: 50 }, (_, at) => writer.append({ ...settled, why: String(at) } as JournalRecord)));
    expect(disk.syncs).toBeLessThanOrEqual(2);
    const whys = disk.bytes
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).why);
    expect(whys).toEqual(Array.from({ length: 50 }, (_, at) => String(at)));
  });

  test("after its end nothing is taken", T, async () => {
    let given = 0;
    const writer = new JournalWriter(new SmallDisk(1_000) as never, "j", 0, () => given++);
    const last = writer.append(settled);
    await Promise.all([writer[Symbol.asyncDispose](), writer[Symbol.asyncDispose]()]);
    await last;
    expect(given).toBe(1);
    await expect(writer.append(settled)).rejects.toThrow("it is closed");
  });

  test.each(Array.from({ length: 12 }, (_, at) => at))(
    "from record %d on: nothing is sent that is not written down, and who is in flight is waited for",
    T,
    async (room) => {
      const records: JournalRecord[] = [];
      const rig: Rig = new Rig(specs(6), policyOf(6, { batch: count(2) }), {
        journal: {
          records,
          append: async (record) => {
            if (records.length >= room) throw new Error("ENOSPC");
            records.push(record);
          },
        },
      });
      const { result, accounts, why, inFlight } = await rig.run();
      expect([result, why, inFlight]).toEqual(["halted", "the journal cannot be written: ENOSPC", []]);
      const begun = records.flatMap((record) => (record.t === "batch" ? record.hosts.map(({ host }) => host) : []));
      const acted = [...rig.fleet.acts()].filter(([, acts]) => acts > 0).map(([host]) => host);
      expect(acted).toEqual(begun);
      expect(accounts.done).toEqual(begun);
      expect(rig.trail().filter((line) => line === "journal-failed")).toHaveLength(1);
    },
  );
});

test("a disk that hangs is as one that is full", T, async () => {
  const records: JournalRecord[] = [];
  const append = (record: JournalRecord) => (records.push(record) > 3 ? new Promise<void>(() => {}) : Promise.resolve());
  const rig = new Rig(specs(3), policyOf(3), { journal: { records, append } });
  const { result, why, accounts } = await rig.run();
  expect([result, why]).toEqual(["halted", "the journal cannot be written: writing the journal timed out after 30 s"]);
  expect([accounts.done, accounts.notAttempted]).toEqual([["n1"], ["n2", "n3"]]);
});

test("no warning of too many listeners, however many hosts are in flight", T, async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.name);
  process.on("warning", note);
  const rig = new Rig(specs(60), policyOf(60, { batch: count(60) }));
  rig.at(seconds(1), () => rig.stopping.abort());
  await rig.run();
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", note);
  expect(warnings).toEqual([]);
});
