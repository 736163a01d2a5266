import { describe, expect, test } from "vitest";
import { MemoryLook } from "../../../../src/agent/notify/memory-look.ts";
import { OperationLook } from "../../../../src/agent/notify/operation-look.ts";
import type { OperationId } from "../../../../src/core/names.ts";
import type { ComponentOutcome, Operation } from "../../../../src/core/operation.ts";
import type { ComponentActor } from "../../../../src/supervisor/component-actor.ts";
import { AT, named } from "./samples.ts";

const operation = (over: Partial<Operation> = {}): Operation => ({
  id: "op-1" as OperationId,
  kind: "restart",
  requested: [named("is"), named("ps")],
  result: "running",
  by: "alice",
  reason: "",
  startedAt: AT,
  deadline: null,
  finishedAt: null,
  durationMs: 0,
  components: [],
  message: "",
  agentEnds: false,
  ...over,
});

const outcome = (name: string, action: ComponentOutcome["action"]): ComponentOutcome => ({
  name: named(name),
  action,
  previousPid: null,
  pid: null,
  durationMs: 1,
  error: null,
  logFile: "",
  logTail: [],
});

describe("operations", () => {
  test("one in progress is on what it was asked for, or on everything, until it ends", () => {
    const look = new OperationLook();
    expect(look.changed(operation(), AT)).toBeNull();
    expect([look.on(named("is"))?.by, look.on(named("svg"))]).toEqual(["alice", null]);
    look.changed(operation({ id: "op-2" as OperationId, requested: [], kind: "stop", by: "bob" }), AT);
    expect(look.on(named("svg"))).toEqual({ id: "op-2", kind: "stop", by: "bob" });
    for (const id of ["op-1", "op-2"]) expect(look.changed(operation({ id: id as OperationId, result: "done" }), AT)).toBeNull();
    expect([look.on(named("is")), look.on(named("svg"))]).toEqual([null, null]);
  });

  test("one that failed is told with those that did; one that was cancelled is not", () => {
    const look = new OperationLook();
    const failed = operation({
      result: "failed",
      reason: "new fonts",
      message: "is: not ready within 1m",
      components: [outcome("is", "failed"), outcome("ps", "restarted")],
    });
    const told = look.changed(failed, AT);
    expect(told?.concerns).toEqual(["is"]);
    expect(told?.faces[0]).toMatchObject({
      event: "operation-failed",
      component: "is",
      what: 'restart of is, ps by alice ("new fonts") failed: is: not ready within 1m',
      operation: { id: "op-1", kind: "restart", by: "alice" },
    });
    expect(look.changed(operation({ result: "failed", requested: [], message: "why" }), AT)).toMatchObject({
      concerns: [],
      faces: [{ component: null, what: "restart of everything by alice failed: why" }],
    });
    expect(look.changed(operation({ result: "cancelled" }), AT)).toBeNull();
  });
});

test("memory above its limit is told once, and again after it was well below", () => {
  const look = new MemoryLook();
  const at = (memoryBytes: number | null, warn: number | null = 1_000) => {
    const usage = memoryBytes === null ? null : { memoryBytes, pssBytes: null, cpuPercent: 0, processes: 1 };
    const actor = { name: named("is"), usage, ready: true, spec: { title: "Image Server", memory: { warn, restart: null } } };
    return look.look([actor as unknown as ComponentActor], AT).map(({ what }) => what);
  };
  expect(at(1_000)).toEqual([]);
  expect(at(2_048)).toEqual(["uses 2.05 kB of memory, above its limit for a warning of 1.00 kB"]);
  expect(at(3_000)).toEqual([]);
  expect(at(960), "figures go up and down").toEqual([]);
  expect(at(2_048)).toEqual([]);
  expect(at(900)).toEqual([]);
  expect(at(2_048).length).toBe(1);
  expect(at(null)).toEqual([]);
  expect(at(2_048).length).toBe(1);
  expect(at(2_048, null)).toEqual([]);
});
