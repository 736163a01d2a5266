import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { EventBatch, EventsQuery, HostEvent } from "../../src/core/host-event.ts";
import { CALL, eventually, Home, played } from "../helpers/home.ts";

const timeout = 90_000;
const ALL: EventsQuery = { components: [], since: null, afterSequence: 0, limit: 10_000, follow: false, expectedHost: "" };
/** Crashes some ten times a second, for ever. */
const crashing = played("broken", {
  restart: { backoff: { initial: "50ms", max: "50ms" }, crashLoop: { failures: 1_000, within: "1h", retryEvery: "1h" } },
});

async function events(home: Home, query: Partial<EventsQuery> = {}): Promise<readonly HostEvent[]> {
  return (await batches(home, query)).flatMap((batch) => batch.events);
}

async function batches(home: Home, query: Partial<EventsQuery> = {}): Promise<readonly EventBatch[]> {
  await using connection = home.connect();
  const found: EventBatch[] = [];
  for await (const batch of connection.events({ ...ALL, ...query }, CALL)) found.push(batch);
  return found;
}

/** Follows until the agent has gone; adds what it hears. */
async function follow(home: Home, afterSequence: number, told: HostEvent[]): Promise<void> {
  await using connection = home.connect();
  try {
    for await (const batch of connection.events({ ...ALL, afterSequence, follow: true }, CALL)) told.push(...batch.events);
  } catch {
    // it was killed, as it was to be
  }
}

test("an agent that is killed again and again while a component crashes: no number means two events, and what was told is kept", {
  timeout,
}, async () => {
  await using home = new Home({ is: crashing, ps: played() });
  await home.agent();
  await home.do("start", "ps").catch(() => {});
  void home.do("start").catch(() => {});
  const told: HostEvent[] = [];
  for (let life = 0; life < 6; life++) {
    const following = follow(home, told.at(-1)?.sequence ?? 0, told);
    const starts = home.count("start")["is"] ?? 0;
    await eventually(() => (home.count("start")["is"] ?? 0) > starts + 3 + life, "some crashes of is");
    await home.killAgent();
    await following;
    await home.agent();
  }
  const kept = await events(home);
  const numbers = kept.map(({ sequence }) => sequence);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  expect(told.map(({ sequence }) => sequence)).toEqual(
    [...new Set(told.map(({ sequence }) => sequence))].toSorted((a, b) => a - b),
  );
  const bySequence = new Map(kept.map((event) => [event.sequence, event]));
  const lost = told.filter((event) => !bySequence.has(event.sequence));
  for (const event of told) if (bySequence.has(event.sequence)) expect(bySequence.get(event.sequence)).toEqual(event);
  expect(lost.length).toBeLessThanOrEqual(6); // told and killed before it was written: one each time at the most
  expect(kept.filter(({ kind }) => kind === "agent-started")).toHaveLength(7);
  const crashes = kept.filter(({ component, exit }) => component === "is" && exit !== null);
  expect(crashes.length).toBeGreaterThan(20);
  expect(new Set(crashes.map(({ exit }) => exit?.at.getTime())).size).toBe(crashes.length); // each end once
  expect(await home.run("stop")).toMatchObject({ code: 0 });
});

test("a file of events or figures that is garbage keeps no agent from starting; the events say so", { timeout }, async () => {
  await using home = new Home({ is: played() });
  await home.agent();
  await home.do("start");
  const before = await events(home);
  await home.killAgent();
  const log = home.path("state", "events.log");
  writeFileSync(log, `${readFileSync(log, "utf8")}garbage\n\0\0\0\n{"sequence":1e99}\n{"seq`);
  writeFileSync(home.path("state", "usage.jsonl"), "garbage\n");
  const agent = await home.agent();
  expect(agent.text()).toContain("lines of earlier events cannot be read");
  expect(agent.text()).toContain("earlier figures cannot be read and are passed over");
  const after = await events(home);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after[before.length]).toMatchObject({ kind: "agent-started", evidence: ["3 lines of events.log could not be read"] });
  await home.killAgent();
  writeFileSync(log, Buffer.alloc(100_000, "\x07\n"));
  await home.agent();
  const [batch] = await batches(home);
  expect(batch?.forgottenUntil?.getTime()).toBeGreaterThan(before[0]?.at.getTime() ?? 0);
  expect(batch?.events[0]?.sequence).toBeGreaterThan(after.at(-1)?.sequence ?? 0);
  expect(home.exists("state/events.log.unreadable")).toBe(true);
});

test("on a full disk events are told and kept in memory, status says so, and all is written when there is room", {
  timeout,
}, async ({ skip }) => {
  await using home = new Home();
  const state = home.path("state");
  mkdirSync(state);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", state]).status === 0;
  skip(!mounted, "no file system of a fixed size can be mounted here");
  home.atEnd(() => spawnSync("umount", ["-l", state]));
  home.configure({ is: played("", { restart: crashing["restart"] }), ps: played() });
  await home.agent();
  await home.do("start");
  spawnSync("dd", ["if=/dev/zero", `of=${home.path("state", "full")}`, "bs=1k"]);
  for (let crash = 0; crash < 8; crash++) {
    const { is } = await home.pids();
    process.kill(is ?? 0, "SIGKILL");
    await eventually(async () => ((await home.pids())["is"] ?? is) !== is, "the next start of is");
  }
  const before = await events(home);
  expect(before.filter(({ component, exit }) => component === "is" && exit?.signal === "SIGKILL")).toHaveLength(8);
  await eventually(
    async () => (await home.now()).warnings.some((one) => one.startsWith("events cannot be written")),
    "the warning",
  );
  home.shut("state/full");
  await eventually(async () => !(await home.now()).warnings.some((one) => one.startsWith("events")), "the end of the warning");
  await home.killAgent();
  await home.agent();
  expect((await events(home)).slice(0, before.length)).toEqual(before);
  expect(await home.run("stop")).toMatchObject({ code: 0 });
});
