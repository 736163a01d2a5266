import { expect, test } from "vitest";
import { FaultError } from "../../../src/core/fault.ts";
import type { Operation as WireOperation } from "../../../src/rpc/gen/imageserving/v1/Operation.ts";
import { protoTypes } from "../../../src/rpc/proto.ts";
import { operationFromWire, operationUpdateFromWire } from "../../../src/rpc/wire-operation.ts";
import { operateRequestFromWire } from "../../../src/rpc/wire-request.ts";
import { hostStatusFromWire, supervisorToWire } from "../../../src/rpc/wire-status.ts";
import { watchUpdateFromWire } from "../../../src/rpc/wire-watch.ts";

const { v1 } = protoTypes();
const NEWER = 77 as 0; // a number that a later version of the contract may give a meaning

const report = (value: object) => v1.StatusReport.deserialize(v1.StatusReport.serialize(value));
const operation = (value: WireOperation) => operationFromWire(v1.Operation.deserialize(v1.Operation.serialize(value)));

test("a component in a state that only a newer agent knows counts as failed, and says why", () => {
  const status = hostStatusFromWire(
    report({
      supervisor: { state: "SUPERVISOR_STATE_RUNNING" },
      components: [{ name: "is", state: NEWER, desired: NEWER, reason: "resting", ready: true }],
    }),
  );
  expect(status.components[0]).toMatchObject({
    state: "failed",
    desired: "up",
    ready: true,
    reason: 'state "77" is unknown to this version; resting',
  });
});

test("a Supervisor in a state that only a newer agent knows counts as stopped, with a warning", () => {
  const status = hostStatusFromWire(report({ supervisor: { state: NEWER }, warnings: ["low on disk"] }));
  expect(status.supervisor.state).toBe("stopped");
  expect(status.warnings).toEqual(["low on disk", 'Server Supervisor state "77" is unknown to this version']);
});

test("an enum that was not set is not taken for a word either", () => {
  const status = hostStatusFromWire(report({ supervisor: {}, components: [{ name: "is" }] }));
  expect(status.warnings).toHaveLength(1);
  expect(status.components[0]).toMatchObject({
    state: "failed",
    reason: 'state "COMPONENT_STATE_UNSPECIFIED" is unknown to this version',
  });
});

test("an operation's unknown result is running until it has ended, then failed, and its message says so", () => {
  expect(operation({ operationId: "a", kind: "OPERATION_KIND_STOP", result: NEWER })).toMatchObject({
    result: "running",
    kind: "stop",
  });
  const ended = operation({ operationId: "a", kind: NEWER, result: NEWER, finishedAt: { seconds: 1 }, message: "half done" });
  expect(ended).toMatchObject({ result: "failed", kind: "restart" });
  expect(ended.message).toBe(
    'kind of operation "77" is unknown to this version; result "77" is unknown to this version; half done',
  );
});

test("an unknown action and an unknown state on the way are failures with a word about it", () => {
  expect(operation({ operationId: "a", components: [{ name: "is", action: NEWER }] }).components[0]).toMatchObject({
    action: "failed",
    error: 'action "77" is unknown to this version',
  });
  const event = v1.OperationEvent.deserialize(
    v1.OperationEvent.serialize({ progress: { component: "is", state: NEWER, detail: "resting" } }),
  );
  expect(operationUpdateFromWire(event)).toMatchObject({
    progress: { state: "failed", detail: 'state "77" is unknown to this version; resting' },
  });
});

test("a kind of message that only a newer agent sends is passed over", () => {
  const unknownField = Buffer.from([0xfa, 0x06, 0x00]); // field 111, an empty message
  expect(operationUpdateFromWire(v1.OperationEvent.deserialize(unknownField))).toBeNull();
  expect(watchUpdateFromWire(v1.WatchEvent.deserialize(unknownField))).toBeNull();
});

test("an older agent, which counts no generations and keeps no leases, is understood", () => {
  const status = hostStatusFromWire(report({ supervisor: { state: "SUPERVISOR_STATE_RUNNING" }, components: [{ name: "is" }] }));
  expect(status.components[0]?.generation).toBe(0);
  const asked = v1.OperationRequest.deserialize(v1.OperationRequest.serialize({ operationId: "a" }));
  expect(operateRequestFromWire("restart", asked)).not.toHaveProperty("conditions");
});

test("a status without a Supervisor is an agent's error, not a crash", () => {
  expect(() => hostStatusFromWire(report({ host: "node3" }))).toThrow(FaultError);
});

test("a count of zero lost changes is still that message", () => {
  const event = v1.WatchEvent.deserialize(v1.WatchEvent.serialize({ sequence: 3, dropped: 0 }));
  expect(watchUpdateFromWire(event)).toMatchObject({ t: "dropped", count: 0, sequence: 3 });
});

test("a dead Supervisor, which no agent can report of itself, would be told as a stopped one", () => {
  const dead = { state: "dead", pid: null, uptimeSeconds: null, usage: null, version: "", configHash: "" } as const;
  expect(supervisorToWire(dead).state).toBe("SUPERVISOR_STATE_STOPPED");
});
