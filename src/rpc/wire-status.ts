import { FaultError } from "../core/fault.ts";
import type { ComponentStatus, ExitRecord, HostStatus, SupervisorStatus, Usage } from "../core/status.ts";
import type {
  ComponentStatus as WireComponent,
  ComponentStatus__Output as WireComponentRead,
} from "./gen/imageserving/v1/ComponentStatus.ts";
import type { ExitRecord as WireExit, ExitRecord__Output as WireExitRead } from "./gen/imageserving/v1/ExitRecord.ts";
import type { StatusReport, StatusReport__Output } from "./gen/imageserving/v1/StatusReport.ts";
import type {
  SupervisorStatus as WireSupervisor,
  SupervisorStatus__Output as WireSupervisorRead,
} from "./gen/imageserving/v1/SupervisorStatus.ts";
import type { Usage as WireUsage, Usage__Output as WireUsageRead } from "./gen/imageserving/v1/Usage.ts";
import { COMPONENT_STATE, DESIRED, SUPERVISOR_STATE, unknownWord } from "./wire-enum.ts";
import { operationFromWire, operationToWire } from "./wire-operation.ts";
import { dateFromWire, dateToWire, msFromWire, msToWire, secondsFromWire, secondsToWire } from "./wire-time.ts";
import { maybe, nameFromAgent, pidFromWire, pidToWire, textFromWire } from "./wire-value.ts";

/** A host's status for the wire. */
export function hostStatusToWire(status: HostStatus): StatusReport {
  return {
    host: status.host,
    supervisor: supervisorToWire(status.supervisor),
    components: status.components.map(componentToWire),
    warnings: [...status.warnings],
    operations: (status.operations ?? []).map((operation) => operationToWire(operation, status.host)),
  };
}

/** A host's status from the wire. A Supervisor state of a newer agent counts as stopped, with a warning. */
export function hostStatusFromWire(wire: StatusReport__Output): HostStatus {
  if (wire.supervisor === null)
    throw new FaultError({ code: "AGENT_ERROR", cause: "its status says nothing of the Server Supervisor" });
  const { state } = wire.supervisor;
  const strange = SUPERVISOR_STATE.fromWire(state) === null ? [unknownWord("Server Supervisor state", state, "")] : [];
  return {
    host: wire.host,
    supervisor: supervisorFromWire(wire.supervisor),
    components: wire.components.map(componentFromWire),
    warnings: [...wire.warnings, ...strange],
    ...(wire.operations.length > 0 && { operations: wire.operations.map(operationFromWire) }),
  };
}

/** The Server Supervisor's status for the wire. */
export function supervisorToWire(status: SupervisorStatus): WireSupervisor {
  return {
    state: SUPERVISOR_STATE.toWire(status.state),
    pid: pidToWire(status.pid),
    uptime: maybe(status.uptimeSeconds, secondsToWire),
    usage: maybe(status.usage, usageToWire),
    version: status.version,
    configHash: status.configHash,
  };
}

/** The Server Supervisor's status from the wire. */
export function supervisorFromWire(wire: WireSupervisorRead): SupervisorStatus {
  return {
    state: SUPERVISOR_STATE.fromWire(wire.state) ?? "stopped",
    pid: pidFromWire(wire.pid),
    uptimeSeconds: maybe(wire.uptime, secondsFromWire),
    usage: maybe(wire.usage, usageFromWire),
    version: wire.version,
    configHash: wire.configHash,
  };
}

/** A component's status for the wire. */
export function componentToWire(status: ComponentStatus): WireComponent {
  return {
    name: status.name,
    title: status.title,
    desired: DESIRED.toWire(status.desired),
    state: COMPONENT_STATE.toWire(status.state),
    ready: status.ready,
    pid: pidToWire(status.pid),
    uptime: maybe(status.uptimeSeconds, secondsToWire),
    usage: maybe(status.usage, usageToWire),
    restarts: status.restarts,
    generation: status.generation,
    lastExit: maybe(status.lastExit, exitToWire),
    reason: status.reason ?? "",
    waitingFor: [...status.waitingFor],
    retryIn: maybe(status.retryInMs, msToWire),
    logFile: status.logFile,
    probeLatency: maybe(status.probeLatencyMs, msToWire),
  };
}

/** A component's status from the wire. A state of a newer agent counts as failed, so that it is looked at, and `reason` says why. */
export function componentFromWire(wire: WireComponentRead): ComponentStatus {
  const state = COMPONENT_STATE.fromWire(wire.state);
  return {
    name: nameFromAgent(wire.name),
    title: wire.title,
    desired: DESIRED.fromWire(wire.desired) ?? "up", // one that is wanted and is not there is seen
    state: state ?? "failed",
    ready: wire.ready,
    pid: pidFromWire(wire.pid),
    uptimeSeconds: maybe(wire.uptime, secondsFromWire),
    usage: maybe(wire.usage, usageFromWire),
    restarts: wire.restarts,
    generation: wire.generation,
    lastExit: maybe(wire.lastExit, exitFromWire),
    reason: state === null ? unknownWord("state", wire.state, wire.reason) : textFromWire(wire.reason),
    waitingFor: wire.waitingFor.map(nameFromAgent),
    retryInMs: maybe(wire.retryIn, msFromWire),
    logFile: wire.logFile,
    probeLatencyMs: maybe(wire.probeLatency, msFromWire),
  };
}

/** Figures of a process tree for the wire. */
export function usageToWire(usage: Usage): WireUsage {
  return {
    memoryBytes: Math.round(usage.memoryBytes),
    ...(usage.pssBytes === null ? {} : { pssBytes: Math.round(usage.pssBytes) }),
    cpuPercent: usage.cpuPercent,
    processes: usage.processes,
  };
}

/** Figures of a process tree from the wire. */
export function usageFromWire(wire: WireUsageRead): Usage {
  return {
    memoryBytes: wire.memoryBytes,
    pssBytes: wire.pssBytes ?? null,
    cpuPercent: wire.cpuPercent,
    processes: wire.processes,
  };
}

/** How a process ended, for the wire. */
export function exitToWire(exit: ExitRecord): WireExit {
  return {
    ...(exit.code === null ? {} : { code: exit.code }),
    signal: exit.signal ?? "",
    at: dateToWire(exit.at),
    expected: exit.expected,
    hint: exit.hint,
  };
}

/** How a process ended, from the wire. */
export function exitFromWire(wire: WireExitRead): ExitRecord {
  return {
    code: wire.code ?? null,
    signal: textFromWire(wire.signal),
    at: maybe(wire.at, dateFromWire) ?? new Date(0),
    expected: wire.expected,
    hint: wire.hint,
  };
}
