import { EventEmitter, getEventListeners } from "node:events";
import { Metadata, type ServerUnaryCall, type StatusObject } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { FaultError } from "../../../src/core/fault.ts";
import { type CallContext, localCaller } from "../../../src/core/host-service.ts";
import { OpenCalls } from "../../../src/rpc/open-calls.ts";
import { type Serving, serveUnary } from "../../../src/rpc/serve-call.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const TIMEOUT = { timeout: 5_000 };

function rig(act: (request: string, context: CallContext) => Promise<string>, change: Partial<Serving> = {}) {
  const until = new AbortController();
  const clock = new FakeClock();
  const [reported, ended, calls]: [unknown[], unknown[], OpenCalls] = [[], [], new OpenCalls()];
  const serving: Serving = {
    clock,
    identify: () => localCaller("alice"),
    onCall: (...call) => ended.push(call),
    onUnreadable: () => {},
    report: (error) => reported.push(error),
    calls,
    ending: new AbortController().signal,
    ...change,
  };
  const call = Object.assign(new EventEmitter(), { request: "question", metadata: new Metadata(), cancelled: false });
  const answer = new Promise<{ error: Partial<StatusObject> | null; value: unknown }>((resolve) =>
    serveUnary(
      "Status",
      serving,
      until.signal,
      act,
    )(call as unknown as ServerUnaryCall<string, string>, (error, value) => resolve({ error, value })),
  );
  return { until, clock, reported, ended, calls, call, answer };
}

describe("one served call", TIMEOUT, () => {
  test("leaves no listener on the signal that outlives it, and is told of with its time", async () => {
    const { until, answer, ended, calls, clock } = rig(async (request, { caller }) => {
      await Promise.resolve(); // the rig is not there before its call has begun
      await clock.advance(40);
      return `${request} of ${caller.name}`;
    });
    expect(await answer).toEqual({ error: null, value: "question of alice" });
    await calls.none();
    expect(getEventListeners(until.signal, "abort")).toHaveLength(0);
    expect(ended).toEqual([["Status", "OK", 40, localCaller("alice")]]);
  });

  test("leaves none where it fails either", async () => {
    const { until, answer, calls } = rig(() => Promise.reject(new Error("no")));
    await answer;
    await calls.none();
    expect(getEventListeners(until.signal, "abort")).toHaveLength(0);
  });

  test("is refused for a caller who must not, before anything is done", async () => {
    let acted = false;
    const denied = new FaultError({ code: "PERMISSION_DENIED", what: "Status", who: "viewers may" });
    const identify = () => {
      throw denied;
    };
    const { answer, ended, reported } = rig(
      async () => {
        acted = true;
        return "";
      },
      { identify },
    );
    expect((await answer).error?.details).toBe("Status is not permitted; viewers may");
    expect([acted, reported]).toEqual([false, []]);
    expect(ended).toEqual([["Status", "PERMISSION_DENIED", 0, expect.objectContaining({ name: "unknown" })]]);
  });

  test("is answered although its observer fails, which is reported", async () => {
    const broken = new Error("log is full");
    const onCall = () => {
      throw broken;
    };
    const { answer, reported, calls } = rig(async () => "answer", { onCall });
    expect((await answer).value).toBe("answer");
    await calls.none();
    await Promise.resolve();
    expect(reported).toEqual([broken]);
  });

  test("is not answered any more when its caller has gone", async () => {
    const { call, answer, ended, calls } = rig(
      (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    );
    let answered = false;
    void answer.then(() => {
      answered = true;
    });
    call.cancelled = true;
    call.emit("cancelled");
    await calls.none();
    expect(answered).toBe(false);
    expect(ended).toEqual([["Status", "CANCELLED", 0, localCaller("alice")]]);
  });
});
