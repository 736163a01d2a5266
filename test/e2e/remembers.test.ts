import { expect, test } from "vitest";
import type { EventBatch, EventsQuery, HostEvent } from "../../src/core/host-event.ts";
import { CALL, eventually, Home, played } from "../helpers/home.ts";

const ALL: EventsQuery = { components: [], since: null, afterSequence: 0, limit: 10_000, follow: false, expectedHost: "" };

async function events(home: Home, query: Partial<EventsQuery> = {}): Promise<readonly HostEvent[]> {
  await using connection = home.connect();
  const batches: EventBatch[] = [];
  for await (const batch of connection.events({ ...ALL, ...query }, CALL)) batches.push(batch);
  return batches.flatMap((batch) => batch.events);
}

test("a killed component is told with signal, time and last lines, to a follower at once and by the next agent still", {
  timeout: 60_000,
}, async () => {
  await using home = new Home({ is: played(), ps: played() });
  await home.agent();
  await home.do("start");
  await using connection = home.connect();
  const last = (await events(home)).at(-1);
  expect(last).toMatchObject({ kind: "operation-ended", by: "test", operationKind: "start", requested: [] });
  const stream = connection.events({ ...ALL, afterSequence: last?.sequence ?? 0, components: ["is"], follow: true }, CALL);
  const heard = stream[Symbol.asyncIterator]();
  expect((await heard.next()).value).toMatchObject({ events: [], forgottenUntil: null, dropped: 0 });

  const pid = home.lastPid("is");
  const killed = Date.now();
  process.kill(pid, "SIGKILL");
  const crash = ((await heard.next()).value as EventBatch).events[0] as HostEvent;
  expect(Date.now() - killed).toBeLessThan(5_000);
  expect(crash).toMatchObject({
    component: "is",
    previousState: "running",
    ready: false,
    pid,
    by: null,
    exit: { signal: "SIGKILL" },
  });
  expect(Math.abs(crash.at.getTime() - killed)).toBeLessThan(1_000);
  expect(crash.tail.at(-1)).toContain("hello from is");
  expect(crash.evidence.join()).toMatch(/out-of-memory killer ended (nothing|\d+ process)/);
  await heard.return?.();

  await eventually(() => home.count("start")["is"] === 2, "the next start of is");
  const before = await events(home);
  await home.killAgent();
  await home.agent();
  const after = await events(home);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.find(({ sequence }) => sequence > (before.at(-1)?.sequence ?? 0))?.message).toMatch(
    /took over 2 components; the one before it was killed/,
  );
  const numbers = after.map(({ sequence }) => sequence);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  await home.status();
  const { series } = await (await home.connect()).usage({ components: [], since: null, expectedHost: "" }, CALL);
  expect(
    series
      .filter(({ points }) => points.length > 0)
      .map(({ component, step }) => `${component} ${step}`)
      .sort(),
  ).toEqual(["is 10000", "is 300000", "null 10000", "null 300000", "ps 10000", "ps 300000"]);
});
