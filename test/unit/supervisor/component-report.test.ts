import { afterEach, describe, expect, test, vi } from "vitest";
import { bytes } from "../../../src/core/bytes.ts";
import type { ComponentSpec } from "../../../src/core/component-spec.ts";
import { seconds } from "../../../src/core/duration.ts";
import { startComponents } from "../../../src/supervisor/procedure/start-components.ts";
import { stopComponents } from "../../../src/supervisor/procedure/stop-components.ts";
import { named } from "../../helpers/supervised-host.ts";
import { FakeHost, spec } from "./fake-host.ts";
import { type Conduct, good, PROBE_TAKES } from "./fake-machine.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("./fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("./fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

const timeout = 10_000;

interface Situation {
  readonly over?: Partial<ComponentSpec>;
  readonly how?: Partial<Conduct>;
  /** Before the component is looked at. */
  readonly next?: (host: FakeHost) => void | Promise<void>;
  readonly expected: readonly [state: string, ready: boolean, reason: string | null];
}

const policy = (name: "always" | "on-failure" | "never") => ({ restart: { ...spec("is").restart, policy: name } });
const stopWith = (over: Partial<ComponentSpec["stop"]>) => ({ stop: { ...spec("is").stop, ...over } });
const stop = (length: number) => async (host: FakeHost) => {
  void stopComponents(host.context(["is"]));
  await host.clock.advance(length);
};
const crash = (times: number, code: number) => async (host: FakeHost) => {
  for (let at = 0; at < times; at++) {
    host.crash("is", code);
    await host.clock.advance(at + 1 < times ? 2_000 : 1);
  }
};

/** `is` needs `svg`; it has been started and 10 ms have passed. */
const SITUATIONS: Readonly<Record<string, Situation>> = {
  "waiting for what it needs": {
    next: async (host) => {
      await stop(10)(host);
      host.setReady("svg", false);
      void startComponents(host.context(["is"]));
      await host.clock.advance(10);
    },
    expected: ["starting", false, "waits for svg"],
  },
  "being launched": { how: { launchTakes: 100 }, expected: ["starting", false, "being started"] },
  starting: { how: { readyAfter: null }, expected: ["starting", false, "not ready yet: connection refused"] },
  "starting, without a probe": { over: { ready: null }, expected: ["starting", false, "not ready yet"] },
  "starting for too long": {
    how: { readyAfter: null },
    next: (host) => host.clock.advance(5_000),
    expected: ["starting", false, "not ready within 5.0s: connection refused"],
  },
  "running and ready": { expected: ["running", true, null] },
  "running and not ready any more": {
    next: (host) => host.setReady("is", false),
    expected: ["running", false, "not ready any more: connection refused"],
  },
  "running and unhealthy": {
    over: {
      live: {
        probe: { kind: "tcp", host: "::1", port: 1 },
        interval: seconds(1),
        timeout: seconds(1),
        failures: 1,
        action: "report",
      },
    },
    next: (host) => {
      const leader = host.machine.leader("is");
      if (leader !== null) host.machine.setHealthy(leader, false);
    },
    expected: ["running", true, "no answer within 1s"],
  },
  "asked to end": {
    how: { stopTakes: null },
    next: stop(500),
    expected: ["stopping", false, "asked to end, 2.5s left before it is killed"],
  },
  "writing a dump": {
    over: stopWith({ dump: "QUIT" }),
    how: { stopTakes: null },
    next: stop(3_500),
    expected: ["stopping", false, "writing a dump, 1.5s left before it is killed"],
  },
  "being killed": { how: { stuck: true }, next: stop(3_000), expected: ["stopping", false, "being killed"] },
  "not even killed": {
    how: { stuck: true },
    next: stop(8_000),
    expected: ["stopping", false, "pid 102 survived SIGKILL; look at its state in /proc/PID/status"],
  },
  "ended, and its group has not": {
    how: { children: 1, stopTakes: null },
    next: crash(1, 1),
    expected: ["stopping", false, "its leader has ended, pid 103 of its group lives on, 2.9s left before it is killed"],
  },
  stopped: { next: stop(10), expected: ["stopped", false, null] },
  "crashed more than once": {
    next: crash(2, 3),
    expected: ["backoff", false, "crashed 2 times in a row (ended by itself with exit code 3; its log usually says why)"],
  },
  "crashing again and again": {
    next: crash(4, 3),
    expected: ["failed", false, "crashed 4 times in a row (ended by itself with exit code 3; its log usually says why)"],
  },
  "impossible to start": {
    how: { cannotStart: "command not found: /opt/is" },
    expected: ["failed", false, "command not found: /opt/is"],
  },
  "impossible to start, and never restarted": {
    over: policy("never"),
    how: { cannotStart: "command not found: /opt/is" },
    expected: ["failed", false, "command not found: /opt/is; not tried again until it is started"],
  },
  "crashed, and never restarted": {
    over: policy("never"),
    next: crash(1, 3),
    expected: [
      "failed",
      false,
      "crashed (ended by itself with exit code 3; its log usually says why); not tried again until it is started",
    ],
  },
  "done with its work": {
    over: policy("on-failure"),
    next: crash(1, 0),
    expected: ["stopped", false, "ended with exit code 0 and is not restarted (restart policy on-failure)"],
  },
};

describe("a component that is", () => {
  test.each(Object.entries(SITUATIONS))("%s", { timeout }, async (_what, { over, how, next, expected }) => {
    const host = new FakeHost([spec("is", ["svg"], over), spec("svg")]);
    host.machine.conductOf = (name) => (name === "is" ? { ...good, ...how } : good);
    void startComponents(host.context());
    await host.clock.advance(10);
    await next?.(host);
    const status = host.supervisor.status(named("is"));
    expect([status.state, status.ready, status.reason]).toEqual(expected);
    const progress = host.supervisor.progress(named("is"));
    expect(progress).toMatchObject({
      component: "is",
      state: status.state,
      ready: status.ready,
      pid: status.pid,
      detail: status.reason ?? "",
    });
  });
});

test("a status has what is known, and nothing of a process that is not there", { timeout }, async () => {
  const host = new FakeHost([spec("is", ["svg"], { title: "Image Server" }), spec("svg")]);
  const never = {
    desired: "down",
    state: "stopped",
    ready: false,
    pid: null,
    uptimeSeconds: null,
    usage: null,
    restarts: 0,
    generation: 0,
    lastExit: null,
    probeLatencyMs: null,
  };
  const rest = { name: "is", title: "Image Server", waitingFor: [], retryInMs: null, logFile: "/log/is.log", reason: null };
  expect(host.supervisor.status(named("is"))).toEqual({ ...never, ...rest });
  await Promise.all([startComponents(host.context()), host.clock.advance(1_000)]);
  const usage = { memoryBytes: 1, pssBytes: null, cpuPercent: 0, processes: 1 };
  host.supervisor.actor(named("is")).measured(usage);
  const running = {
    ...rest,
    desired: "up",
    state: "running",
    ready: true,
    pid: host.pid("is"),
    uptimeSeconds: 1,
    usage,
    restarts: 0,
    generation: 1,
    lastExit: null,
    probeLatencyMs: PROBE_TAKES.ready,
  };
  expect(host.supervisor.status(named("is"))).toEqual(running);
  await Promise.all([stopComponents(host.context()), host.clock.advance(10)]);
  expect(host.supervisor.status(named("is"))).toMatchObject({
    ...never,
    ...rest,
    generation: 1,
    lastExit: { code: 0, expected: true },
  });
});

test("what was said of one run is not said of the next", { timeout }, async () => {
  const host = new FakeHost([spec("is", [], { memory: { warn: null, restart: bytes(1_000) } })]);
  const [actor, usage] = [host.supervisor.actor(named("is")), { memoryBytes: 500, pssBytes: null, cpuPercent: 0, processes: 1 }];
  await Promise.all([startComponents(host.context()), host.clock.advance(100)]);

  actor.measured(usage);
  host.crash("is");
  await host.clock.advance(100);
  expect(host.supervisor.status(named("is"))).toMatchObject({ state: "running", usage: null }); // the figures were the last run's

  actor.measured({ ...usage, memoryBytes: 1_001 });
  expect(actor.trouble).toContain("memory.restart");
  await host.clock.advance(1_000);
  expect([host.state("is"), actor.trouble, actor.lastExit?.expected]).toEqual(["ready", null, true]); // ready again: no trouble

  const leader = host.machine.leader("is");
  if (leader !== null) host.machine.end(leader, { code: 143, signal: null }); // this run got no signal of ours
  await host.clock.advance(1);
  expect(actor.lastExit).toMatchObject({ code: 143, expected: false, hint: "exit code 143: ended by SIGTERM, not by us" });
});

test("waits and attempts to come are told as they are", { timeout }, async () => {
  const host = new FakeHost([spec("is", ["svg"]), spec("svg")]);
  host.machine.conductOf = (name) => (name === "svg" ? { ...good, cannotStart: "no such file" } : good);
  void startComponents(host.context());
  await host.clock.advance(1_000);
  expect(host.supervisor.status(named("is"))).toMatchObject({ waitingFor: ["svg"], retryInMs: null });
  expect(host.supervisor.status(named("svg"))).toMatchObject({ waitingFor: [], retryInMs: 3_000 });
  expect(host.supervisor.progress(named("is")).forMs).toBe(1_000);
});

test("how long the last successful probe took is told: of this run, of readiness, then of liveness", { timeout }, async () => {
  const live = {
    probe: { kind: "tcp", host: "::1", port: 1 },
    interval: seconds(1),
    timeout: seconds(1),
    failures: 1,
    action: "report",
  } as const;
  const host = new FakeHost([spec("is", [], { live })]);
  const latency = () => host.supervisor.status(named("is")).probeLatencyMs;
  host.machine.conductOf = () => ({ ...good, readyAfter: 50 });
  void startComponents(host.context());
  await host.clock.advance(40);
  expect(latency()).toBeNull();
  await host.clock.advance(100);
  expect(latency()).toBe(PROBE_TAKES.live);
  const leader = host.machine.leader("is");
  if (leader !== null) host.machine.setHealthy(leader, false);
  await host.clock.advance(1_000);
  expect(latency()).toBe(PROBE_TAKES.ready); // a probe that fails tells nothing
  await Promise.all([stopComponents(host.context()), host.clock.advance(10)]);
  expect(latency()).toBeNull();
});
