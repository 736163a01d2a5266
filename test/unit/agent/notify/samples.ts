import type { AskedBy, Happening, Told } from "../../../../src/agent/notify/happening.ts";
import { seconds } from "../../../../src/core/duration.ts";
import type { ComponentName, OperationId } from "../../../../src/core/names.ts";
import { NOTIFICATION_EVENTS, type NotificationConfig, type NotificationEvent } from "../../../../src/core/notification.ts";
import type { ComponentStatus, ExitRecord } from "../../../../src/core/status.ts";

export const named = (name: string): ComponentName => name as ComponentName;

export const AT = new Date("2026-01-01T12:00:00Z");

export const exit = (over: Partial<ExitRecord> = {}): ExitRecord => ({
  code: null,
  signal: "SIGKILL",
  at: AT,
  expected: false,
  hint: "killed by SIGKILL, not by us",
  ...over,
});

/** A component that runs and is ready, or what else is said. */
export const component = (over: Partial<ComponentStatus> = {}): ComponentStatus => ({
  name: named("is"),
  title: "Image Server",
  desired: "up",
  state: "running",
  ready: true,
  pid: 7,
  uptimeSeconds: 60,
  usage: null,
  restarts: 0,
  generation: 1,
  lastExit: null,
  reason: null,
  waitingFor: [],
  retryInMs: null,
  logFile: "/log/is.log",
  probeLatencyMs: null,
  ...over,
});

export const asked = (kind: AskedBy["kind"], id = "op-1"): AskedBy => ({ id: id as OperationId, kind, by: "alice" });

export const told = (event: NotificationEvent = "crashed", over: Partial<Told> = {}): Told => ({
  event,
  component: named("is"),
  title: "Image Server",
  at: AT,
  from: { state: "running", ready: true },
  to: { state: "backoff", ready: false },
  exit: exit(),
  reason: "crashed",
  operation: null,
  what: `${event}: killed`,
  ...over,
});

export const happening = (sequence: number, ...faces: readonly [Told, ...Told[]] | []): Happening => {
  const [first = told(), ...others] = faces;
  return { sequence, concerns: first.component === null ? [] : [first.component], faces: [first, ...others] };
};

export const config = (over: Partial<NotificationConfig> = {}): NotificationConfig => ({
  name: "pager",
  on: NOTIFICATION_EVENTS,
  components: [],
  way: { kind: "http", url: "http://127.0.0.1:1/x", method: "POST", status: null, timeout: seconds(10) },
  retries: 3,
  rate: { most: 10, per: seconds(60) },
  ...over,
});
