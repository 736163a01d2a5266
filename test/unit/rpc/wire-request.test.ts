import { describe, expect, test } from "vitest";
import { FaultError, isFault } from "../../../src/core/fault.ts";
import type { LeaseRequest } from "../../../src/rpc/gen/imageserving/v1/LeaseRequest.ts";
import type { OperationRequest } from "../../../src/rpc/gen/imageserving/v1/OperationRequest.ts";
import { protoTypes } from "../../../src/rpc/proto.ts";
import { reasonFromWire } from "../../../src/rpc/wire-check.ts";
import { leaseRequestFromWire } from "../../../src/rpc/wire-lease.ts";
import {
  logsQueryFromWire,
  operateRequestFromWire,
  operationIdFromWire,
  statusQueryFromWire,
} from "../../../src/rpc/wire-request.ts";
import { watchQueryFromWire } from "../../../src/rpc/wire-watch.ts";

const { v1 } = protoTypes();

const operate = (value: OperationRequest) =>
  operateRequestFromWire(
    "start",
    v1.OperationRequest.deserialize(v1.OperationRequest.serialize({ operationId: "op-1", ...value })),
  );

const watch = (afterSequence: number) => watchQueryFromWire({ afterSequence, epoch: "", usageEvery: null, expectedHost: "" });

const lease = (value: LeaseRequest) =>
  leaseRequestFromWire(
    v1.LeaseRequest.deserialize(v1.LeaseRequest.serialize({ leaseId: "rollout-1", ttl: { seconds: 60 }, ...value })),
  );

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isFault(error, "INVALID_REQUEST")) return error.message;
    throw error;
  }
  throw new Error("it was not refused");
}

test("a request within the limits is taken", () => {
  expect(operate({ timeout: { seconds: 60 }, components: ["is", "no such name"], reason: "r".repeat(1000) })).toMatchObject({
    id: "op-1",
    kind: "start",
    timeout: 60_000,
    components: ["is", "no such name"],
  });
  expect(operate({}).timeout).toBeNull();
  expect(operate({ timeout: { seconds: 7 * 86_400 } }).timeout).toBe(7 * 86_400_000);
});

describe("refused with one clear sentence", () => {
  test.each<[string, () => unknown, string]>([
    ["no id", () => operate({ operationId: "" }), "operation_id: it is missing; an id is"],
    ["an id that is a path", () => operationIdFromWire("../etc/passwd"), 'operation_id: "../etc/passwd" is none; an id is'],
    ["a huge id", () => operationIdFromWire("a".repeat(1e6)), `operation_id: "${"a".repeat(64)}" is none`],
    ["no time at all", () => operate({ timeout: {} }), "timeout: 0 s is out of range; it must be more than 0 and at most 7d"],
    ["negative time", () => operate({ timeout: { seconds: -5 } }), "timeout: -5 s is out of range"],
    [
      "seconds against nanoseconds",
      () => operate({ timeout: { seconds: 5, nanos: -1 } }),
      "timeout: 4.999999999 s is out of range",
    ],
    ["overflowing nanoseconds", () => operate({ timeout: { nanos: 1_500_000_000 } }), "timeout: 1.5 s is out of range"],
    ["absurd time", () => operate({ timeout: { seconds: 315_576_000_000 } }), "timeout: 315576000000 s is out of range"],
    [
      "too many names",
      () => operate({ components: new Array<string>(257).fill("is") }),
      "components: 257 names are more than the 256",
    ],
    [
      "a huge name",
      () => statusQueryFromWire({ components: ["x".repeat(65)], expectedHost: "" }),
      "components: 65 characters are more than the 64",
    ],
    ["a huge host", () => operate({ expectedHost: "h".repeat(254) }), "expected_host: 254 characters"],
    ["a huge reason", () => reasonFromWire("r".repeat(1001)), "reason: 1001 characters"],
    ["a lease that is a path", () => operate({ leaseId: "../x" }), 'lease_id: "../x" is none; an id is'],
    ["too many fences", () => operate({ fences: new Array(257).fill({ component: "is" }) }), "fences: 257 are more than the 256"],
    ["a fence around nothing", () => operate({ fences: [{ generation: 3 }] }), "fences: one names no component"],
    [
      "a generation beyond counting",
      () => operate({ fences: [{ component: "is", generation: 2 ** 53 }] }),
      "fences: generation 9007199254740992 of is was never given out",
    ],
    ["a fence around a huge name", () => operate({ fences: [{ component: "x".repeat(65) }] }), "fences: 65 characters"],
    ["a huge hash", () => operate({ expectedConfigHash: "x".repeat(129) }), "expected_config_hash: 129 characters"],
    ["a lease without an id", () => lease({ leaseId: "" }), "lease_id: it is missing"],
    ["a lease without an end", () => lease({ ttl: null }), "ttl: it is missing; it must be 10s to 1h"],
    ["a lease for a moment", () => lease({ ttl: { seconds: 9, nanos: 999_999_999 } }), "ttl: 9.999999999 s is out of range"],
    ["a lease for ever", () => lease({ ttl: { seconds: 3_600, nanos: 1 } }), "is out of range; it must be 10s to 1h"],
    ["a lease with a huge reason", () => lease({ reason: "r".repeat(1001) }), "reason: 1001 characters"],
    ["a lease of a huge host", () => lease({ expectedHost: "h".repeat(254) }), "expected_host: 254 characters"],
    [
      "too many lines",
      () => logsQueryFromWire({ components: [], lines: 100_001, follow: false, expectedHost: "" }),
      "lines: 100001 is more than 100000",
    ],
    ["a sequence beyond counting", () => watch(2 ** 53), "after_sequence: 9007199254740992 was never given out"],
  ])("%s", (_, act, sentence) => expect(refusal(act)).toContain(sentence));
});

test("the limits themselves are inside", () => {
  expect(logsQueryFromWire({ components: [], lines: 100_000, follow: true, expectedHost: "" }).lines).toBe(100_000);
  expect(watch(Number.MAX_SAFE_INTEGER).afterSequence).toBe(Number.MAX_SAFE_INTEGER);
  expect(
    operate({ components: new Array<string>(256).fill("x".repeat(64)), expectedHost: "h".repeat(253) }).components,
  ).toHaveLength(256);
  expect(() => operationIdFromWire("")).toThrow(FaultError);
  for (const seconds of [10, 3_600]) expect(lease({ ttl: { seconds } }).ttl).toBe(seconds * 1_000);
  const fence = { component: "x".repeat(64), generation: Number.MAX_SAFE_INTEGER };
  expect(operate({ fences: new Array(256).fill(fence), leaseId: "x".repeat(64) }).conditions?.fences).toHaveLength(256);
});
