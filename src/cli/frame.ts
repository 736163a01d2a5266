import type { ExitCode } from "../core/exit-code.ts";
import type { FaultError } from "../core/fault.ts";
import type { Operation } from "../core/operation.ts";
import type { ComponentStatus, ExitRecord, HostStatus, SupervisorStatus, Usage } from "../core/status.ts";
import type { Outcome } from "../fleet/outcome.ts";
import type { HostAnswer } from "./host-answer.ts";

/** Grows when a field changes its meaning or goes; new fields do not count. */
export const SCHEMA_VERSION = 1;

/** One host in a frame. What stands beside these is the command's own. */
export interface HostObject extends Readonly<Record<string, unknown>> {
  readonly host: string;
  readonly outcome: Outcome;
}

/** What `--output json` prints: the one shape of every command. */
export interface Frame {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly command: string;
  readonly exitCode: number;
  readonly summary: { readonly hosts: number } & Readonly<Record<Outcome, number>>;
  readonly hosts: readonly HostObject[];
}

/** The frame around the hosts. `exitCode` repeats the command's own, which an interrupt may have set. */
export function frameOf(command: string, exitCode: ExitCode | 130 | 143, hosts: readonly HostObject[]): Frame {
  const count = (outcome: Outcome) => hosts.filter((host) => host.outcome === outcome).length;
  const summary = {
    hosts: hosts.length,
    ok: count("ok"),
    failed: count("failed"),
    unreachable: count("unreachable"),
    unknown: count("unknown"),
  };
  return { schemaVersion: SCHEMA_VERSION, command, exitCode, summary, hosts };
}

/** A host as `status` shows it. */
export const statusObject = ({ value, ...answer }: HostAnswer<HostStatus>): HostObject => ({
  host: answer.host,
  outcome: answer.outcome,
  ...(value === null
    ? {}
    : { supervisor: supervisorObject(value.supervisor), components: value.components.map(componentObject) }),
  ...(value === null || value.warnings.length === 0 ? {} : { warnings: value.warnings }),
  ...(value?.operations === undefined ? {} : { operations: value.operations.map(inProgressObject) }),
  ...errorObject(answer.error),
});

/** A host as `start`, `stop` and `restart` show it. A failed operation is a failed outcome; one that still runs is unknown. */
export const operationHostObject = (answer: HostAnswer<Operation>): HostObject => ({
  host: answer.host,
  outcome: answer.outcome,
  ...(answer.value === null ? {} : { operation: operationObject(answer.value) }),
  ...errorObject(answer.error),
});

/** A host of a command that has something else to show. */
export const plainObject = (answer: HostAnswer<Readonly<Record<string, unknown>>>): HostObject => ({
  host: answer.host,
  outcome: answer.outcome,
  ...answer.value,
  ...errorObject(answer.error),
});

function errorObject(error: FaultError | null): { readonly error?: unknown } {
  if (error === null) return {};
  const { code, ...details } = error.fault;
  // Outside, a host that nothing reached has the name that gRPC gives it.
  return { error: { code: code === "UNREACHABLE" ? "UNAVAILABLE" : code, message: error.message, ...details } };
}

const supervisorObject = (supervisor: SupervisorStatus) => ({
  state: supervisor.state,
  pid: supervisor.pid,
  uptimeSeconds: rounded(supervisor.uptimeSeconds),
  ...usageObject(supervisor.usage),
  version: supervisor.version === "" ? null : supervisor.version,
  configHash: supervisor.configHash === "" ? null : supervisor.configHash,
});

const componentObject = (component: ComponentStatus) => ({
  name: component.name,
  title: component.title,
  desired: component.desired,
  state: component.state,
  ready: component.ready,
  pid: component.pid,
  uptimeSeconds: rounded(component.uptimeSeconds),
  ...usageObject(component.usage),
  restarts: component.restarts,
  generation: component.generation,
  lastExit: component.lastExit === null ? null : exitObject(component.lastExit),
  reason: component.reason,
  waitingFor: component.waitingFor,
  retryInSeconds: component.retryInMs === null ? null : component.retryInMs / 1_000,
  logFile: component.logFile,
  probeLatencyMs: rounded(component.probeLatencyMs),
});

const usageObject = (usage: Usage | null) => ({
  memoryBytes: usage?.memoryBytes ?? null,
  ...(usage === null || usage.pssBytes === null ? {} : { pssBytes: usage.pssBytes }),
  cpuPercent: rounded(usage?.cpuPercent ?? null),
  processes: usage?.processes ?? null,
});

/** To a thousandth: what is beyond comes from arithmetic and means nothing. */
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1_000) / 1_000);

/** How a process ended. */
export const exitObject = (exit: ExitRecord) => ({
  code: exit.code,
  signal: exit.signal,
  at: exit.at.toISOString(),
  expected: exit.expected,
  hint: exit.hint,
});

/** An operation in progress, as `status` shows it. */
const inProgressObject = ({ id, kind, requested, by, reason, startedAt }: Operation) => ({
  id,
  kind,
  components: requested,
  by,
  reason,
  startedAt: startedAt.toISOString(),
});

/** An operation as `start`, `stop` and `restart` show it. */
export const operationObject = (operation: Operation) => ({
  id: operation.id,
  kind: operation.kind,
  result: operation.result,
  durationMs: operation.durationMs,
  components: operation.components.map(({ logFile, logTail, ...outcome }) => ({
    ...outcome,
    ...(outcome.action === "failed" ? { logFile, logTail } : {}),
  })),
  message: operation.message,
});
