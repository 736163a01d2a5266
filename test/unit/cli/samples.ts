import type { AgentConfig } from "../../../src/core/agent-config.ts";
import type { ComponentSpec } from "../../../src/core/component-spec.ts";
import type { ComponentName, OperationId } from "../../../src/core/names.ts";
import type { ComponentOutcome, Operation } from "../../../src/core/operation.ts";
import type { ComponentStatus, HostStatus, SupervisorStatus } from "../../../src/core/status.ts";
import type { LastKnown } from "../../../src/supervisor/last-known.ts";

/** Noon, when the fake clock begins. */
export const NOON = new Date("2026-01-01T12:00:00Z");

export const name = (text: string) => text as ComponentName;

/** A component that is well, or as `changed`. */
export const component = (called: string, changed: Partial<ComponentStatus> = {}): ComponentStatus => ({
  name: name(called),
  title: called.toUpperCase(),
  desired: "up",
  state: "running",
  ready: true,
  pid: 913,
  uptimeSeconds: 271_490.1,
  usage: { memoryBytes: 913_000_000, pssBytes: null, cpuPercent: 12.5, processes: 1 },
  restarts: 0,
  generation: 1,
  lastExit: null,
  reason: null,
  waitingFor: [],
  retryInMs: null,
  logFile: `/var/log/imageserving/${called}.log`,
  probeLatencyMs: 12.5,
  ...changed,
});

export const down = (called: string, changed: Partial<ComponentStatus> = {}): ComponentStatus =>
  component(called, { state: "stopped", ready: false, pid: null, uptimeSeconds: null, usage: null, ...changed });

export const supervisor = (changed: Partial<SupervisorStatus> = {}): SupervisorStatus => ({
  state: "running",
  pid: 812,
  uptimeSeconds: 271_500.2,
  usage: { memoryBytes: 58_720_256, pssBytes: 41_000_000, cpuPercent: 0.3, processes: 1 },
  version: "1.0.0",
  configHash: "sha256:00",
  ...changed,
});

export const hostStatus = (components: readonly ComponentStatus[], changed: Partial<HostStatus> = {}): HostStatus => ({
  host: "node3",
  supervisor: supervisor(),
  components,
  warnings: [],
  ...changed,
});

export const outcome = (called: string, changed: Partial<ComponentOutcome> = {}): ComponentOutcome => ({
  name: name(called),
  action: "started",
  previousPid: null,
  pid: 913,
  durationMs: 1_234,
  error: null,
  logFile: `/var/log/imageserving/${called}.log`,
  logTail: [],
  ...changed,
});

export const operation = (changed: Partial<Operation> = {}): Operation => ({
  id: "op-1" as OperationId,
  kind: "start",
  requested: [],
  result: "done",
  by: "alice",
  reason: "",
  startedAt: NOON,
  deadline: null,
  finishedAt: NOON,
  durationMs: 4_100,
  components: [],
  message: "",
  agentEnds: false,
  ...changed,
});

/** A configuration of components that nobody looks into. */
export const config = (...names: readonly string[]): AgentConfig => ({
  file: "/etc/imageserving/agent.yaml",
  host: "node3",
  listen: null,
  metrics: null,
  notify: [],
  socket: { group: null },
  components: new Map(
    names.map((called) => [name(called), { name: name(called), title: called.toUpperCase() } as ComponentSpec]),
  ),
  hash: "sha256:00",
});

export const lastKnown = (changed: Partial<LastKnown> = {}): LastKnown => ({
  agentPid: null,
  supervisorWasRunning: false,
  desired: new Map(),
  unattended: [],
  ...changed,
});
