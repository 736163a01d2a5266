import { expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { fleetWhy, localWhy } from "../../../src/cli/insight/run-why.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { EventsQuery } from "../../../src/core/host-event.ts";
import type { HostService } from "../../../src/core/host-service.ts";
import type { ComponentStatus } from "../../../src/core/status.ts";
import { choicesFor } from "./choices-for.ts";
import { FakeFleet, unreachable } from "./fake-fleet.ts";
import { FakeLocalHost, inTime } from "./fake-local-host.ts";
import { fakeTerminal } from "./fake-terminal.ts";
import { ago, batch, begun, event, exit } from "./insight-samples.ts";
import { component, config, down, hostStatus, lastKnown, name, operation } from "./samples.ts";

const timeout = 10_000;
const plain = { stdout: paintWhere(false), stderr: paintWhere(false) };
const HOUR = 3_600_000;
const crashed = down("is", { state: "backoff", reason: "crashed", retryInMs: 3_000, lastExit: exit() });

/** A host that tells everything, or as `changed`. */
const host = (components: readonly ComponentStatus[], changed: Partial<HostService> = {}): Partial<HostService> => ({
  status: async () => hostStatus(components),
  events: async function* (query) {
    const own = event(4, { state: "backoff", ready: false, at: ago(12), exit: exit(), evidence: ["seen"] });
    yield batch(query.components.length === 0 ? [begun(2, { at: ago(60) }), own] : [own]);
  },
  getOperation: async () => operation({ reason: "new licence", startedAt: ago(60) }),
  logs: async function* () {
    yield { component: name("is"), lines: ["the end"] };
  },
  ...changed,
});

function far(line: string, answers: Partial<HostService>, hosts: readonly string[] = ["node3"]) {
  const fleet = new FakeFleet(hosts, () => answers);
  const { terminal, stdout, stderr } = fakeTerminal({ clock: fleet.clock });
  const context: CommandContext = { choices: choicesFor(line, terminal), terminal, paint: plain };
  return { fleet, stdout, stderr, run: (what = "is") => fleetWhy(what, fleet, context) };
}

test("of a host of the fleet: everything that it tells, and commands for that host", { timeout }, async () => {
  const { fleet, stdout, stderr, run } = far("-H node3", host([crashed]));
  expect(await run()).toBe(3);
  expect(stdout.text).toMatch(/^is on node3: crashed at \S+ \(12s ago\), is started again in 3\.0s\n/);
  expect(stdout.text).toMatch(/asked +to be up; last asked for: start of everything by alice at .* because: new licence/);
  expect(stdout.text).toContain("killed by SIGKILL, not by us\n");
  expect(stdout.text).toContain("| the end\n");
  expect(stdout.text).toContain("ImageServing --host node3 logs is -n 100");
  expect(stderr.text).toBe("");
  expect(fleet.open_).toBe(0);
});

test("json: the same, for programs", { timeout }, async () => {
  const { stdout, run } = far("-H node3 -o json", host([crashed]));
  expect(await run()).toBe(3);
  const [told] = JSON.parse(stdout.text).hosts;
  expect(told).toMatchObject({
    host: "node3",
    outcome: "ok",
    component: "is",
    verdict: "trouble",
    state: "backoff",
    cause: "is",
    lastExit: { signal: "SIGKILL", at: ago(12).toISOString(), expected: false },
    operations: [{ id: "op-1", by: "alice", reason: "new licence" }],
    endsInLastHour: 1,
    steps: [{ what: "read its log", command: "ImageServing --host node3 logs is -n 100" }, {}, {}],
  });
});

test("a clock that is off: what it tells is told in the time of this one", { timeout }, async () => {
  const ahead = (at: Date) => new Date(at.getTime() + HOUR);
  const last = exit({ at: ahead(ago(12)) });
  const off = host([{ ...crashed, lastExit: last }], {
    events: async function* () {
      yield batch([event(4, { at: ahead(ago(12)), exit: last, ready: false, state: "backoff" })], { now: ahead(ago(0)) });
    },
  });
  const { stdout, stderr, run } = far("-H node3", off);
  expect(await run()).toBe(3);
  expect(stdout.text).toContain("(12s ago)");
  expect(stderr.text).toContain("warning: the clock of node3 is 1h 0m ahead of this one");
});

const old = () => new FaultError({ code: "AGENT_ERROR", cause: "it may be older than this command: no such method" });
const throwing = (error: () => FaultError) =>
  async function* () {
    yield* [];
    throw error();
  };

test.each([
  ["well", host([component("is")]), "is", 0],
  ["not ready", host([component("is", { ready: false })]), "is", 3],
  ["another one is not ready", host([component("is"), down("ps")]), "is", 0],
  ["an agent without events", host([crashed], { events: throwing(old) }), "is", 3],
  ["its operations are not told", host([crashed], { getOperation: async () => Promise.reject(old()) }), "is", 3],
  ["its log cannot be read", host([crashed], { logs: throwing(old) }), "is", 3],
  ["unknown component", host([component("is")]), "si", 4],
  ["not reached", host([], { status: async () => Promise.reject(unreachable()) }), "is", 4],
  ["falls silent in between", host([crashed], { events: throwing(unreachable) }), "is", 4],
] as const)("%s: exit code", { timeout }, async (_, answers, what, code) => {
  const { stdout, stderr, run } = far("-H node3", answers);
  expect(await run(what)).toBe(code);
  expect(stdout.text === "").toBe(code === 4);
  expect(stderr.text === "").toBe(code !== 4);
});

test("an agent without events: what nobody can know is named", { timeout }, async () => {
  const { stdout, run } = far("-H node3", host([crashed], { events: throwing(old) }));
  await run();
  expect(stdout.text).toContain("its agent is too old to remember events; so who asked last, and what was before, is not known");
  expect(stdout.text).toContain("SIGKILL");
});

test("several hosts are misuse, and none is asked", { timeout }, async () => {
  const { fleet, run } = far("--all", host([crashed]), ["node1", "node2"]);
  expect(await run()).toBe(2);
  expect(fleet.opened).toEqual([]);
});

function near(line: string, changed: (host: FakeLocalHost) => void) {
  const own = new FakeLocalHost();
  changed(own);
  const { terminal, stdout, stderr } = fakeTerminal({ clock: own.clock });
  const context: CommandContext = { choices: choicesFor(line, terminal), terminal, paint: plain };
  return { stdout, stderr, run: (what = "is") => inTime(own.clock, localWhy(what, own, context)) };
}

test("of this host: no host in what is to be typed, but the home that was named", { timeout }, async () => {
  const asked: EventsQuery[] = [];
  const { events } = host([]) as HostService;
  const answers = host([crashed], {
    events: (query, context) => {
      asked.push(query);
      return events(query, context);
    },
  });
  const { stdout, run } = near("--home /tmp/x", (own) => own.running(answers));
  expect(await run()).toBe(3);
  expect(stdout.text).toContain("ImageServing --home /tmp/x logs is -n 100");
  expect(asked.map(({ expectedHost, follow }) => [expectedHost, follow])).toEqual([
    ["", false],
    ["", false],
  ]);
});

test.each([
  [
    "no agent",
    3,
    "the Server Supervisor is not running",
    (own: FakeLocalHost): void => {
      own.config = config("is");
    },
  ],
  ["the agent died", 1, "running unattended (pid 913", (own: FakeLocalHost) => own.gone([component("is")])],
  [
    "the agent died, and the component too",
    1,
    "not running, and the agent that looked after it is gone",
    (own: FakeLocalHost) => {
      own.config = config("is", "ps");
      own.gone([component("ps")]);
    },
  ],
] as const)("%s: exit code %i", { timeout }, async (_, code, said, changed) => {
  const { stdout, run } = near("", changed);
  expect(await run()).toBe(code);
  expect(stdout.text).toContain(said);
});

test("an agent that lives and does not answer is not known: exit code 4, and its pid", { timeout }, async () => {
  const { stdout, stderr, run } = near("", (own) => {
    own.known = lastKnown({ agentPid: 812 });
  });
  expect(await run()).toBe(4);
  expect([stdout.text, stderr.text]).toEqual(["", expect.stringContaining("agent pid 812")]);
});
