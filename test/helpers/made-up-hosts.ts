import type { WatchedHost } from "../../src/cli/watch/watched-host.ts";
import { systemClock } from "../../src/core/clock.ts";
import { type MonoMs, ms } from "../../src/core/duration.ts";
import { FaultError } from "../../src/core/fault.ts";
import type { HostEvent } from "../../src/core/host-event.ts";
import type { HostService } from "../../src/core/host-service.ts";
import type { ComponentName } from "../../src/core/names.ts";
import type { ComponentStatus, HostStatus } from "../../src/core/status.ts";
import type { UsagePoint } from "../../src/core/usage-history.ts";
import { watched } from "./simulated-dashboard.ts";

const TITLES = { ps: "Platform Server", is: "Image Server", svg: "SVG server" } as const;
const MEMORY = { ps: 1_240e6, is: 913e6, svg: 148e6 } as const;

/** Figures that look like chance and are the same each time, from 0 to 1. */
export function noise(seed: number): number {
  const wave = Math.sin(seed * 12.9898) * 43_758.5453;
  return wave - Math.floor(wave);
}

/** A component that is well. @param seed its figures. */
export const wellComponent = (
  name: keyof typeof TITLES,
  seed: number,
  change: Partial<ComponentStatus> = {},
): ComponentStatus => ({
  name: name as string as ComponentName,
  title: TITLES[name],
  desired: "up",
  state: "running",
  ready: true,
  pid: 1_000 + Math.floor(noise(seed) * 60_000),
  uptimeSeconds: 3_600 * 24 * 9 * noise(seed + 1) + 60,
  usage: {
    memoryBytes: MEMORY[name] * (0.7 + 0.5 * noise(seed + 2)),
    pssBytes: null,
    cpuPercent: 22 + 8 * noise(seed + 3),
    processes: 2,
  },
  restarts: Math.floor(noise(seed + 4) * 1.2),
  generation: 3,
  lastExit: null,
  reason: null,
  waitingFor: [],
  retryInMs: null,
  logFile: `/var/log/imageserving/${name}.log`,
  probeLatencyMs: 2 + 9 * noise(seed + 5),
  ...change,
});

/** What a crashed component says. */
export const CRASHED: Partial<ComponentStatus> = {
  state: "backoff",
  ready: false,
  pid: null,
  uptimeSeconds: null,
  usage: null,
  restarts: 4,
  reason: "crashed: SIGKILL, possibly the kernel's out-of-memory killer",
  retryInMs: 14_000,
  lastExit: {
    code: null,
    signal: "SIGKILL",
    at: new Date(systemClock.wall().getTime() - 6_000),
    expected: false,
    hint: "possibly the kernel's out-of-memory killer",
  },
};

/** What one that starts says. */
export const STARTING: Partial<ComponentStatus> = {
  state: "starting",
  ready: false,
  uptimeSeconds: 3,
  reason: "its probe does not hold yet",
};

/** A status of a host that is well. */
export const wellStatus = (host: string, seed: number, components?: readonly ComponentStatus[]): HostStatus => ({
  host,
  supervisor: {
    state: "running",
    pid: 812,
    uptimeSeconds: 3_600 * 24 * 9,
    usage: { memoryBytes: 92e6, pssBytes: null, cpuPercent: 0.4, processes: 1 },
    version: "0.1.0",
    configHash: "sha256:4f1c0a93b2d5e7f801",
  },
  components: components ?? (["is", "svg", "ps"] as const).map((name, at) => wellComponent(name, seed * 31 + at * 7)),
  warnings: [],
});

/** Some hosts, most of which are well. */
export function someHosts(count: number): readonly WatchedHost[] {
  const digits = Math.max(2, String(count).length);
  return Array.from({ length: count }, (_, at) => {
    const name = `node${String(at + 1).padStart(digits, "0")}`;
    const status = wellStatus(name, at + 1);
    const chance = noise(at * 3 + 5);
    const [is, svg, ps] = status.components;
    if (is === undefined || svg === undefined || ps === undefined) throw new Error("there are three");
    if (count > 3 ? chance < 0.004 : at === 1) return watched({ ...status, components: [{ ...is, ...CRASHED }, svg, ps] });
    if (count <= 3) return watched(status);
    if (chance < 0.01) return lost(watched(status), 74_000);
    if (chance < 0.02) return watched({ ...status, components: [is, { ...svg, ...STARTING }, ps] });
    return watched(status);
  });
}

/** The same host when it has not answered for so long. */
export const lost = (host: WatchedHost, forMs: number): WatchedHost => ({
  ...host,
  link: {
    t: "lost",
    error: new FaultError({ code: "UNREACHABLE", target: `${host.name}:9910`, cause: "connection refused" }),
    attempts: 3,
    since: (systemClock.now() - forMs) as MonoMs,
  },
  heardAt: (systemClock.now() - forMs) as MonoMs,
});

const LOG = [
  "10.20.3.7 GET /is/image/catalog/shoe-4711?wid=800&fmt=webp 200 18ms",
  "10.20.3.9 GET /is/image/catalog/boot-0815?wid=400 200 9ms",
  "cache: 81 % hits, 412 MB of 512 MB",
  "10.20.3.7 GET /is/image/catalog/shoe-4712?wid=1600&fmt=webp 200 41ms",
  "WARN slow source: /images/catalog/boot-0815.tif took 1.2 s",
];

/** What simulated hosts answer beside their changes. */
export const madeUpAnswers =
  (hosts: () => ReadonlyMap<string, WatchedHost>) =>
  (name: string): Partial<HostService> => ({
    status: async () => hosts().get(name)?.status ?? wellStatus(name, 1),
    getLease: async () => null,
    usage: async () => ({
      host: name,
      now: systemClock.wall(),
      series: ["ps", "is", "svg"].flatMap((each, at) => pastOf(each, at)),
    }),
    events: async function* () {
      yield { events: eventsOf(), forgottenUntil: null, dropped: 0, now: systemClock.wall() };
    },
    logs: async function* ({ components }, { signal }) {
      const component = (components[0] ?? "is") as ComponentName;
      const at = (back: number) => new Date(systemClock.wall().getTime() - back * 1_700).toISOString();
      yield {
        component,
        lines: Array.from({ length: 60 }, (_, line) => `${at(60 - line)} ${LOG[Math.floor(noise(line) * LOG.length)]}`),
      };
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    },
  });

function pastOf(name: string, at: number) {
  const base = MEMORY[name as keyof typeof MEMORY];
  const now = systemClock.wall().getTime();
  const point = (step: number, back: number): UsagePoint => {
    const memoryBytes = base * (0.72 + 0.18 * Math.sin(back / (40 + 9 * at)) + 0.05 * noise(back + at) - back / 4_000);
    const cpuPercent = 12 + 9 * at + 8 * Math.sin(back / 23 + at) + 10 * noise(back * 3 + at);
    return { at: new Date(now - back * step), memoryBytes, peakBytes: memoryBytes * 1.04, cpuPercent };
  };
  const series = (step: number, count: number) => ({
    component: name as ComponentName,
    step: ms(step),
    points: Array.from({ length: count }, (_, index) => point(step, count - index)),
  });
  return [series(10_000, 360), series(600_000, 1_008)];
}

function eventsOf(): readonly HostEvent[] {
  const now = systemClock.wall().getTime();
  const event = (sequence: number, back: number, change: Partial<HostEvent>): HostEvent => ({
    sequence,
    at: new Date(now - back),
    kind: "state",
    component: "is" as ComponentName,
    message: "",
    state: "running",
    previousState: "starting",
    ready: true,
    pid: 4_711,
    by: null,
    operationId: null,
    operationKind: null,
    requested: [],
    exit: null,
    evidence: [],
    tail: [],
    ...change,
  });
  return [
    event(41, 86_400_000, {
      kind: "agent-started",
      component: null,
      message: "agent 0.1.0 began, adopted 3 components",
      state: null,
      pid: 812,
    }),
    event(42, 3_700_000, { kind: "operation-begun", component: null, message: "restart is", state: null, by: "bob", pid: null }),
    event(43, 3_699_000, {
      message: "stopped: exit code 143 after SIGTERM, as asked",
      state: "stopped",
      previousState: "stopping",
      ready: false,
    }),
    event(44, 3_696_000, { message: "ready after 2.9 s" }),
    event(45, 3_695_000, {
      kind: "operation-ended",
      component: null,
      message: "restart is: done in 3.4 s",
      state: null,
      by: "bob",
      pid: null,
    }),
    event(46, 6_000, {
      message: "crashed: SIGKILL, possibly the kernel's out-of-memory killer",
      state: "backoff",
      previousState: "running",
      ready: false,
      evidence: ["its memory was at 98 % of the limit of its control group"],
      tail: ["cache: 81 % hits, 511 MB of 512 MB", "WARN slow source: /images/catalog/boot-0815.tif took 1.2 s"],
    }),
  ];
}
