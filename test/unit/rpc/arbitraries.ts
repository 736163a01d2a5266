import fc, { type Arbitrary } from "fast-check";
import type { Ms } from "../../../src/core/duration.ts";
import type { OperateRequest, OperationUpdate, WatchUpdate } from "../../../src/core/host-service.ts";
import type { Lease, LeaseRequest } from "../../../src/core/lease.ts";
import type { ComponentName, LeaseId, OperationId } from "../../../src/core/names.ts";
import type { OperateConditions } from "../../../src/core/operate-conditions.ts";
import type { ComponentOutcome, Operation, Progress } from "../../../src/core/operation.ts";
import type { ComponentStatus, ExitRecord, HostStatus, SupervisorStatus, Usage } from "../../../src/core/status.ts";

// Half seconds and whole milliseconds are exact both as doubles and as nanoseconds; what is lost between is another test's.
const seconds = fc.nat({ max: 2 ** 32 }).map((halves) => halves / 2);
export const millis = fc.nat({ max: 2 ** 40 });
export const text = fc.string({ unit: "binary", maxLength: 40 });
const said = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const pid = fc.option(fc.integer({ min: 1, max: 4_194_304 }));
export const bytes = fc.nat({ max: Number.MAX_SAFE_INTEGER });
export const date = fc.integer({ min: -(2 ** 40), max: 2 ** 43 }).map((at) => new Date(at));
export const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/).map((it) => it as ComponentName);

export const operationId: Arbitrary<OperationId> = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .map((it) => it as OperationId);

const usage: Arbitrary<Usage> = fc.record({
  memoryBytes: bytes,
  pssBytes: fc.option(bytes),
  cpuPercent: fc.double({ min: 0, max: 1e5, noNaN: true }),
  processes: fc.nat(),
});

export const exit: Arbitrary<ExitRecord> = fc.record({
  code: fc.option(fc.integer({ min: -1, max: 255 })),
  signal: fc.option(said),
  at: date,
  expected: fc.boolean(),
  hint: text,
});

const state = fc.constantFrom("stopped", "starting", "running", "stopping", "backoff", "failed" as const);

export const componentStatus: Arbitrary<ComponentStatus> = fc.record({
  name,
  title: text,
  desired: fc.constantFrom("up", "down"),
  state,
  ready: fc.boolean(),
  pid,
  uptimeSeconds: fc.option(seconds),
  usage: fc.option(usage),
  restarts: fc.nat(),
  generation: bytes,
  lastExit: fc.option(exit),
  reason: fc.option(said),
  waitingFor: fc.array(name, { maxLength: 3 }),
  retryInMs: fc.option(millis),
  logFile: text,
  probeLatencyMs: fc.option(millis),
});

export const supervisorStatus: Arbitrary<SupervisorStatus> = fc.record({
  state: fc.constantFrom("running", "stopped"),
  pid,
  uptimeSeconds: fc.option(seconds),
  usage: fc.option(usage),
  version: text,
  configHash: text,
});

const outcome: Arbitrary<ComponentOutcome> = fc.record({
  name,
  action: fc.constantFrom("started", "stopped", "restarted", "unchanged", "failed"),
  previousPid: pid,
  pid,
  durationMs: millis,
  error: fc.option(said),
  logFile: text,
  logTail: fc.array(text, { maxLength: 3 }),
});

export const operation: Arbitrary<Operation> = fc.record({
  id: operationId,
  kind: fc.constantFrom("start", "stop", "restart"),
  requested: fc.array(name, { maxLength: 3 }),
  result: fc.constantFrom("running", "done", "failed", "cancelled"),
  by: text,
  reason: text,
  startedAt: date,
  deadline: fc.option(date),
  finishedAt: fc.option(date),
  durationMs: millis,
  components: fc.array(outcome, { maxLength: 3 }),
  message: text,
  agentEnds: fc.boolean(),
});

const told = {
  host: text,
  supervisor: supervisorStatus,
  components: fc.array(componentStatus, { maxLength: 4 }),
  warnings: fc.array(text, { maxLength: 3 }),
};

export const hostStatus: Arbitrary<HostStatus> = fc.oneof(
  fc.record(told),
  fc.record({ ...told, operations: fc.array(operation, { minLength: 1, maxLength: 2 }) }),
);

const progress: Arbitrary<Progress> = fc.record({
  component: name,
  state,
  ready: fc.boolean(),
  pid,
  forMs: millis,
  detail: text,
});

export const operationUpdate: Arbitrary<OperationUpdate> = fc.oneof(
  fc.record({ t: fc.constant("accepted" as const), operation }),
  fc.record({ t: fc.constant("progress" as const), progress }),
  fc.record({ t: fc.constant("result" as const), operation }),
);

const when = { sequence: bytes, at: date, epoch: text };

export const watchUpdate: Arbitrary<WatchUpdate> = fc.oneof(
  fc.record({ ...when, t: fc.constant("snapshot" as const), status: hostStatus }),
  fc.record({ ...when, t: fc.constant("component" as const), component: componentStatus }),
  fc.record({ ...when, t: fc.constant("supervisor" as const), supervisor: supervisorStatus }),
  fc.record({ ...when, t: fc.constant("operation" as const), operation }),
  fc.record({ ...when, t: fc.constant("dropped" as const), count: bytes }),
  fc.record({
    ...when,
    t: fc.constant("usage" as const),
    supervisor: fc.option(usage),
    components: fc.array(
      fc.record({ name, usage: fc.option(usage), uptimeSeconds: fc.option(seconds), probeLatencyMs: fc.option(millis) }),
    ),
  }),
);

const leaseId = operationId.map((id) => id as string as LeaseId);

/** Those that ask for nothing arrive as none. */
const conditions: Arbitrary<OperateConditions> = fc
  .record({
    fences: fc.array(fc.record({ component: said, generation: bytes }), { maxLength: 3 }),
    configHash: text,
    leaseId: fc.option(leaseId),
  })
  .filter(({ fences, configHash, leaseId }) => fences.length > 0 || configHash !== "" || leaseId !== null);

export const operateRequest: Arbitrary<OperateRequest> = fc.record(
  {
    id: operationId,
    kind: fc.constantFrom("start", "stop", "restart"),
    components: fc.array(text, { maxLength: 4 }),
    timeout: fc.option(fc.integer({ min: 1, max: 7 * 86_400_000 }).map((length) => length as Ms)),
    expectedHost: text,
    reason: text,
    conditions,
  },
  { requiredKeys: ["id", "kind", "components", "timeout", "expectedHost", "reason"] },
);

export const leaseRequest: Arbitrary<LeaseRequest> = fc.record({
  id: leaseId,
  reason: text,
  ttl: fc.integer({ min: 10_000, max: 3_600_000 }).map((length) => length as Ms),
  expectedHost: text,
});

export const lease: Arbitrary<Lease> = fc.record({
  id: leaseId,
  by: text,
  reason: text,
  since: date,
  ttl: millis.map((length) => length as Ms),
  expiresIn: millis.map((length) => length as Ms),
});
