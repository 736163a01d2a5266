import { describe, expect, test } from "vitest";
import { FaultError, isFault } from "../../../src/core/fault.ts";
import type { OperationRequest } from "../../../src/rpc/gen/imageserving/v1/OperationRequest.ts";
import { protoTypes } from "../../../src/rpc/proto.ts";
import {
  logsQueryFromWire,
  operateRequestFromWire,
  operationIdFromWire,
  reasonFromWire,
  sequenceFromWire,
  statusQueryFromWire,
} from "../../../src/rpc/wire-request.ts";

const { v1 } = protoTypes();

const operate = (value: OperationRequest) =>
  operateRequestFromWire(
    "start",
    v1.OperationRequest.deserialize(v1.OperationRequest.serialize({ operationId: "op-1", ...value })),
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
    [
      "too many lines",
      () => logsQueryFromWire({ components: [], lines: 100_001, follow: false, expectedHost: "" }),
      "lines: 100001 is more than 100000",
    ],
    ["a sequence beyond counting", () => sequenceFromWire(2 ** 53), "after_sequence: 9007199254740992 was never given out"],
  ])("%s", (_, act, sentence) => expect(refusal(act)).toContain(sentence));
});

test("the limits themselves are inside", () => {
  expect(logsQueryFromWire({ components: [], lines: 100_000, follow: true, expectedHost: "" }).lines).toBe(100_000);
  expect(sequenceFromWire(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
  expect(
    operate({ components: new Array<string>(256).fill("x".repeat(64)), expectedHost: "h".repeat(253) }).components,
  ).toHaveLength(256);
  expect(() => operationIdFromWire("")).toThrow(FaultError);
});
