import type { Severity } from "../core/finding.ts";
import type { HostEventKind } from "../core/host-event.ts";
import type { ComponentAction, OperationKind, OperationResult } from "../core/operation.ts";
import type { ComponentState, Desired, SupervisorState } from "../core/status.ts";
import type { ComponentAction__Output } from "./gen/imageserving/v1/ComponentAction.ts";
import type { ComponentState__Output } from "./gen/imageserving/v1/ComponentState.ts";
import type { Desired__Output } from "./gen/imageserving/v1/Desired.ts";
import type { HostEventKind__Output } from "./gen/imageserving/v1/HostEventKind.ts";
import type { OperationKind__Output } from "./gen/imageserving/v1/OperationKind.ts";
import type { OperationResult__Output } from "./gen/imageserving/v1/OperationResult.ts";
import type { Severity__Output } from "./gen/imageserving/v1/Severity.ts";
import type { SupervisorState__Output } from "./gen/imageserving/v1/SupervisorState.ts";

/** The words of an enum, here and on the wire. */
export interface WireEnum<Word extends string, Wire extends string> {
  toWire(word: Word): Wire;
  /** Null for a word that this version does not know: a newer peer's, or none at all. The loader leaves those as numbers. */
  fromWire(wire: Wire): Word | null;
}

/** Makes a table that compiles only where every word has its row, and every word of the wire is in a row. The first row wins on the way back. */
const words =
  <Word extends string, Wire extends string>() =>
  <const Rows extends Record<Word, Wire>>(rows: Rows & Covers<Wire, Rows[Word]>): WireEnum<Word, Wire> => {
    const back = new Map<Wire, Word>();
    for (const [word, wire] of Object.entries(rows) as [Word, Wire][]) if (!back.has(wire)) back.set(wire, word);
    return { toWire: (word) => rows[word], fromWire: (wire) => back.get(wire) ?? null };
  };

type Covers<Wire extends string, Used extends string> =
  Exclude<Wire, Used | `${string}_UNSPECIFIED`> extends never ? unknown : { readonly unused: Exclude<Wire, Used> };

/** What an operator asked of a component. */
export const DESIRED = words<Desired, Desired__Output>()({ up: "DESIRED_UP", down: "DESIRED_DOWN" });

/** The state a component is in. */
export const COMPONENT_STATE = words<ComponentState, ComponentState__Output>()({
  stopped: "COMPONENT_STATE_STOPPED",
  starting: "COMPONENT_STATE_STARTING",
  running: "COMPONENT_STATE_RUNNING",
  stopping: "COMPONENT_STATE_STOPPING",
  backoff: "COMPONENT_STATE_BACKOFF",
  failed: "COMPONENT_STATE_FAILED",
});

/** The state of the Server Supervisor. */
export const SUPERVISOR_STATE = words<SupervisorState, SupervisorState__Output>()({
  running: "SUPERVISOR_STATE_RUNNING",
  stopped: "SUPERVISOR_STATE_STOPPED",
  dead: "SUPERVISOR_STATE_STOPPED", // never sent: who answers is not dead; it is told from the files of a host
});

/** What an operation does. */
export const OPERATION_KIND = words<OperationKind, OperationKind__Output>()({
  start: "OPERATION_KIND_START",
  stop: "OPERATION_KIND_STOP",
  restart: "OPERATION_KIND_RESTART",
});

/** How an operation ended, or that it has not. */
export const OPERATION_RESULT = words<OperationResult, OperationResult__Output>()({
  running: "OPERATION_RESULT_RUNNING",
  done: "OPERATION_RESULT_DONE",
  failed: "OPERATION_RESULT_FAILED",
  cancelled: "OPERATION_RESULT_CANCELLED",
});

/** What an operation did to a component. */
export const COMPONENT_ACTION = words<ComponentAction, ComponentAction__Output>()({
  started: "COMPONENT_ACTION_STARTED",
  stopped: "COMPONENT_ACTION_STOPPED",
  restarted: "COMPONENT_ACTION_RESTARTED",
  unchanged: "COMPONENT_ACTION_UNCHANGED",
  failed: "COMPONENT_ACTION_FAILED",
});

/** What kind of event happened on a host. */
export const HOST_EVENT_KIND = words<HostEventKind, HostEventKind__Output>()({
  "agent-started": "HOST_EVENT_KIND_AGENT_STARTED",
  "agent-ended": "HOST_EVENT_KIND_AGENT_ENDED",
  configuration: "HOST_EVENT_KIND_CONFIGURATION",
  supervisor: "HOST_EVENT_KIND_SUPERVISOR",
  state: "HOST_EVENT_KIND_STATE",
  health: "HOST_EVENT_KIND_HEALTH",
  "operation-begun": "HOST_EVENT_KIND_OPERATION_BEGUN",
  "operation-ended": "HOST_EVENT_KIND_OPERATION_ENDED",
});

/** How bad it is what a check-up found. */
export const SEVERITY = words<Severity, Severity__Output>()({
  ok: "SEVERITY_OK",
  note: "SEVERITY_NOTE",
  warning: "SEVERITY_WARNING",
  error: "SEVERITY_ERROR",
});

/** Says of a word that came from a newer peer that it was not understood, before what the peer itself says. */
export function unknownWord(what: string, wire: string, said: string): string {
  const note = `${what} "${wire}" is unknown to this version`;
  return said === "" ? note : `${note}; ${said}`;
}
