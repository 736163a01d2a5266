import { expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { Gate } from "../../../src/cli/fleet/gate.ts";
import { fleetLogs } from "../../../src/cli/fleet/run-fleet-logs.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { Interrupted } from "../../../src/cli/terminal.ts";
import { sleep } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { CallContext, LogLines, LogsQuery } from "../../../src/core/host-service.ts";
import { choicesFor } from "./choices-for.ts";
import { FakeFleet, silence, unreachable } from "./fake-fleet.ts";
import { fakeTerminal } from "./fake-terminal.ts";
import { names } from "./fleet-samples.ts";
import { name } from "./samples.ts";

const timeout = 10_000;
const plain = { stdout: paintWhere(false), stderr: paintWhere(false) };
const wish = { components: [], lines: 20, follow: false };
const lost = () => new FaultError({ code: "NOT_RESPONDING", target: "192.0.2.4:9910", pid: null, afterMs: 10_000 });

type Logs = (query: LogsQuery, context: CallContext) => AsyncIterable<LogLines>;

const said = (component: string, ...lines: readonly string[]): LogLines => ({ component: name(component), lines });

function world(line: string, logs: Readonly<Record<string, Logs>>, hosts = Object.keys(logs)) {
  const fleet = new FakeFleet(hosts, (host) => ({ logs: logs[host] as Logs }));
  const [interrupt, closed] = [new AbortController(), new AbortController()];
  const signals = { interrupted: interrupt.signal, outputClosed: closed.signal };
  const { terminal, stdout, stderr } = fakeTerminal({ clock: fleet.clock, ...signals });
  const context: CommandContext = { choices: choicesFor(line, terminal), terminal, paint: plain };
  const stop = () => interrupt.abort(new Interrupted("SIGINT"));
  return { fleet, context, stdout, stderr, stop, close: () => closed.abort() };
}

const twoLines: Logs = async function* () {
  yield said("is", "one", "two");
  yield said("ps", "three");
};
const fails = (error: () => FaultError): Logs =>
  async function* () {
    yield* [];
    throw error();
  };

test("lines stand behind host and component, each whole; hosts that said nothing are told of at the end", {
  timeout,
}, async () => {
  const { fleet, context, stdout, stderr } = world("--all", {
    node01: twoLines,
    node02: fails(unreachable),
    node03: async function* () {
      yield said("is", "\x1b[2J");
    },
  });
  expect(await fleetLogs(wish, fleet, context)).toBe(4);
  expect(stdout.text.split("\n").filter((line) => line.startsWith("node01"))).toEqual([
    "node01 is | one",
    "node01 is | two",
    "node01 ps | three",
  ]);
  expect(stdout.text).toContain("node03 is | \\x1b[2J\n");
  expect(stderr.text).toMatch(/^node02: unreachable: connect: refused \(192\.0\.2\.4:9910\)\n/);
  expect(fleet.open_).toBe(0);
  expect(fleet.clock.pending).toBe(0);
});

test.each([
  ["one host, all components", "-H node01", {}, "is | one\nis | two\nps | three\n"],
  ["one host, one component", "-H node01", { components: ["is"] }, "one\ntwo\nthree\n"],
] as const)("%s: what is clear is not said", { timeout }, async (_, line, more, expected) => {
  const { fleet, context, stdout } = world(line, { node01: twoLines });
  expect(await fleetLogs({ ...wish, ...more }, fleet, context)).toBe(0);
  expect(stdout.text).toBe(expected);
});

test("json has the hosts in the order of the inventory, jsonl the host in each object", { timeout }, async () => {
  const logs = { node01: twoLines, node02: fails(unreachable) };
  const framed = world("--all -o json", logs);
  expect(await fleetLogs(wish, framed.fleet, framed.context)).toBe(4);
  expect(JSON.parse(framed.stdout.text)).toMatchObject({
    command: "logs",
    exitCode: 4,
    summary: { hosts: 2, ok: 1, unreachable: 1 },
    hosts: [
      {
        host: "node01",
        outcome: "ok",
        components: [
          { name: "is", lines: ["one", "two"] },
          { name: "ps", lines: ["three"] },
        ],
      },
      { host: "node02", outcome: "unreachable", error: { code: "UNAVAILABLE" } },
    ],
  });
  const lines = world("--all -o jsonl", logs);
  expect(await fleetLogs(wish, lines.fleet, lines.context)).toBe(4);
  expect(
    lines.stdout.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))[2],
  ).toEqual({
    schemaVersion: 1,
    command: "logs",
    host: "node01",
    component: "ps",
    line: "three",
  });
});

test("all are followed at once; one that goes away is told of at once, and the others go on", { timeout }, async () => {
  const hosts = names(100);
  const logs: Readonly<Record<string, Logs>> = Object.fromEntries(
    hosts.map((host) => [
      host,
      async function* (_, { signal }): AsyncGenerator<LogLines> {
        yield said("is", "hello");
        await sleep(fleet.clock, ms(60_000), signal);
        if (host === "node050") throw lost();
        await sleep(fleet.clock, ms(60_000), signal);
        yield said("is", "still here");
        await silence(signal);
      } satisfies Logs,
    ]),
  );
  const { fleet, context, stdout, stderr, stop } = world("--all", logs);
  const code = fleetLogs({ ...wish, follow: true }, fleet, context);
  await fleet.clock.advance(1_000);
  expect(stdout.text.match(/hello/g)).toHaveLength(100);
  await fleet.clock.advance(60_000);
  expect(stderr.text).toMatch(/^node050: unknown: not responding/);
  await fleet.clock.advance(60_000);
  expect(stdout.text.match(/still here/g)).toHaveLength(99);
  stop();
  expect(await code).toBe(130);
  expect(stderr.text.match(/^node/gm)).toHaveLength(1);
  expect(fleet.open_).toBe(0);
  expect(fleet.clock.pending).toBe(0);
});

test("hosts that have nothing to say hold up none of the others", { timeout }, async () => {
  const hosts = names(200);
  const quiet: Logs = async function* (_, { signal }) {
    yield* [];
    await silence(signal);
  };
  const loud: Logs = async function* (_, { signal }) {
    yield said("is", "hello");
    await silence(signal);
  };
  const logs = Object.fromEntries(hosts.map((host) => [host, host === "node200" ? loud : quiet]));
  const { fleet, context, stdout, stop } = world("--all", logs);
  const code = fleetLogs({ ...wish, follow: true }, fleet, context);
  await fleet.clock.advance(2_000);
  expect(stdout.text).toBe("node200 is | hello\n");
  stop();
  expect(await code).toBe(130);
});

test("where nobody reads any more, it ends without a complaint", { timeout }, async () => {
  const endless: Logs = async function* (_, { signal }) {
    for (;;) {
      yield said("is", "line");
      await sleep(fleet.clock, ms(10), signal);
    }
  };
  const { fleet, context, stderr, close } = world("--all", { node01: endless, node02: endless });
  const code = fleetLogs({ ...wish, follow: true }, fleet, context);
  await fleet.clock.advance(100);
  close();
  expect(await code).toBe(0);
  expect(stderr.text).toBe("");
  expect(fleet.open_).toBe(0);
});

test("a host that takes the question and never begins to answer is given up", { timeout }, async () => {
  const { fleet, context, stderr } = world("--all", {
    node01: twoLines,
    node02: async function* (_, { signal }) {
      yield* [];
      await silence(signal);
    },
  });
  const code = fleetLogs(wish, fleet, context);
  await fleet.clock.advance(20_000);
  expect(await code).toBe(4);
  expect(stderr.text).toContain("node02: unknown: not responding");
});

test("no more is read than a slow reader takes", { timeout }, async () => {
  let read = 0;
  const endless: Logs = async function* (_, { signal }) {
    while (!signal.aborted) {
      read++;
      yield said("is", "line");
    }
    signal.throwIfAborted();
  };
  const { fleet, context, stdout, stop } = world("--all", { node01: endless, node02: endless });
  let take = () => {};
  stdout.drained = () =>
    new Promise((resolve) => {
      const before = take;
      take = () => {
        before();
        resolve();
      };
    });
  const code = fleetLogs(wish, fleet, context);
  await fleet.clock.advance(1_000);
  expect(read).toBe(2);
  take();
  await fleet.clock.advance(1_000);
  expect(read).toBe(4);
  stop();
  expect(await code).toBe(130);
});

test("a gate lets so many through, the next one when one leaves, and none twice for the same", { timeout }, async () => {
  const gate = new Gate(2);
  const inside: number[] = [];
  const enter = async (at: number) => {
    const leave = await gate.enter();
    inside.push(at);
    return leave;
  };
  const entering = [1, 2, 3, 4].map(enter);
  const leave = await entering[0];
  await entering[1];
  expect(inside).toEqual([1, 2]);
  leave?.();
  leave?.();
  await entering[2];
  expect(inside).toEqual([1, 2, 3]);
});
