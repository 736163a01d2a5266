import { afterEach, describe, expect, test } from "vitest";
import type { FleetWatch } from "../../../../src/cli/watch/fleet-watch.ts";
import { watchHosts } from "../../../../src/cli/watch/watch-hosts.ts";
import { seconds } from "../../../../src/core/duration.ts";
import { FaultError } from "../../../../src/core/fault.ts";
import { localCaller } from "../../../../src/core/host-service.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { unreachable } from "../fake-fleet.ts";
import { component, down, hostStatus, name } from "../samples.ts";
import { FakeSource, stamp } from "./fake-source.ts";

const clock = () => new FakeClock();
const open: FleetWatch[] = [];
afterEach(async () => {
  for (const watch of open.splice(0)) await watch[Symbol.asyncDispose]();
});

function begin(sources: readonly FakeSource[], time: FakeClock, concurrency = 8): FleetWatch {
  const watch = watchHosts(sources, {
    clock: time,
    usageEvery: seconds(2),
    concurrency,
    callContext: (signal) => ({ caller: localCaller("alice"), signal }),
  });
  open.push(watch);
  return watch;
}

const snapshot = (sequence = 7, epoch = "life-1") =>
  ({ ...stamp(sequence, epoch), t: "snapshot", status: hostStatus([component("is")]) }) as const;

const usage = () =>
  ({
    ...stamp(7),
    t: "usage",
    supervisor: null,
    components: [{ name: name("is"), usage: null, uptimeSeconds: 1, probeLatencyMs: null }],
  }) as const;

async function live(time = clock()) {
  const source = new FakeSource();
  const watch = begin([source], time);
  await time.settle();
  source.stream.say(snapshot());
  await time.settle();
  return { source, watch, time, host: () => watch.hosts.get("node3") };
}

describe("one host", () => {
  test("is connecting, then live", async () => {
    const time = clock();
    const source = new FakeSource();
    const watch = begin([source], time);
    expect(watch.hosts.get("node3")?.link).toEqual({ t: "connecting" });
    await time.settle();
    expect(source.stream.query).toEqual({ afterSequence: 0, usageEvery: 2_000, expectedHost: "node3" });
    source.stream.say(snapshot());
    await time.settle();
    expect(watch.hosts.get("node3")).toMatchObject({ link: { t: "live" }, status: { host: "node3" } });
  });

  test("that is lost stays as it was known, says why, and goes on from where it was", async () => {
    const { source, time, host } = await live();
    source.stream.fail(unreachable());
    await time.settle();
    expect(host()).toMatchObject({ link: { t: "lost", attempts: 1, since: 0 }, status: { host: "node3" } });
    await time.advance(250);
    expect(source.streams).toHaveLength(2);
    expect(source.stream.query).toMatchObject({ afterSequence: 7, epoch: "life-1" });
    source.stream.say({ ...stamp(8), t: "component", component: down("is") });
    await time.settle();
    expect(host()).toMatchObject({ link: { t: "live" }, status: { components: [{ state: "stopped" }] } });
  });

  test("that cannot be reached is tried for ever, on one connection, 10 s apart at the most", async () => {
    const { source, time, host } = await live();
    source.refusing = unreachable();
    source.stream.fail(unreachable());
    await time.advance(120_000);
    const { link } = host() ?? {};
    if (link?.t !== "lost") throw new Error("it is not lost");
    expect(link.attempts).toBeGreaterThan(14); // 5 s to 10 s each
    expect(link.attempts).toBeLessThan(35);
    expect(link.since).toBe(0);
    expect([source.opened, source.open_]).toEqual([1, 1]);
    source.refusing = null;
    await time.advance(10_000);
    source.stream.say(snapshot(1, "life-2"));
    await time.settle();
    expect(host()?.link.t).toBe("live");
  });

  test("that broke off has a new connection, and the old one is closed", async () => {
    const { source, time } = await live();
    source.stream.end();
    await time.advance(250);
    expect([source.opened, source.open_]).toEqual([2, 1]);
  });

  test("that says nothing counts as lost, figures or not; one that tells figures does not", async () => {
    const { source, time, host } = await live();
    for (let i = 0; i < 10; i++) {
      await time.advance(2_000);
      source.stream.say({ ...usage(), at: new Date(i) });
    }
    await time.settle();
    expect(host()?.link.t).toBe("live");
    const { signal } = source.stream;
    await time.advance(5_000);
    expect(host()?.link.t).toBe("live");
    await time.advance(2_000);
    expect(signal.aborted).toBe(true);
    expect(host()?.link).toMatchObject({ t: "lost", error: { fault: { code: "NOT_RESPONDING" } } });
  });

  test("whose first word does not come is given up after 15 s", async () => {
    const time = clock();
    const source = new FakeSource();
    const watch = begin([source], time);
    await time.advance(14_000);
    expect(watch.hosts.get("node3")?.link.t).toBe("connecting");
    await time.advance(2_000);
    expect(watch.hosts.get("node3")?.link.t).toBe("lost");
    expect(source.streams.length).toBeGreaterThan(1);
  });

  test("whose agent knows no lives and no figures is asked now and then", async () => {
    const time = clock();
    const source = new FakeSource();
    const watch = begin([source], time);
    await time.settle();
    source.stream.say(snapshot(7, ""));
    source.status = async () => hostStatus([component("is", { uptimeSeconds: 42 })]);
    await time.advance(4_000);
    expect(source.asked).toBe(0);
    await time.advance(60_000);
    expect(source.asked).toBeGreaterThan(8);
    expect(watch.hosts.get("node3")).toMatchObject({ link: { t: "live" }, clockOffsetMs: 0 });
    expect(watch.hosts.get("node3")?.memory.get(name("is"))?.length).toBe(source.asked);
    source.status = async () => hostStatus([component("is"), component("new")]);
    await time.advance(6_000);
    expect(source.streams).toHaveLength(2);
    expect(source.stream.query.afterSequence).toBe(0);
    source.stream.say(snapshot(7, ""));
    source.status = async () => Promise.reject(new FaultError({ code: "AGENT_ERROR", cause: "no" }));
    await time.advance(6_000);
    expect(watch.hosts.get("node3")?.link).toMatchObject({ t: "lost", error: { fault: { code: "AGENT_ERROR" } } });
  });

  test("whose figures name a component that nobody knows begins anew, and was never lost", async () => {
    const { source, time, host, watch } = await live();
    const links = new Set<string>();
    watch.onChange(() => links.add(host()?.link.t ?? ""));
    source.stream.say({
      ...usage(),
      components: [...usage().components, { ...usage().components[0], name: name("new") }],
    } as never);
    await time.advance(300);
    expect(source.stream.query.afterSequence).toBe(0);
    source.stream.say(snapshot(8));
    await time.advance(100);
    expect([...links]).toEqual(["live"]);
  });
});

describe("many hosts", () => {
  test("only so many are being reached at once", async () => {
    const time = clock();
    const sources = Array.from({ length: 20 }, (_, i) => new FakeSource(`node${i}`));
    begin(sources, time, 4);
    await time.settle();
    const reached = () => sources.filter(({ streams }) => streams.length > 0);
    expect(reached()).toHaveLength(4);
    for (const { stream } of reached()) stream.say(snapshot());
    await time.settle();
    expect(reached()).toHaveLength(8);
  });

  test("those that are long dead keep nobody from coming back", async () => {
    const time = clock();
    const dead = Array.from({ length: 20 }, (_, i) => new FakeSource(`dead${i}`));
    const alive = new FakeSource("alive");
    begin([alive, ...dead], time, 4);
    await time.settle();
    alive.stream.say(snapshot());
    for (let i = 0; i < 60; i++) {
      await time.advance(5_000); // each attempt of a dead one takes its 15 s
      alive.stream.say({ ...usage(), at: new Date(i + 1) });
    }
    alive.stream.end();
    await time.advance(300);
    expect(alive.streams).toHaveLength(2);
  });

  test("changes are told together, at most once in 50 ms, and no more once nobody listens", async () => {
    const time = clock();
    const sources = ["a", "b", "c"].map((each) => new FakeSource(each));
    const watch = begin(sources, time);
    const told: string[] = [];
    const stop = watch.onChange((changed) => told.push([...changed].sort().join("")));
    await time.settle();
    for (const { stream } of sources) stream.say(snapshot());
    await time.settle();
    expect(told.join("")).toBe("abc");
    const before = told.length;
    sources[0]?.stream.say(snapshot(8));
    await time.settle();
    sources[2]?.stream.say(snapshot(8));
    await time.advance(49);
    expect(told.length).toBeLessThanOrEqual(before + 1);
    await time.advance(60);
    expect(told.slice(before).join("")).toBe("ac");
    stop();
    sources[0]?.stream.say(snapshot(9));
    await time.advance(100);
    expect(told.slice(before).join("")).toBe("ac");
  });

  test("ends with nothing left: no timer, no connection, no stream", async () => {
    const time = clock();
    const sources = Array.from({ length: 9 }, (_, i) => new FakeSource(`node${i}`));
    const watch = begin(sources, time, 4);
    await time.settle();
    sources[0]?.stream.say(snapshot());
    sources[1]?.stream.fail(unreachable());
    await time.settle();
    await watch[Symbol.asyncDispose]();
    await watch[Symbol.asyncDispose]();
    expect(time.pending).toBe(0);
    expect(sources.map(({ open_ }) => open_)).toEqual(sources.map(() => 0));
    for (const { streams } of sources) for (const { signal } of streams) expect(signal.aborted).toBe(true);
  });

  test("a machine that slept does not take everybody for lost", async () => {
    const time = clock();
    const { source, host } = await live(time);
    // Nothing fires while it sleeps: one timer, late.
    (time as unknown as { now: () => number }).now = (
      (now) => () =>
        now() + 60_000
    )(time.now.bind(time));
    await time.advance(1_000);
    expect(host()?.link.t).toBe("live");
    source.stream.say({ ...usage(), at: new Date(1) });
    await time.advance(1_000);
    expect(host()?.link.t).toBe("live");
  });
});
