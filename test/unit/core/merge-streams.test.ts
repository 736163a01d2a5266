import { setImmediate as turnOfLoop } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sleep } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import { mergeStreams } from "../../../src/core/merge-streams.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const timeout = 10_000;
const never = new AbortController().signal;

/** Items at their moments. */
async function* timed<T>(clock: FakeClock, items: readonly (readonly [number, T])[]): AsyncGenerator<T> {
  for (const [at, item] of items) {
    await sleep(clock, ms(at - clock.now()), never);
    yield item;
  }
}

/** Everything that a stream yields, and how it ended. */
function collect<T>(stream: AsyncIterable<T>) {
  const items: T[] = [];
  const ended = (async () => {
    for await (const item of stream) items.push(item);
  })();
  return { items, ended };
}

/** A stream that tells when it is asked, and when it is left. */
function watched<T>(source: AsyncIterator<T>) {
  const seen = { asked: 0, left: 0 };
  const stream: AsyncIterable<T> = {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        seen.asked++;
        return source.next();
      },
      return: async () => {
        seen.left++;
        return { done: true, value: undefined };
      },
    }),
  };
  return { stream, seen };
}

const endless = (): AsyncIterator<string> => ({ next: () => new Promise(() => {}) });

async function* of<T>(...items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe("merged streams", () => {
  test("give items as they come", { timeout }, async () => {
    const clock = new FakeClock();
    const merged = mergeStreams([
      timed(clock, [
        [1, "a1"],
        [4, "a4"],
        [5, "a5"],
      ]),
      timed(clock, []),
      timed(clock, [
        [2, "b2"],
        [3, "b3"],
      ]),
    ]);
    const { items, ended } = collect(merged);
    await clock.advance(10);
    await ended;
    expect(items).toEqual(["a1", "b2", "b3", "a4", "a5"]);
  });

  test("give all of each, each in its own order, and end", { timeout }, async () => {
    const streams = fc.array(fc.array(fc.nat(50), { maxLength: 8 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(streams, async (lengths) => {
        const clock = new FakeClock();
        const sources = lengths.map((gaps, from) => {
          const moments = gaps.map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0));
          return timed(
            clock,
            moments.map((at, index) => [at, { from, index, at }] as const),
          );
        });
        const { items, ended } = collect(mergeStreams(sources));
        await clock.advance(1_000);
        await ended;
        expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at).sort((a, b) => a - b));
        lengths.forEach((gaps, from) => {
          const own = items.filter((item) => item.from === from).map(({ index }) => index);
          expect(own).toEqual(gaps.map((_, index) => index));
        });
      }),
      { numRuns: 50 },
    );
  });

  test("one that always has something does not keep another from its turn", { timeout }, async () => {
    const talkative: AsyncIterator<string> = { next: async () => ({ done: false, value: "more" }) };
    const { stream } = watched(talkative);
    let seen = 0;
    for await (const item of mergeStreams([stream, of("rare")])) {
      await turnOfLoop();
      if (item === "rare") break;
      if (++seen > 10) break;
    }
    expect(seen).toBeLessThanOrEqual(10);
  });

  test("of nothing end at once", { timeout }, async () => {
    const { items, ended } = collect(mergeStreams([]));
    await ended;
    expect(items).toEqual([]);
  });

  test("ask each for one item ahead at the most", { timeout }, async () => {
    let made = 0;
    const counted: AsyncIterator<number> = { next: async () => ({ done: false, value: ++made }) };
    const { stream } = watched(counted);
    const merged = mergeStreams([stream]);
    await merged.next();
    await turnOfLoop();
    expect(made).toBe(2);
    await merged.next();
    await turnOfLoop();
    expect(made).toBe(3);
    await merged.return(undefined);
  });

  test("that are left early leave every stream", { timeout }, async () => {
    const [first, second] = [watched(of("a", "b", "c")), watched(endless())];
    for await (const item of mergeStreams([first.stream, second.stream])) {
      expect(item).toBe("a");
      break;
    }
    expect([first.seen.left, second.seen.left]).toEqual([1, 1]);
  });

  test("end with the first error, after what came before it, and leave the others", { timeout }, async () => {
    const broken = async function* () {
      yield "before";
      throw new Error("torn");
    };
    const other = watched(endless());
    const { items, ended } = collect(mergeStreams([broken(), other.stream]));
    await expect(ended).rejects.toThrow("torn");
    expect(items).toEqual(["before"]);
    expect(other.seen.left).toBe(1);
  });

  test("an error that comes while the reader is slow waits for the reader, and is nobody's unhandled rejection", {
    timeout,
  }, async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    try {
      const broken = async function* () {
        yield "first";
        throw new Error("torn while nobody was looking");
      };
      const merged = mergeStreams([broken(), watched(endless()).stream]);
      expect(await merged.next()).toEqual({ done: false, value: "first" });
      for (let turn = 0; turn < 5; turn++) await turnOfLoop();
      await expect(merged.next()).rejects.toThrow("torn while nobody was looking");
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });

  test("an error that comes after the reader has left is nobody's either", { timeout }, async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    try {
      let fail: (error: Error) => void = () => {};
      const late: AsyncIterator<string> = { next: () => new Promise((_, reject) => (fail = reject)) };
      const { stream, seen } = watched(late);
      const merged = mergeStreams([of("a"), stream]);
      await merged.next();
      await merged.return(undefined);
      fail(new Error("too late"));
      for (let turn = 0; turn < 5; turn++) await turnOfLoop();
      expect([unhandled, seen.left]).toEqual([[], 1]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });
});
