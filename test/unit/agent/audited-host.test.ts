import { describe, expect, test } from "vitest";
import type { Refusal } from "../../../src/agent/audit/audit-log.ts";
import { AuditedHost } from "../../../src/agent/audit/audited-host.ts";
import type { AuditEntry } from "../../../src/core/audit-entry.ts";
import { type Fault, FaultError } from "../../../src/core/fault.ts";
import type { CallContext, Caller, HostService, OperateRequest, OperationUpdate } from "../../../src/core/host-service.ts";
import type { Operation } from "../../../src/core/operation.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { lease } from "../../rpc/fake-host.ts";
import { id } from "./fake-agent.ts";

const timeout = 10_000;
const alice: Caller = { name: "alice", from: "10.0.0.7:4711", role: "viewer", components: null };
const call = (signal = new AbortController().signal): CallContext => ({ caller: alice, signal });
const request: OperateRequest = {
  id: id("a"),
  kind: "restart",
  components: ["is", "foo"],
  timeout: null,
  expectedHost: "",
  reason: "because",
};
const operation = (more: Partial<Operation> = {}) =>
  ({ id: id("a"), result: "cancelled", finishedAt: null, ...more }) as Operation;
const denied: Fault = { code: "PERMISSION_DENIED", what: "restart", who: "operators may" };
const statusQuery = { components: [], expectedHost: "" };
const leaseQuery = { id: lease().id, expectedHost: "" };
const eventsQuery = { components: [], since: null, afterSequence: 0, limit: 10, follow: false, expectedHost: "" };
const usageQuery = { components: [], since: null, expectedHost: "" };
const logsQuery = { components: ["is"], lines: 1, follow: false, expectedHost: "" };

/** A host that answers everything as told. */
function fakeHost(answer: () => Promise<unknown>, updates: readonly OperationUpdate[] = []): HostService {
  const stream = async function* () {
    yield* updates;
    await answer();
  };
  return {
    operate: stream,
    watch: stream as unknown as HostService["watch"],
    logs: stream as unknown as HostService["logs"],
    status: answer as HostService["status"],
    getOperation: answer as HostService["getOperation"],
    cancelOperation: answer as HostService["cancelOperation"],
    acquireLease: answer as HostService["acquireLease"],
    renewLease: answer as HostService["renewLease"],
    releaseLease: answer as HostService["releaseLease"],
    getLease: answer as HostService["getLease"],
    breakLease: answer as HostService["breakLease"],
    events: stream as unknown as HostService["events"],
    usage: answer as HostService["usage"],
    diagnose: answer as HostService["diagnose"],
    configuration: answer as HostService["configuration"],
    testNotifications: answer as HostService["testNotifications"],
  };
}

function rig(answer: () => Promise<unknown>, updates: readonly OperationUpdate[] = []) {
  const refusals: Refusal[] = [];
  const lines: AuditEntry[] = [];
  const order: string[] = [];
  const log = {
    append: async (entry: AuditEntry) => void lines.push(entry),
    refused: async (refusal: Refusal) => {
      await Promise.resolve();
      refusals.push(refusal);
      order.push("written");
    },
  };
  const host = new AuditedHost(fakeHost(answer, updates), log, new FakeClock({ wall: new Date(5_000) }));
  return { host, refusals, lines, order };
}

const fails = (fault: Fault) => () => Promise.reject(new FaultError(fault));
async function drain(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const one of stream) all.push(one);
  return all;
}

test("an agent that ends refuses nobody: no line, and nobody waits for one", { timeout }, async () => {
  const { host, refusals } = rig(fails({ code: "SHUTTING_DOWN" }));
  await expect(host.operate(request, call())[Symbol.asyncIterator]().next()).rejects.toThrow("the agent is ending");
  await expect(host.cancelOperation(id("a"), "", call())).rejects.toThrow("the agent is ending");
  expect(refusals).toEqual([]);
});

describe("a mutation", () => {
  test.each<Fault>([
    denied,
    { code: "OPERATION_CONFLICT", id: "b", what: "stop of everything", by: "bob", since: "now" },
    { code: "WRONG_HOST", expected: "x", actual: "y" },
    { code: "UNKNOWN_COMPONENT", names: ["foo"], known: ["is"] },
    { code: "SUPERVISOR_NOT_RUNNING" },
    { code: "OPERATION_ID_REUSED", id: "a", was: "stop" },
    { code: "INVALID_CONFIG", problems: [] },
    { code: "NOT_DURABLE", path: "/x", cause: "full" },
    { code: "OPERATION_NOT_FOUND", id: "a" },
  ])("that is refused with $code is in the log before the caller hears of it", { timeout }, async (fault) => {
    const { host, refusals, order } = rig(fails(fault));
    await drain(host.operate(request, call())).catch(() => order.push("heard"));
    expect(order).toEqual(["written", "heard"]);
    const { message } = new FaultError(fault);
    const asked = { operationId: "a", components: ["is", "foo"], reason: "because" };
    expect(refusals).toEqual([{ caller: alice, method: "Restart", code: fault.code, detail: message, ...asked }]);
  });

  test("that was accepted is not told of here, whatever becomes of it", { timeout }, async () => {
    const accepted: OperationUpdate = { t: "accepted", operation: operation() };
    const { host, refusals, lines } = rig(fails({ code: "SHUTTING_DOWN" }), [accepted]);
    await expect(drain(host.operate(request, call()))).rejects.toThrow("ending");
    const good = rig(async () => {}, [accepted]);
    expect(await drain(good.host.operate(request, call()))).toEqual([accepted]);
    expect([refusals, lines, good.refusals, good.lines]).toEqual([[], [], [], []]);
  });

  test("whose caller went before it was accepted is no refusal; a defect is one without a code", { timeout }, async () => {
    const gone = new AbortController();
    gone.abort(new DOMException("the caller has gone", "AbortError"));
    const left = rig(() => Promise.reject(gone.signal.reason));
    await expect(drain(left.host.operate(request, call(gone.signal)))).rejects.toThrow("gone");
    expect(left.refusals).toEqual([]);
    const defect = rig(() => Promise.reject(new TypeError("undefined is no secret")));
    await expect(drain(defect.host.operate(request, call()))).rejects.toThrow("secret");
    expect(defect.refusals).toMatchObject([{ code: null, detail: "internal error" }]);
  });
});

describe("a question", () => {
  const ask: readonly (readonly [string, (host: HostService) => Promise<unknown>])[] = [
    ["Status", (host) => host.status(statusQuery, call())],
    ["Watch", (host) => drain(host.watch({ afterSequence: 0 }, call()))],
    ["Logs", (host) => drain(host.logs(logsQuery, call()))],
    ["GetOperation", (host) => host.getOperation(id("a"), call())],
    ["GetLease", (host) => host.getLease("", call())],
    ["Events", (host) => drain(host.events(eventsQuery, call()))],
    ["Usages", (host) => host.usage(usageQuery, call())],
    ["Diagnose", (host) => host.diagnose("", call())],
    ["GetConfiguration", (host) => host.configuration("", call())],
    // Leases change no component: what is asked of them is a question here.
    ["AcquireLease", (host) => host.acquireLease({ ...leaseQuery, reason: "", ttl: lease().ttl }, call())],
    ["RenewLease", (host) => host.renewLease({ ...leaseQuery, reason: "", ttl: lease().ttl }, call())],
    ["ReleaseLease", (host) => host.releaseLease(leaseQuery, call())],
  ];

  test.each(ask)("%s that is not permitted is in the log, and no other", { timeout }, async (method, asks) => {
    const refused = rig(fails(denied));
    await expect(asks(refused.host)).rejects.toMatchObject({ fault: denied });
    expect(refused.refusals).toMatchObject([{ caller: alice, method, code: "PERMISSION_DENIED" }]);
    const wrong = rig(fails({ code: "OPERATION_NOT_FOUND", id: "a" }));
    await expect(asks(wrong.host)).rejects.toMatchObject({ fault: { code: "OPERATION_NOT_FOUND" } });
    const good = rig(async () => "answer");
    await asks(good.host);
    expect([wrong.refusals, good.refusals, good.lines]).toEqual([[], [], []]);
  });
});

describe("a lease that is broken", () => {
  test("is one line, which says whose it was", { timeout }, async () => {
    const { host, lines, refusals } = rig(async () => lease({ by: "carol" }));
    await host.breakLease(leaseQuery, "carol is asleep", call());
    expect(lines).toMatchObject([
      {
        who: "alice",
        method: "BreakLease",
        operationId: null,
        components: [],
        reason: "carol is asleep",
        outcome: "done",
        detail: "the lease of rollout rollout-1 of carol was broken",
        at: new Date(5_000),
      },
    ]);
    expect(refusals).toEqual([]);
  });

  test("where that is refused, is a refusal, whatever the reason", { timeout }, async () => {
    for (const fault of [denied, { code: "LEASE_NOT_HELD", id: "rollout-1" }] as const) {
      const { host, lines, refusals } = rig(fails(fault));
      await expect(host.breakLease(leaseQuery, "why", call())).rejects.toMatchObject({ fault });
      expect(lines).toEqual([]);
      expect(refusals).toMatchObject([{ method: "BreakLease", reason: "why", code: fault.code }]);
    }
  });
});

describe("a cancel", () => {
  const told = {
    who: "alice",
    role: "viewer",
    from: "10.0.0.7:4711",
    method: "CancelOperation",
    operationId: "a",
    outcome: "done",
  };

  test("that was accepted is one line", { timeout }, async () => {
    const { host, lines, refusals } = rig(async () => operation({ finishedAt: new Date(6_000) }));
    await host.cancelOperation(id("a"), "enough", call());
    expect(lines).toMatchObject([{ ...told, reason: "enough", detail: "it ended: cancelled", at: new Date(5_000) }]);
    expect(refusals).toEqual([]);
    const late = rig(async () => operation({ finishedAt: new Date(4_000), result: "done" }));
    await late.host.cancelOperation(id("a"), "", call());
    expect(late.lines).toMatchObject([{ ...told, detail: "it had ended before: done" }]);
  });

  test("is one also where the caller does not wait for its end", { timeout }, async () => {
    const gone = new AbortController();
    gone.abort(new DOMException("the caller has gone", "AbortError"));
    const { host, lines } = rig(() => Promise.reject(gone.signal.reason));
    await expect(host.cancelOperation(id("a"), "", call(gone.signal))).rejects.toThrow("gone");
    expect(lines).toMatchObject([{ ...told, detail: "the caller did not wait for its end" }]);
  });

  test("that was refused is a refusal, also where the caller has gone", { timeout }, async () => {
    const gone = new AbortController();
    gone.abort(new Error("gone"));
    const { host, lines, refusals } = rig(fails({ code: "OPERATION_NOT_FOUND", id: "a" }));
    await expect(host.cancelOperation(id("a"), "why", call(gone.signal))).rejects.toThrow("no operation");
    expect(lines).toEqual([]);
    const asked = { method: "CancelOperation", operationId: "a", reason: "why" };
    expect(refusals).toMatchObject([{ ...asked, code: "OPERATION_NOT_FOUND" }]);
  });
});
