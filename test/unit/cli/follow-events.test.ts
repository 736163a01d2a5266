import { expect, test } from "vitest";
import { type EventsReading, readEvents } from "../../../src/cli/insight/follow-events.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { EventBatch, EventsQuery } from "../../../src/core/host-event.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { ago, batch, event } from "./insight-samples.ts";

const timeout = 10_000;
const query: EventsQuery = { components: [], since: null, afterSequence: 0, limit: 50, follow: true, expectedHost: "" };
const lost = () => new FaultError({ code: "NOT_RESPONDING", target: "node3", pid: null, afterMs: 0 }, "it broke off");
const refused = () => new FaultError({ code: "UNREACHABLE", target: "node3", cause: "refused" });

/** Each try to read in turn: batches, and then how it ends. */
function rig(tries: readonly { readonly batches: readonly EventBatch[]; readonly ends?: () => unknown }[], offset = 0) {
  const clock = new FakeClock();
  const [asked, said]: [EventsQuery[], string[]] = [[], []];
  const reading: EventsReading = {
    open: async function* (what) {
      const now = tries[asked.length];
      asked.push(what);
      if (now === undefined) throw new Error("nobody expected another try");
      yield* now.batches;
      if (now.ends !== undefined) throw now.ends();
    },
    clock,
    offsetOf: () => offset,
    say: (text) => said.push(text),
  };
  return { clock, asked, said, reading };
}

async function readAll(what: EventsQuery, { clock, reading }: Pick<ReturnType<typeof rig>, "clock" | "reading">, enough: number) {
  const stop = new AbortController();
  const seen: { readonly sequence: number; readonly resumed: boolean }[] = [];
  let failure: unknown = null;
  const done = (async () => {
    for await (const { events, resumed } of readEvents(what, reading, stop.signal)) {
      seen.push(...events.map(({ sequence }) => ({ sequence, resumed })));
      if (seen.length >= enough) return;
    }
  })().catch((error) => {
    failure = error;
  });
  let over = false;
  void done.then(() => {
    over = true;
  });
  for (let turns = 0; !over && turns < 100; turns++) {
    await clock.settle();
    if (!over && clock.pending > 0) await clock.advanceToNext();
  }
  await done;
  return { seen, failure };
}

test("an agent that is lost is asked again, after the last event that was read, until it is back", { timeout }, async () => {
  const world = rig([
    { batches: [batch([event(1), event(2)]), batch([event(3)])], ends: lost },
    { batches: [], ends: refused },
    { batches: [], ends: refused },
    { batches: [batch([event(4)]), batch([event(5)])] },
  ]);
  const { seen } = await readAll(query, world, 5);
  expect(seen.map(({ sequence, resumed }) => [sequence, resumed])).toEqual([
    [1, false],
    [2, false],
    [3, false],
    [4, true],
    [5, true],
  ]);
  expect(world.asked.map(({ afterSequence, limit }) => [afterSequence, limit])).toEqual([
    [0, 50],
    [3, 10_000],
    [3, 10_000],
    [3, 10_000],
  ]);
  expect(world.said).toEqual(["lost: it broke off; waits until it is back", "back after 1.7s"]);
  expect(world.clock.pending).toBe(0);
});

test("a stream that simply ends is as lost as any other", { timeout }, async () => {
  const world = rig([{ batches: [batch([event(1)])] }, { batches: [batch([event(2)])] }]);
  expect((await readAll(query, world, 2)).seen).toHaveLength(2);
  expect(world.said[0]).toBe("lost; waits until it is back");
});

test.each([
  ["at first nothing was reached", [{ batches: [], ends: refused }]],
  [
    "another answer than silence",
    [
      { batches: [batch([event(1)])], ends: lost },
      { batches: [], ends: () => new FaultError({ code: "PERMISSION_DENIED", what: "this", who: "bob" }) },
    ],
  ],
] as const)("ends with the error: %s", { timeout }, async (_, tries) => {
  const { failure } = await readAll(query, rig(tries), 9);
  expect(failure).toBeInstanceOf(FaultError);
});

test("without following, an end is the end, and an error is one", { timeout }, async () => {
  const once = { ...query, follow: false };
  expect(await readAll(once, rig([{ batches: [batch([event(1)])] }]), 9)).toEqual({
    seen: [{ sequence: 1, resumed: false }],
    failure: null,
  });
  expect((await readAll(once, rig([{ batches: [batch([event(1)])], ends: lost }]), 9)).failure).toBeInstanceOf(FaultError);
});

test("where the clock of the host is off, it is asked since the same moment by its own clock", { timeout }, async () => {
  const world = rig([{ batches: [batch([event(1)])] }, { batches: [batch([event(7)])] }], 60_000);
  const { seen } = await readAll({ ...query, follow: false, since: ago(300) }, world, 9);
  expect(seen.map(({ sequence }) => sequence)).toEqual([7]);
  expect(world.asked.map(({ since }) => since)).toEqual([ago(300), ago(240)]);
});
