import fc, { type Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import type { LogLines, LogsQuery, StatusQuery } from "../../../src/core/host-service.ts";
import type { ComponentName } from "../../../src/core/names.ts";
import { protoTypes } from "../../../src/rpc/proto.ts";
import {
  leaseFromWire,
  leaseQueryFromWire,
  leaseQueryToWire,
  leaseReportFromWire,
  leaseReportToWire,
  leaseRequestFromWire,
  leaseRequestToWire,
  leaseToWire,
} from "../../../src/rpc/wire-lease.ts";
import { logLinesFromWire, logLinesToWire } from "../../../src/rpc/wire-log.ts";
import {
  operationFromWire,
  operationToWire,
  operationUpdateFromWire,
  operationUpdateToWire,
} from "../../../src/rpc/wire-operation.ts";
import {
  logsQueryFromWire,
  logsQueryToWire,
  operateRequestFromWire,
  operateRequestToWire,
  statusQueryFromWire,
  statusQueryToWire,
} from "../../../src/rpc/wire-request.ts";
import { hostStatusFromWire, hostStatusToWire } from "../../../src/rpc/wire-status.ts";
import { watchUpdateFromWire, watchUpdateToWire } from "../../../src/rpc/wire-watch.ts";
import { hostStatus, lease, leaseRequest, operateRequest, operation, operationUpdate, watchUpdate } from "./arbitraries.ts";

const { v1 } = protoTypes();

/** A message type's way over the wire: to bytes and back. */
type Over<In, Out> = { serialize(value: In): Buffer; deserialize(bytes: Buffer): Out };

function returns<T, In, Out>(
  values: Arbitrary<T>,
  type: Over<In, Out>,
  toWire: (value: T) => In,
  fromWire: (wire: Out, value: T) => unknown,
) {
  fc.assert(
    fc.property(values, (value) => {
      expect(fromWire(type.deserialize(type.serialize(toWire(value))), value)).toEqual(value);
    }),
  );
}

const timeout = 30_000;

test("a host's status returns as it was sent", { timeout }, () => {
  returns(hostStatus, v1.StatusReport, hostStatusToWire, hostStatusFromWire);
});

test("an operation returns as it was sent", { timeout }, () => {
  returns(operation, v1.Operation, (it) => operationToWire(it, "node3"), operationFromWire);
});

test("every message of an operation's stream returns as it was sent", { timeout }, () => {
  returns(operationUpdate, v1.OperationEvent, (it) => operationUpdateToWire(it, "node3"), operationUpdateFromWire);
});

test("every change on a host returns as it was sent", { timeout }, () => {
  returns(watchUpdate, v1.WatchEvent, (it) => watchUpdateToWire(it, "node3"), watchUpdateFromWire);
});

test("a lease returns as it was sent, and so does who holds it", { timeout }, () => {
  returns(lease, v1.Lease, leaseToWire, leaseFromWire);
  returns(fc.option(lease), v1.LeaseReport, (it) => leaseReportToWire(it, "node3"), leaseReportFromWire);
  expect(leaseReportToWire(null, "node3").host).toBe("node3");
});

test("requests for leases arrive as they were sent", { timeout }, () => {
  returns(leaseRequest, v1.LeaseRequest, leaseRequestToWire, leaseRequestFromWire);
  const query = leaseRequest.map(({ id, expectedHost }) => ({ id, expectedHost }));
  returns(query, v1.ReleaseLeaseRequest, leaseQueryToWire, leaseQueryFromWire);
});

test("requests arrive as they were sent", { timeout }, () => {
  returns(operateRequest, v1.OperationRequest, operateRequestToWire, (wire, { kind }) => operateRequestFromWire(kind, wire));
  const query: Arbitrary<StatusQuery> = fc.record({ components: fc.array(fc.string()), expectedHost: fc.string() });
  returns(query, v1.StatusRequest, statusQueryToWire, statusQueryFromWire);
  const logs: Arbitrary<LogsQuery> = fc.record({
    components: fc.array(fc.string()),
    lines: fc.nat({ max: 100_000 }),
    follow: fc.boolean(),
    expectedHost: fc.string(),
  });
  returns(logs, v1.LogsRequest, logsQueryToWire, logsQueryFromWire);
});

test("log lines return as they were sent, none lost where they are cut into messages", { timeout }, () => {
  const lines = fc.array(
    fc.oneof(
      fc.string(),
      fc.nat({ max: 65_536 }).map((length) => "x".repeat(length)),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(lines, (sent) => {
      const log: LogLines = { component: "is" as ComponentName, lines: sent };
      const chunks = [...logLinesToWire(log)].map((chunk) => v1.LogChunk.serialize(chunk));
      for (const chunk of chunks) expect(chunk.length).toBeLessThan(1024 * 1024);
      expect(chunks.flatMap((chunk) => logLinesFromWire(v1.LogChunk.deserialize(chunk)).lines)).toEqual(sent);
    }),
  );
});

test("a hundred thousand empty lines are more than one message", { timeout }, () => {
  const log: LogLines = { component: "is" as ComponentName, lines: new Array<string>(100_000).fill("") };
  const sizes = [...logLinesToWire(log)].map((chunk) => chunk.lines?.length ?? 0);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(100_000);
});

test("an operation names the host it is on", () => {
  const [one] = fc.sample(operation, 1);
  expect(operationToWire(one as NonNullable<typeof one>, "node3").host).toBe("node3");
});
