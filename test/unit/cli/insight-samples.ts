import type { EventBatch, HostEvent } from "../../../src/core/host-event.ts";
import type { OperationId } from "../../../src/core/names.ts";
import type { ExitRecord } from "../../../src/core/status.ts";
import { NOON, name } from "./samples.ts";

/** So many seconds before noon, when the fake clock begins. */
export const ago = (seconds: number): Date => new Date(NOON.getTime() - seconds * 1_000);

/** An event of a component that runs and is ready, or as `changed`. */
export const event = (sequence: number, changed: Partial<HostEvent> = {}): HostEvent => ({
  sequence,
  at: NOON,
  kind: "state",
  component: name("is"),
  message: `event ${sequence}`,
  state: "running",
  previousState: "starting",
  ready: true,
  pid: null,
  by: null,
  operationId: null,
  operationKind: null,
  requested: [],
  exit: null,
  evidence: [],
  tail: [],
  ...changed,
});

/** An operation that began. */
export const begun = (sequence: number, changed: Partial<HostEvent> = {}): HostEvent =>
  event(sequence, {
    kind: "operation-begun",
    component: null,
    state: null,
    previousState: null,
    ready: false,
    by: "alice",
    operationId: "op-1" as OperationId,
    operationKind: "restart",
    ...changed,
  });

export const batch = (events: readonly HostEvent[], changed: Partial<EventBatch> = {}): EventBatch => ({
  events,
  forgottenUntil: null,
  dropped: 0,
  now: NOON,
  ...changed,
});

/** An end that nobody asked for, 12 s before noon, or as `changed`. */
export const exit = (changed: Partial<ExitRecord> = {}): ExitRecord => ({
  code: null,
  signal: "SIGKILL",
  at: ago(12),
  expected: false,
  hint: "killed by SIGKILL, not by us: possibly the kernel's out-of-memory killer (see dmesg)",
  ...changed,
});
