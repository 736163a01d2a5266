import { expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import type { EventsWish } from "../../../src/cli/insight/host-events.ts";
import { localEvents } from "../../../src/cli/insight/run-events.ts";
import { fleetEvents } from "../../../src/cli/insight/run-fleet-events.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { Interrupted } from "../../../src/cli/terminal.ts";
import { ms } from "../../../src/core/duration.ts";
import type { EventBatch, EventsQuery } from "../../../src/core/host-event.ts";
import type { CallContext } from "../../../src/core/host-service.ts";
import { choicesFor } from "./choices-for.ts";
import { FakeFleet, silence, unreachable } from "./fake-fleet.ts";
import { FakeLocalHost, inTime } from "./fake-local-host.ts";
import { fakeTerminal } from "./fake-terminal.ts";
import { ago, batch, event } from "./insight-samples.ts";
import { component, hostStatus, NOON, name } from "./samples.ts";

const timeout = 10_000;
const plain = { stdout: paintWhere(false), stderr: paintWhere(false) };
const wish: EventsWish = { components: [], since: null, limit: 50, follow: false };

type Events = (query: EventsQuery, context: CallContext) => AsyncIterable<EventBatch>;
const says = (...batches: readonly EventBatch[]): Events =>
  async function* () {
    yield* batches;
  };
const fails: Events = async function* () {
  yield* [];
  throw unreachable();
};

function world(line: string, events: Readonly<Record<string, Events>>) {
  const fleet = new FakeFleet(Object.keys(events), (host) => ({ events: events[host] as Events }));
  const [interrupt, closed] = [new AbortController(), new AbortController()];
  const signals = { interrupted: interrupt.signal, outputClosed: closed.signal };
  const { terminal, stdout, stderr } = fakeTerminal({ clock: fleet.clock, ...signals });
  const context: CommandContext = { choices: choicesFor(line, terminal), terminal, paint: plain };
  return { fleet, context, stdout, stderr, stop: () => interrupt.abort(new Interrupted("SIGINT")) };
}

/** Without the time of day, which depends on the zone. */
const told = (text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^ *(\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d +/, "").replace(/ +/g, " "));

test("the events of all hosts by time, behind their host; whoever is not reached is told of, and the exit code is 4", {
  timeout,
}, async () => {
  const { fleet, context, stdout, stderr } = world("--all", {
    node01: says(batch([event(1, { at: ago(30) }), event(2, { at: ago(10) })])),
    node02: says(batch([event(8, { at: ago(20), component: null, kind: "agent-started", state: null, message: "began" })])),
    node03: fails,
  });
  expect(await fleetEvents(wish, fleet, context)).toBe(4);
  expect(told(stdout.text)).toEqual(["node01 is event 1", "node02 Agent began", "node01 is event 2"]);
  expect(stderr.text).toMatch(/^node03: unreachable: connect: refused/);
  expect(fleet.open_).toBe(0);
});

test("a clock that is off is told of, and its events stand where they belong", { timeout }, async () => {
  const hour = 3_600_000;
  const ahead = (at: Date) => new Date(at.getTime() + hour);
  const { fleet, context, stdout, stderr } = world("--all", {
    node01: says(batch([event(1, { at: ago(30) }), event(2, { at: ago(10) })])),
    node02: says(batch([event(8, { at: ahead(ago(20)) })], { now: ahead(NOON) })),
  });
  expect(await fleetEvents(wish, fleet, context)).toBe(0);
  expect(told(stdout.text)).toEqual(["node01 is event 1", "node02 is event 8", "node01 is event 2"]);
  expect(stderr.text).toBe("the clock of node02 is 1h 0m ahead of this one; its times are shown as this one has them\n");
});

test("what is missing is said: what is not kept any more, what was lost", { timeout }, async () => {
  const { fleet, context, stderr } = world("--all", {
    node01: says(batch([event(5)], { forgottenUntil: ago(60) }), batch([event(9)], { dropped: 3 })),
    node02: says(batch([event(1)])),
  });
  expect(await fleetEvents(wish, fleet, context)).toBe(0);
  expect(stderr.text).toMatch(/^node01: events before \S+ are not kept any more\nnode01: 3 events were lost: /);
});

test("who asked for the newest few and got them misses nothing", { timeout }, async () => {
  const { fleet, context, stderr } = world("-H node01", { node01: says(batch([event(5)], { forgottenUntil: ago(60) })) });
  expect(await fleetEvents({ ...wish, limit: 1 }, fleet, context)).toBe(0);
  expect(stderr.text).toBe("");
});

test("json has each host's own, with what is missing; jsonl an event on a line", { timeout }, async () => {
  const events = { node01: says(batch([event(5)], { dropped: 2, forgottenUntil: ago(60) })), node02: fails };
  const framed = world("--all -o json", events);
  expect(await fleetEvents(wish, framed.fleet, framed.context)).toBe(4);
  expect(JSON.parse(framed.stdout.text)).toMatchObject({
    command: "events",
    exitCode: 4,
    hosts: [
      {
        host: "node01",
        outcome: "ok",
        dropped: 2,
        forgottenUntil: ago(60).toISOString(),
        events: [{ sequence: 5, component: "is" }],
      },
      { host: "node02", outcome: "unreachable", error: { code: "UNAVAILABLE" } },
    ],
  });
  const lines = world("--all -o jsonl", events);
  await fleetEvents(wish, lines.fleet, lines.context);
  expect(
    lines.stdout.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([expect.objectContaining({ schemaVersion: 1, command: "events", host: "node01", sequence: 5 })]);
});

test("followed, what was before comes in order once all have begun; a silent host holds it up no longer than it may", {
  timeout,
}, async () => {
  const goesOn = (first: EventBatch, next: EventBatch): Events =>
    async function* (_, { signal }) {
      yield first;
      yield next;
      await silence(signal);
    };
  const silent: Events = async function* (_, { signal }) {
    yield* [];
    await silence(signal);
  };
  const { fleet, context, stdout, stderr, stop } = world("--all", {
    node01: goesOn(batch([event(2, { at: ago(10) })]), batch([event(3)])),
    node02: goesOn(batch([event(8, { at: ago(20) })]), batch([])),
    node03: fails,
    node04: silent,
  });
  const code = fleetEvents({ ...wish, follow: true }, fleet, context);
  await fleet.clock.advance(7_999);
  expect(stdout.text).toBe("");
  expect(stderr.text).toMatch(/^node03: unreachable/);
  await fleet.clock.advance(1);
  expect(told(stdout.text)).toEqual(["node02 is event 8", "node01 is event 2", "node01 is event 3"]);
  stop();
  await fleet.clock.settle();
  expect(await code).toBe(130);
  expect(fleet.open_).toBe(0);
  expect(fleet.clock.pending).toBe(0);
});

test("followed, nobody waits any longer than until all have begun or are not reached", { timeout }, async () => {
  const first: Events = async function* (_, { signal }) {
    yield batch([event(1)]);
    await silence(signal);
  };
  const { fleet, context, stdout, stop } = world("--all", { node01: first, node02: first, node03: fails });
  const code = fleetEvents({ ...wish, follow: true }, fleet, context);
  await fleet.clock.settle();
  expect(told(stdout.text)).toEqual(["node01 is event 1", "node02 is event 1"]);
  stop();
  await fleet.clock.settle();
  expect(await code).toBe(130);
});

test("who asks since when is told that there may be more; who asks for the newest is not", { timeout }, async () => {
  const two = says(batch([event(1), event(2)]));
  for (const [line, since, said] of [
    ["-H node01", { t: "ago", length: ms(60_000) }, "these are the newest 2; for more, up to 10000: -n\n"],
    ["-H node01", null, ""],
    ["-H node01 -q", { t: "ago", length: ms(60_000) }, ""],
  ] as const) {
    const { fleet, context, stderr } = world(line, { node01: two });
    expect(await fleetEvents({ ...wish, limit: 2, since }, fleet, context)).toBe(0);
    expect(stderr.text).toBe(said);
  }
});

test("an escape sequence in a message cannot act upon the terminal", { timeout }, async () => {
  const hostile = event(1, { message: "\x1b[2J\x07", by: "\x1b]0;x", evidence: ["\x1b[1m"], tail: ["\x1b[0m"] });
  for (const line of ["--all", "--all -o wide", "--all -o jsonl", "--all -o json"]) {
    const { fleet, context, stdout } = world(line, { node01: says(batch([hostile])) });
    await fleetEvents(wish, fleet, context);
    expect(stdout.text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
    expect(stdout.text).toContain("2J");
  }
});

function local(line: string) {
  const host = new FakeLocalHost();
  const { terminal, stdout, stderr } = fakeTerminal({ clock: host.clock });
  const context: CommandContext = { choices: choicesFor(line, terminal), terminal, paint: plain };
  const run = (changed: Partial<EventsWish> = {}) => inTime(host.clock, localEvents({ ...wish, ...changed }, host, context));
  return { host, run, stdout, stderr };
}

const status = async () => hostStatus([component("is")]);

test("of this host: without its name", { timeout }, async () => {
  const { host, run, stdout, stderr } = local("");
  const asked: EventsQuery[] = [];
  host.running({
    status,
    events: (query) => {
      asked.push(query);
      return says(batch([event(1), event(2, { by: "alice" })]))(query, {} as CallContext);
    },
  });
  expect(await run({ since: { t: "ago", length: ms(60_000) }, components: ["is", "is"] })).toBe(0);
  expect(told(stdout.text)).toEqual(["is event 1", "is event 2 by alice"]);
  expect(stderr.text).toBe("");
  expect(asked[0]).toMatchObject({ components: ["is"], limit: 50, follow: false, expectedHost: "" });
  expect(Math.abs((asked[0]?.since?.getTime() ?? 0) - ago(60).getTime())).toBeLessThan(1_000);
});

test.each([
  ["nothing runs", 3, "Server Supervisor is not running: there is no agent", (host: FakeLocalHost) => host],
  ["the agent died", 1, "Server Supervisor is dead", (host: FakeLocalHost) => host.gone([component("is", { name: name("is") })])],
] as const)("no agent: %s, exit code %i", { timeout }, async (_, code, said, make) => {
  for (const line of ["", "-o json"]) {
    const { host, run, stdout, stderr } = local(line);
    make(host);
    expect(await run()).toBe(code);
    expect(stderr.text).toContain(said);
    if (line === "") expect(stdout.text).toBe("");
    else expect(JSON.parse(stdout.text)).toMatchObject({ exitCode: code, hosts: [{ outcome: "failed" }] });
  }
});
