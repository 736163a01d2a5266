import type { OperationUpdate } from "../core/host-service.ts";
import type { ComponentOutcome, Operation, OperationResult, Progress } from "../core/operation.ts";
import type {
  ComponentOutcome as WireOutcome,
  ComponentOutcome__Output as WireOutcomeRead,
} from "./gen/imageserving/v1/ComponentOutcome.ts";
import type { Operation as WireOperation, Operation__Output as WireOperationRead } from "./gen/imageserving/v1/Operation.ts";
import type { OperationEvent, OperationEvent__Output } from "./gen/imageserving/v1/OperationEvent.ts";
import type { Progress as WireProgress, Progress__Output as WireProgressRead } from "./gen/imageserving/v1/Progress.ts";
import { COMPONENT_ACTION, COMPONENT_STATE, OPERATION_KIND, OPERATION_RESULT, unknownWord } from "./wire-enum.ts";
import { dateFromWire, dateToWire, msFromWire, msToWire } from "./wire-time.ts";
import { idFromAgent, maybe, nameFromAgent, pidFromWire, pidToWire, textFromWire } from "./wire-value.ts";

/** An operation for the wire. @param host the name of the host it is on. */
export function operationToWire(operation: Operation, host: string): WireOperation {
  return {
    operationId: operation.id,
    kind: OPERATION_KIND.toWire(operation.kind),
    requestedComponents: [...operation.requested],
    result: OPERATION_RESULT.toWire(operation.result),
    requestedBy: operation.by,
    reason: operation.reason,
    startedAt: dateToWire(operation.startedAt),
    deadline: maybe(operation.deadline, dateToWire),
    finishedAt: maybe(operation.finishedAt, dateToWire),
    duration: msToWire(operation.durationMs),
    components: operation.components.map(outcomeToWire),
    message: operation.message,
    agentEnds: operation.agentEnds,
    host,
  };
}

/** An operation from the wire. A kind of a newer agent counts as restart, the one that does most; `message` says so. */
export function operationFromWire(wire: WireOperationRead): Operation {
  return {
    id: idFromAgent(wire.operationId),
    kind: OPERATION_KIND.fromWire(wire.kind) ?? "restart",
    requested: wire.requestedComponents.map(nameFromAgent),
    result: resultFromWire(wire),
    by: wire.requestedBy,
    reason: wire.reason,
    startedAt: maybe(wire.startedAt, dateFromWire) ?? new Date(0),
    deadline: maybe(wire.deadline, dateFromWire),
    finishedAt: maybe(wire.finishedAt, dateFromWire),
    durationMs: maybe(wire.duration, msFromWire) ?? 0,
    components: wire.components.map(outcomeFromWire),
    message: messageFromWire(wire),
    agentEnds: wire.agentEnds,
  };
}

/** A result of a newer agent: what has ended and is not known to be done has failed. */
function resultFromWire(wire: WireOperationRead): OperationResult {
  return OPERATION_RESULT.fromWire(wire.result) ?? (wire.finishedAt === null ? "running" : "failed");
}

function messageFromWire(wire: WireOperationRead): string {
  const noted = OPERATION_RESULT.fromWire(wire.result) === null ? unknownWord("result", wire.result, wire.message) : wire.message;
  return OPERATION_KIND.fromWire(wire.kind) === null ? unknownWord("kind of operation", wire.kind, noted) : noted;
}

function outcomeToWire(outcome: ComponentOutcome): WireOutcome {
  return {
    name: outcome.name,
    action: COMPONENT_ACTION.toWire(outcome.action),
    previousPid: pidToWire(outcome.previousPid),
    pid: pidToWire(outcome.pid),
    duration: msToWire(outcome.durationMs),
    error: outcome.error ?? "",
    logFile: outcome.logFile,
    logTail: [...outcome.logTail],
  };
}

function outcomeFromWire(wire: WireOutcomeRead): ComponentOutcome {
  const action = COMPONENT_ACTION.fromWire(wire.action);
  return {
    name: nameFromAgent(wire.name),
    action: action ?? "failed",
    previousPid: pidFromWire(wire.previousPid),
    pid: pidFromWire(wire.pid),
    durationMs: maybe(wire.duration, msFromWire) ?? 0,
    error: action === null ? unknownWord("action", wire.action, wire.error) : textFromWire(wire.error),
    logFile: wire.logFile,
    logTail: wire.logTail,
  };
}

function progressToWire(progress: Progress): WireProgress {
  return {
    component: progress.component,
    state: COMPONENT_STATE.toWire(progress.state),
    ready: progress.ready,
    pid: pidToWire(progress.pid),
    inState: msToWire(progress.forMs),
    detail: progress.detail,
  };
}

function progressFromWire(wire: WireProgressRead): Progress {
  const state = COMPONENT_STATE.fromWire(wire.state);
  return {
    component: nameFromAgent(wire.component),
    state: state ?? "failed",
    ready: wire.ready,
    pid: pidFromWire(wire.pid),
    forMs: maybe(wire.inState, msFromWire) ?? 0,
    detail: state === null ? unknownWord("state", wire.state, wire.detail) : wire.detail,
  };
}

/** One message of an operation's stream for the wire. @param host the name of the host it is on. */
export function operationUpdateToWire(update: OperationUpdate, host: string): OperationEvent {
  switch (update.t) {
    case "accepted":
      return { accepted: operationToWire(update.operation, host) };
    case "progress":
      return { progress: progressToWire(update.progress) };
    case "result":
      return { result: operationToWire(update.operation, host) };
  }
}

/** One message of an operation's stream; null for a kind of message that only a newer agent sends, to be passed over. */
export function operationUpdateFromWire(wire: OperationEvent__Output): OperationUpdate | null {
  if (wire.accepted) return { t: "accepted", operation: operationFromWire(wire.accepted) };
  if (wire.progress) return { t: "progress", progress: progressFromWire(wire.progress) };
  if (wire.result) return { t: "result", operation: operationFromWire(wire.result) };
  return null;
}
