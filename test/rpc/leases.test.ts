import { join } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { seconds } from "../../src/core/duration.ts";
import { type Fault, FaultError } from "../../src/core/fault.ts";
import type { LeaseId, OperationId } from "../../src/core/names.ts";
import { connectHost } from "../../src/rpc/client.ts";
import { protoTypes } from "../../src/rpc/proto.ts";
import { lease, operation, request } from "./fake-host.ts";
import { all, context, faultOf, folder, PATIENT, Rig } from "./rig.ts";

const TIMEOUT = { timeout: 15_000 };
const id = "rollout-1" as LeaseId;
const wish = { id, reason: "new JDK", ttl: seconds(90), expectedHost: "node3" };
const query = { id, expectedHost: "node3" };

describe("leases", TIMEOUT, () => {
  test("are asked for as they were meant, and their answers return", async () => {
    await using rig = await Rig.start();
    const { host, client } = rig;
    expect(await client.acquireLease(wish, context())).toEqual(lease());
    expect(await client.renewLease(wish, context())).toEqual(lease());
    expect(await client.releaseLease(query, context())).toBeNull();
    host.held = lease({ by: "bob" });
    expect(await client.releaseLease(query, context())).toEqual(lease({ by: "bob" }));
    expect(await client.getLease("node3", context())).toEqual(lease({ by: "bob" }));
    expect(await client.breakLease(query, "asleep", context())).toEqual(lease());
    expect(host.asked.map(({ method, what }) => [method, what])).toEqual([
      ["acquireLease", wish],
      ["renewLease", wish],
      ["releaseLease", query],
      ["releaseLease", query],
      ["getLease", "node3"],
      ["breakLease", [query, "asleep"]],
    ]);
    expect(new Set((await rig.ended(6)).map(({ method, code }) => `${method} ${code}`))).toEqual(
      new Set(["AcquireLease OK", "RenewLease OK", "ReleaseLease OK", "GetLease OK", "BreakLease OK"]),
    );
  });

  test.each<Fault>([
    { code: "LEASE_HELD", id: "other", by: "bob", reason: "", since: "2026-01-01T12:00:00.000Z", expiresInMs: 5_000 },
    { code: "LEASE_NOT_HELD", id: "rollout-1" },
  ])("that are refused with $code arrive as that", async (fault) => {
    await using rig = await Rig.start();
    rig.host.onLease = async () => Promise.reject(new FaultError(fault));
    expect((await faultOf(rig.client.acquireLease(wish, context()))).fault).toEqual(fault);
    expect(await rig.ended(1)).toMatchObject([{ code: "FAILED_PRECONDITION" }]);
  });

  test("out of range are refused before the host hears of them", async () => {
    await using rig = await Rig.start();
    for (const refused of [
      rig.client.acquireLease({ ...wish, ttl: seconds(9) }, context()),
      rig.client.releaseLease({ ...query, id: "" as LeaseId }, context()),
      rig.client.breakLease(query, "x".repeat(1_001), context()),
      rig.client.getLease("h".repeat(254), context()),
    ])
      expect((await faultOf(refused)).fault.code).toBe("INVALID_REQUEST");
    expect(rig.host.asked).toEqual([]);
  });
});

describe("an operation", TIMEOUT, () => {
  test("goes with what must hold, and is refused with what does not", async () => {
    await using rig = await Rig.start();
    const fences = [{ component: "is", generation: 6 }];
    const planned = request({ conditions: { fences, configHash: "sha256:00", leaseId: id } });
    await all(rig.client.operate(planned, context()));
    expect(rig.host.asked[0]?.what).toEqual(planned);
    const fault = { code: "MOVED_ON", component: "is", actual: "7", planned: "6" } as const;
    rig.host.onOperate = async function* () {
      yield* [];
      throw new FaultError(fault);
    };
    expect((await faultOf(all(rig.client.operate(planned, context())))).fault).toEqual(fault);
    expect(await rig.ended(2)).toMatchObject([{ code: "OK" }, { code: "FAILED_PRECONDITION" }]);
  });

  test("is asked after on the host that is meant", async () => {
    await using rig = await Rig.start();
    expect(await rig.client.getOperation("a" as OperationId, context(), "node3")).toEqual(operation("a"));
    await rig.client.cancelOperation("a" as OperationId, "why", context(), "node3");
    expect(rig.host.asked.map(({ what }) => what)).toEqual([
      ["a", "node3"],
      ["a", "why", "node3"],
    ]);
  });
});

test("an agent of before there were leases says so in a sentence", TIMEOUT, async () => {
  await using at = await folder();
  const socket = join(at.path, "old.sock");
  const { GetOperation, Status } = protoTypes().v1.Supervisor.service;
  const old = new Server();
  old.addService({ GetOperation, Status } as never, {});
  await new Promise<void>((bound, failed) =>
    old.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) => (error === null ? bound() : failed(error))),
  );
  const client = connectHost({ kind: "unix", path: socket }, PATIENT);
  try {
    const { fault, message } = await faultOf(client.acquireLease(wish, context()));
    expect(fault.code).toBe("AGENT_ERROR");
    expect(message).toMatch(/^the agent cannot answer: it may be older than this command: .*AcquireLease/);
  } finally {
    client.close();
    old.forceShutdown();
  }
});
