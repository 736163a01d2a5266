import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { ms } from "../../src/core/duration.ts";
import { FaultError } from "../../src/core/fault.ts";
import type { LogsQuery } from "../../src/core/host-service.ts";
import type { OperationId } from "../../src/core/names.ts";
import { aborted, IS, operation, request, STATUS } from "./fake-host.ts";
import { all, context, faultOf, gate, iterate, Rig } from "./rig.ts";

const TIMEOUT = { timeout: 15_000 };
const LOGS: LogsQuery = { components: ["is"], lines: 10, follow: true, expectedHost: "node3" };

describe("calls with one answer", TIMEOUT, () => {
  test("reach the host as they were made, and their answers return", async () => {
    await using rig = await Rig.start();
    const { host, client } = rig;
    expect(await client.status({ components: ["is"], expectedHost: "node3" }, context())).toEqual(STATUS);
    expect(await client.getOperation("op-1" as OperationId, context())).toEqual(operation("op-1"));
    expect(await client.cancelOperation("op-2" as OperationId, "changed my mind", context())).toEqual(operation("op-2"));
    expect(host.asked.map(({ method, what }) => [method, what])).toEqual([
      ["status", { components: ["is"], expectedHost: "node3" }],
      ["getOperation", "op-1"],
      ["cancelOperation", ["op-2", "changed my mind"]],
    ]);
    expect(await rig.ended(3)).toMatchObject(
      ["Status", "GetOperation", "CancelOperation"].map((method) => ({ method, code: "OK" })),
    );
  });

  test("a fault of the host arrives as the same fault", async () => {
    await using rig = await Rig.start();
    const fault = { code: "WRONG_HOST", expected: "node4", actual: "node3" } as const;
    rig.host.onStatus = async () => Promise.reject(new FaultError(fault));
    const error = await faultOf(rig.client.status({ components: [], expectedHost: "node4" }, context()));
    expect([error.fault, error.message]).toEqual([fault, "this is node3, not node4; nothing was done"]);
    expect(rig.reported).toEqual([]);
    expect(await rig.ended(1)).toMatchObject([{ code: "FAILED_PRECONDITION" }]);
  });

  test("an error that nobody foresaw is reported, and told in a fixed text", async () => {
    await using rig = await Rig.start();
    const secret = new TypeError("cannot read /root/secret");
    rig.host.onStatus = () => {
      throw secret;
    };
    const error = await faultOf(rig.client.status({ components: [], expectedHost: "" }, context()));
    expect(error.message).toBe("the agent cannot answer: internal error; see its log");
    expect(rig.reported).toEqual([secret]);
  });

  test("a request out of range is refused before the host hears of it", async () => {
    await using rig = await Rig.start();
    const error = await faultOf(rig.client.getOperation("../x" as OperationId, context()));
    expect(error.fault.code).toBe("INVALID_REQUEST");
    const restart = all(rig.client.operate(request({ id: "../x" as OperationId }), context()));
    expect((await faultOf(restart)).fault.code).toBe("INVALID_REQUEST");
    const cancel = rig.client.cancelOperation("../x" as OperationId, "", context());
    expect((await faultOf(cancel)).fault.code).toBe("INVALID_REQUEST");
    expect(rig.host.asked).toEqual([]);
    expect(rig.unreadable).toEqual([
      ["Restart", "alice", "INVALID_REQUEST"],
      ["CancelOperation", "alice", "INVALID_REQUEST"],
    ]); // a question changes nothing, so nobody has to hear of it
  });

  test("a caller that gives up hears CANCELLED at once, and its call is aborted at the host", async () => {
    await using rig = await Rig.start();
    const begun = gate();
    rig.host.onStatus = async ({ signal }) => {
      begun.open();
      await aborted(signal);
      throw signal.reason;
    };
    const leaving = new AbortController();
    const asked = faultOf(rig.client.status({ components: [], expectedHost: "" }, context(leaving.signal)));
    await begun.opened;
    leaving.abort(new Error("Ctrl-C"));
    expect((await asked).fault).toEqual({ code: "CANCELLED", why: "Ctrl-C" });
    expect(await rig.ended(1)).toMatchObject([{ code: "CANCELLED" }]);
    expect(rig.reported).toEqual([]);
  });

  test("one that has given up before is not sent at all", async () => {
    await using rig = await Rig.start();
    const gone = context(AbortSignal.abort(new Error("Ctrl-C")));
    expect((await faultOf(rig.client.status({ components: [], expectedHost: "" }, gone))).fault.code).toBe("CANCELLED");
    expect((await faultOf(all(rig.client.operate(request(), gone)))).fault.code).toBe("CANCELLED");
    await rig.client.status({ components: [], expectedHost: "" }, context());
    expect(rig.host.asked).toHaveLength(1);
  });

  test("no answer in time is NOT_RESPONDING, with the time that was waited, and the host's work for it is aborted", async () => {
    await using rig = await Rig.start();
    rig.host.onStatus = async ({ signal }) => {
      await aborted(signal);
      return STATUS;
    };
    const hasty = rig.connect({ callTimeout: ms(60) });
    const error = await faultOf(hasty.status({ components: [], expectedHost: "" }, context()));
    expect(error.fault).toEqual({ code: "NOT_RESPONDING", target: rig.socket, pid: null, afterMs: 60 });
    await rig.ended(1);
  });

  test("an answer of a size that gRPC does not carry is an error of that call alone", async () => {
    await using rig = await Rig.start();
    rig.host.onStatus = async () => ({ ...STATUS, warnings: ["x".repeat(5 * 1024 * 1024)] });
    expect((await faultOf(rig.client.status({ components: [], expectedHost: "" }, context()))).fault.code).toBe("AGENT_ERROR");
    rig.host.onStatus = async () => STATUS;
    expect(await rig.client.status({ components: [], expectedHost: "" }, context())).toEqual(STATUS);
  });
});

describe("who calls", TIMEOUT, () => {
  test("is told by the caller, and goes with every call", async () => {
    await using rig = await Rig.start({ callerName: "jürgen@jump1" });
    await rig.client.status({ components: [], expectedHost: "" }, context());
    await all(rig.client.operate(request(), context()));
    expect(rig.host.asked.map((call) => call.context.caller.name)).toEqual(["jürgen@jump1", "jürgen@jump1"]);
    expect((await rig.ended(2)).map((call) => call.caller.name)).toEqual(["jürgen@jump1", "jürgen@jump1"]);
  });
});

describe("an operation's stream", TIMEOUT, () => {
  test.each(["start", "stop", "restart"] as const)("of %s begins with the operation and ends with its result", async (kind) => {
    await using rig = await Rig.start();
    const updates = await all(rig.client.operate(request({ kind, timeout: ms(90_500) }), context()));
    expect(updates.map((update) => update.t)).toEqual(["accepted", "progress", "result"]);
    expect(updates.at(-1)).toEqual({ t: "result", operation: operation("op-1", { result: "done" }) });
    expect(rig.host.asked[0]?.what).toEqual(request({ kind, timeout: ms(90_500) }));
    expect(await rig.ended(1)).toMatchObject([{ method: `${kind[0]?.toUpperCase()}${kind.slice(1)}`, code: "OK" }]);
  });

  test("is refused with the fault that came before its beginning", async () => {
    await using rig = await Rig.start();
    const fault = { code: "OPERATION_CONFLICT", id: "op-0", what: "stop", by: "bob", since: "10:00" } as const;
    rig.host.onOperate = async function* () {
      yield* [];
      throw new FaultError(fault);
    };
    expect((await faultOf(all(rig.client.operate(request(), context())))).fault).toEqual(fault);
  });

  test("that says nothing at first is NOT_RESPONDING when the time for an answer is over", async () => {
    await using rig = await Rig.start();
    rig.host.onOperate = async function* (_, { signal }) {
      yield* [];
      await aborted(signal);
    };
    const hasty = rig.connect({ callTimeout: ms(60) });
    expect((await faultOf(all(hasty.operate(request(), context())))).fault).toMatchObject({
      code: "NOT_RESPONDING",
      afterMs: 60,
    });
  });

  test("may take longer than the time for an answer, once it was accepted", async () => {
    await using rig = await Rig.start();
    const seen = gate();
    rig.host.onOperate = async function* ({ id }) {
      yield { t: "accepted", operation: operation(id) };
      await seen.opened;
      yield { t: "result", operation: operation(id, { result: "done" }) };
    };
    const updates = iterate(rig.connect({ callTimeout: ms(50) }).operate(request(), context()));
    expect((await updates.next()).value).toMatchObject({ t: "accepted" });
    setTimeout(() => seen.open(), 120);
    expect((await updates.next()).value).toMatchObject({ t: "result" });
  });

  test("that ends without a result is unknown, not done", async () => {
    await using rig = await Rig.start();
    rig.host.onOperate = async function* ({ id }) {
      yield { t: "accepted", operation: operation(id) };
    };
    const error = await faultOf(all(rig.client.operate(request(), context())));
    expect(error.fault.code).toBe("NOT_RESPONDING");
    expect(error.message).toContain("broke off: it ended without a result");
  });

  test("is not asked for anything after its result", async () => {
    await using rig = await Rig.start();
    const left = gate();
    rig.host.onOperate = async function* ({ id }) {
      try {
        yield { t: "result", operation: operation(id, { result: "done" }) };
        throw new Error("asked for more");
      } finally {
        left.open();
      }
    };
    expect(await all(rig.client.operate(request(), context()))).toHaveLength(1);
    await left.opened;
    expect(await rig.ended(1)).toMatchObject([{ code: "OK" }]);
    expect(rig.reported).toEqual([]);
  });

  test("SHUTTING_DOWN after its beginning does not say that nothing was done", async () => {
    await using rig = await Rig.start();
    rig.host.onOperate = async function* ({ id }) {
      yield { t: "accepted", operation: operation(id) };
      throw new FaultError({ code: "SHUTTING_DOWN" });
    };
    const updates = iterate(rig.client.operate(request(), context()));
    await updates.next();
    expect((await faultOf(updates.next())).fault.code).toBe("NOT_RESPONDING");
  });
});

describe("a stream that follows", TIMEOUT, () => {
  test("yields as things happen, and is aborted at the host when its reader leaves the loop", async () => {
    await using rig = await Rig.start();
    for await (const update of rig.client.watch({ afterSequence: 41 }, context())) {
      expect(update).toEqual({ sequence: 42, at: new Date(5), epoch: "life-1", t: "snapshot", status: STATUS });
      break;
    }
    expect(await rig.ended(1)).toMatchObject([{ method: "Watch", code: "CANCELLED" }]);
    expect(rig.host.asked[0]?.context.signal.aborted).toBe(true);
    expect(rig.reported).toEqual([]);
  });

  test("ends with CANCELLED when its reader aborts, also while the reader is busy elsewhere", async () => {
    await using rig = await Rig.start();
    const leaving = new AbortController();
    const updates = iterate(rig.client.watch({ afterSequence: 0 }, context(leaving.signal)));
    await updates.next();
    leaving.abort(new FaultError({ code: "CANCELLED", why: "Ctrl-C" }));
    await rig.ended(1); // the host hears of it although nobody asks for the next change
    expect((await faultOf(updates.next())).fault).toEqual({ code: "CANCELLED", why: "Ctrl-C" });
  });

  test("an unforeseen error in the middle is reported, and ends the stream with the fixed text", async () => {
    await using rig = await Rig.start();
    rig.host.onLogs = async function* () {
      yield { component: IS, lines: ["one"] };
      throw new RangeError("disk on fire");
    };
    expect((await faultOf(all(rig.client.logs(LOGS, context())))).fault.code).toBe("AGENT_ERROR");
    expect(rig.reported).toMatchObject([{ message: "disk on fire" }]);
  });

  test("that is over is over", async () => {
    await using rig = await Rig.start();
    rig.host.onLogs = async function* () {
      yield { component: IS, lines: ["one", ""] };
      yield { component: IS, lines: ["three"] };
    };
    expect(await all(rig.client.logs(LOGS, context()))).toEqual([
      { component: "is", lines: ["one", ""] },
      { component: "is", lines: ["three"] },
    ]);
    expect(rig.host.asked[0]?.what).toEqual(LOGS);
  });

  test("whatever way calls end, nothing of them stays with the signal that they were given", async () => {
    await using rig = await Rig.start();
    const long = new AbortController();
    const calls = context(long.signal);
    await rig.client.status({ components: [], expectedHost: "" }, calls);
    await all(rig.client.operate(request(), calls));
    for await (const _ of rig.client.watch({ afterSequence: 0 }, calls)) break;
    await faultOf(rig.client.getOperation("../x" as OperationId, calls));
    await faultOf(rig.connect({ callTimeout: ms(1) }).status({ components: [], expectedHost: "" }, calls)).catch(() => {});
    expect(getEventListeners(long.signal, "abort")).toHaveLength(0);
  });

  test("closing the connection ends everything that is open on it", async () => {
    await using rig = await Rig.start();
    rig.host.onStatus = async ({ signal }) => {
      await aborted(signal);
      return STATUS;
    };
    const updates = iterate(rig.client.watch({ afterSequence: 0 }, context()));
    await updates.next();
    const waiting = [faultOf(updates.next()), faultOf(rig.client.status({ components: [], expectedHost: "" }, context()))];
    rig.client.close();
    rig.client.close();
    for (const error of await Promise.all(waiting))
      expect(error.fault).toEqual({ code: "CANCELLED", why: "the connection was closed" });
    expect((await faultOf(rig.client.status({ components: [], expectedHost: "" }, context()))).fault.code).toBe("CANCELLED");
  });
});
