import { describe, expect, test } from "vitest";
import type { WatchedChange } from "../../../src/agent/change.ts";
import { ChangeFeed, KEPT_CHANGES } from "../../../src/agent/change-feed.ts";
import { ms } from "../../../src/core/duration.ts";
import type { WatchQuery, WatchUpdate } from "../../../src/core/host-service.ts";
import type { HostStatus, SupervisorStatus } from "../../../src/core/status.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const timeout = 10_000;
const change = (pid: number): WatchedChange => ({ t: "supervisor", supervisor: { pid } as SupervisorStatus });
const figures = async () => ({ supervisor: null, components: [] });
const status = { host: "node3" } as HostStatus;

/** A feed, a reader of it, and what the reader has heard. */
class Rig {
  readonly clock = new FakeClock();
  readonly feed = new ChangeFeed(this.clock);
  snapshots = 0;
  #pid = 0;

  add(count = 1): void {
    for (let at = 0; at < count; at++) this.feed.add(change(++this.#pid));
  }

  follow(afterSequence: number, signal = new AbortController().signal, more: Partial<WatchQuery> = {}) {
    const snapshot = async () => {
      this.snapshots++;
      return status;
    };
    return this.feed.follow({ afterSequence, ...more }, { snapshot, figures }, signal);
  }

  /** The next so many updates, which are there already. */
  async take(reader: AsyncGenerator<WatchUpdate>, count: number): Promise<readonly string[]> {
    const heard: string[] = [];
    for (let at = 0; at < count; at++) {
      const next = await reader.next();
      heard.push(next.done === true ? "end" : short(next.value));
    }
    return heard;
  }
}

const short = (update: WatchUpdate) => {
  const what = update.t === "supervisor" ? update.supervisor.pid : update.t === "dropped" ? `dropped ${update.count}` : update.t;
  return `${update.sequence}: ${what}`;
};

describe("the changes of a host", () => {
  test("begin with a snapshot, and then come as they happen, numbered without a gap", { timeout }, async () => {
    const rig = new Rig();
    rig.add(3);
    const reader = rig.follow(0);
    expect(await rig.take(reader, 1)).toEqual(["3: snapshot"]);
    rig.add(2);
    expect(await rig.take(reader, 2)).toEqual(["4: 4", "5: 5"]);
    const next = rig.take(reader, 1);
    await rig.clock.settle();
    rig.add();
    expect(await next).toEqual(["6: 6"]);
  });

  test("have the time at which they happened", { timeout }, async () => {
    const rig = new Rig();
    await rig.clock.advance(1_000);
    rig.add();
    await rig.clock.advance(1_000);
    const { value } = await rig.follow(0).next();
    expect(value.at).toEqual(new Date("2026-01-01T12:00:02Z"));
    rig.add();
    const reader = rig.follow(1);
    expect((await reader.next()).value.at).toEqual(new Date("2026-01-01T12:00:02Z"));
  });

  test("go on where a reader left off, without a snapshot", { timeout }, async () => {
    const rig = new Rig();
    rig.add(5);
    expect(await rig.take(rig.follow(3), 2)).toEqual(["4: 4", "5: 5"]);
    const upToDate = rig.follow(5);
    const next = rig.take(upToDate, 1);
    await rig.clock.settle();
    rig.add();
    expect(await next).toEqual(["6: 6"]);
    expect(rig.snapshots).toBe(0);
  });

  test.each([
    ["kept no more", 4, `${KEPT_CHANGES + 5}: snapshot`],
    ["just kept", 5, "6: 6"],
    ["of another agent's life", KEPT_CHANGES + 6, `${KEPT_CHANGES + 5}: snapshot`],
  ])("after a number that is %s", { timeout }, async (_what, after, first) => {
    const rig = new Rig();
    rig.add(KEPT_CHANGES + 5);
    expect(await rig.take(rig.follow(after), 1)).toEqual([first]);
  });

  test("are kept up to a bound: a slow reader is told how many it lost, and gets a snapshot", { timeout }, async () => {
    const rig = new Rig();
    const reader = rig.follow(0);
    expect(await rig.take(reader, 1)).toEqual(["0: snapshot"]);
    rig.add(KEPT_CHANGES);
    expect(await rig.take(reader, 2)).toEqual(["1: 1", "2: 2"]);
    rig.add(12); // the oldest kept is 13 now, and the reader comes for 3
    expect(await rig.take(reader, 2)).toEqual([`${KEPT_CHANGES + 12}: dropped 10`, `${KEPT_CHANGES + 12}: snapshot`]);
    rig.add();
    expect(await rig.take(reader, 1)).toEqual([`${KEPT_CHANGES + 13}: ${KEPT_CHANGES + 13}`]);
  });

  test("that are not read at all cost no more than the bound", { timeout }, async () => {
    const rig = new Rig();
    const reader = rig.follow(0);
    await rig.take(reader, 1);
    rig.add(10 * KEPT_CHANGES);
    expect(await rig.take(reader, 2)).toEqual([
      `${10 * KEPT_CHANGES}: dropped ${9 * KEPT_CHANGES}`,
      `${10 * KEPT_CHANGES}: snapshot`,
    ]);
  });

  test("that happen while a snapshot is taken come after it", { timeout }, async () => {
    const rig = new Rig();
    let taken: (of: HostStatus) => void = () => {};
    const slow = () => new Promise<HostStatus>((resolve) => (taken = resolve));
    const reader = rig.feed.follow({ afterSequence: 0 }, { snapshot: slow, figures }, new AbortController().signal);
    const first = rig.take(reader, 2);
    await rig.clock.settle();
    rig.add();
    taken(status);
    expect(await first).toEqual(["0: snapshot", "1: 1"]);
  });

  test("end with the reason when the reader leaves, waiting or not", { timeout }, async () => {
    const rig = new Rig();
    const [waiting, busy] = [new AbortController(), new AbortController()];
    const reader = rig.follow(0, waiting.signal);
    await rig.take(reader, 1);
    const next = reader.next();
    await rig.clock.settle();
    const reason = new Error("gone");
    waiting.abort(reason);
    await expect(next).rejects.toBe(reason);
    const other = rig.follow(0, busy.signal);
    await rig.take(other, 1);
    busy.abort(reason);
    await expect(other.next()).rejects.toBe(reason);
    rig.add(); // nobody is told, and nothing breaks
  });

  test("come to every reader alike", { timeout }, async () => {
    const rig = new Rig();
    const readers = Array.from({ length: 5 }, () => rig.follow(0));
    for (const reader of readers) await rig.take(reader, 1);
    const next = readers.map((reader) => rig.take(reader, 3));
    await rig.clock.settle();
    rig.add(3);
    expect(await Promise.all(next)).toEqual(Array(5).fill(["1: 1", "2: 2", "3: 3"]));
  });

  test("a snapshot that cannot be taken is the reader's error", { timeout }, async () => {
    const rig = new Rig();
    const failing = async () => Promise.reject(new Error("no /proc"));
    await expect(
      rig.feed.follow({ afterSequence: 0 }, { snapshot: failing, figures }, new AbortController().signal).next(),
    ).rejects.toThrow("no /proc");
  });

  test("of another life of the agent begin with a snapshot, though the number could be one of this", { timeout }, async () => {
    const rig = new Rig();
    rig.add(5);
    const other = rig.follow(3, undefined, { epoch: "another" });
    expect(await rig.take(other, 1)).toEqual(["5: snapshot"]);
    const same = rig.follow(3, undefined, { epoch: rig.feed.epoch });
    expect(await rig.take(same, 2)).toEqual(["4: 4", "5: 5"]);
  });

  test("have figures in between as often as was asked for, and never before a change that is there", { timeout }, async () => {
    const rig = new Rig();
    const reader = rig.follow(0, undefined, { usageEvery: ms(5_000) });
    await rig.take(reader, 1);
    const next = rig.take(reader, 3);
    await rig.clock.settle();
    await rig.clock.advance(4_999);
    rig.add();
    await rig.clock.settle();
    await rig.clock.advance(1);
    await rig.clock.advance(4_999);
    await rig.clock.advance(1);
    expect(await next).toEqual(["1: 1", "1: usage", "1: usage"]);
    await rig.clock.advance(60_000); // a reader that was away is told once, not once for each time that was missed
    rig.add(2);
    expect(await rig.take(reader, 3)).toEqual(["2: 2", "3: 3", "3: usage"]);
  });
});
