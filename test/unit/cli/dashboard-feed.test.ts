import { expect, test } from "vitest";
import { type FeedEvent, LiveFeed } from "../../../src/cli/dashboard/live-feed.ts";
import type { HostCard, LiveMessage } from "../../../src/web/protocol.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const HELLO = { version: "1", source: "/fleet.yaml", context: null, user: "alice", allowActions: false, groups: [] };

const card = (name: string, warnings: readonly string[] = []): HostCard => ({
  name,
  link: "live",
  lost: null,
  heardAt: null,
  supervisor: null,
  components: [],
  operations: [],
  warnings,
  clockOffsetMs: null,
  dropped: 0,
});

function rig(hosts: readonly string[] = ["a", "b"]) {
  const clock = new FakeClock();
  const feed = new LiveFeed(clock, HELLO);
  feed.setHosts(hosts.map((name) => card(name)));
  const leaving = new AbortController();
  const reader = (lastId: string | null = null) => feed.read(lastId, leaving.signal);
  return { clock, feed, reader, leaving };
}

const next = async (events: AsyncGenerator<FeedEvent>) => {
  const { value, done } = await events.next();
  if (done === true) throw new Error("it has ended");
  return { id: value.id, message: JSON.parse(value.data) as LiveMessage };
};

const hostsOf = (message: LiveMessage) => ("hosts" in message ? message.hosts.map(({ name }) => name) : []);

test("a snapshot comes first, then what changes, and nothing for what does not", async () => {
  const { feed, reader } = rig();
  const events = reader();
  const first = await next(events);
  expect(first.message).toMatchObject({ t: "snapshot", hello: HELLO, rollouts: [], actions: [] });
  expect(hostsOf(first.message)).toEqual(["a", "b"]);
  feed.setHosts([card("a")]); // as it was
  feed.setHosts([card("b", ["new"])]);
  const second = await next(events);
  expect(second.message).toMatchObject({ t: "change", merged: 0 });
  expect(hostsOf(second.message)).toEqual(["b"]);
  expect(second.id).not.toBe(first.id);
});

test("a slow reader gets the last of many changes, and hears how many came together", async () => {
  const { feed, reader } = rig();
  const events = reader();
  await next(events);
  for (let turn = 0; turn < 1_000; turn++) feed.setHosts([card("a", [String(turn)])]);
  const { message } = await next(events);
  expect(message).toMatchObject({ t: "change", merged: 999 });
  expect(message.t === "change" && message.hosts).toMatchObject([{ name: "a", warnings: ["999"] }]);
});

test("a reader that comes back goes on after its last id; one of another life begins anew", async () => {
  const { feed, reader } = rig();
  const { id } = await next(reader());
  feed.setHosts([card("b", ["while away"])]);
  const back = await next(reader(id));
  expect(back.message.t).toBe("change");
  expect(hostsOf(back.message)).toEqual(["b"]);
  for (const strange of ["other.2", "", "x", `${id}9`, id?.replace(/\d+$/, "-1") ?? ""]) {
    expect((await next(reader(strange))).message.t, strange).toBe("snapshot");
  }
});

test("who hears nothing else hears that the dashboard lives, and at the end that it ends", async () => {
  const { clock, feed, reader } = rig();
  const events = reader();
  await next(events);
  const waiting = next(events);
  await clock.advance(5_000);
  expect((await waiting).message.t).toBe("beat");
  const ending = next(events);
  await clock.settle();
  feed.end();
  expect(await ending).toMatchObject({ id: null, message: { t: "bye" } });
  expect((await events.next()).done).toBe(true);
  expect(clock.pending).toBe(0);
});

test("a reader that leaves leaves nothing behind", async () => {
  const { clock, reader, leaving } = rig();
  const events = reader();
  await next(events);
  const waiting = events.next();
  await clock.settle();
  expect(clock.pending).toBe(1);
  leaving.abort();
  expect((await waiting).done).toBe(true);
  expect(clock.pending).toBe(0);
});

test("text that a terminal or a reader could be led astray by is made visible", async () => {
  const { feed, reader } = rig([]);
  feed.setHosts([card("a", ["\u001b[31mred\u202e\n<script>"])]);
  const { message } = await next(reader());
  expect(message.t === "snapshot" && message.hosts[0]?.warnings).toEqual(["\\x1b[31mred\\u202e\n<script>"]);
});
