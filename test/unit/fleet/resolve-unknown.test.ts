import { describe, expect, test } from "vitest";
import { ms } from "../../../src/core/duration.ts";
import { type Fault, FaultError } from "../../../src/core/fault.ts";
import { type CallContext, localCaller } from "../../../src/core/host-service.ts";
import type { OperationId } from "../../../src/core/names.ts";
import type { Operation, OperationResult } from "../../../src/core/operation.ts";
import { type HostLink, type LostOperation, resolveUnknown } from "../../../src/fleet/resolve-unknown.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const ID = "op-1" as OperationId;
const operation = (result: OperationResult) => ({ id: ID, result }) as Operation;
const SILENT: Fault = { code: "UNREACHABLE", target: "n1", cause: "refused" };
const LOST: Fault = { code: "NOT_RESPONDING", target: "n1", pid: null, afterMs: 5 };
const NOT_FOUND: Fault = { code: "OPERATION_NOT_FOUND", id: ID };
const DENIED: Fault = { code: "PERMISSION_DENIED", what: "x", who: "y" };

type Reply = OperationResult | Fault | "hangs";

/** A host that replies so, one after the other; the last one again and again. */
function rig(replies: readonly Reply[], resends: readonly Reply[] | null = null, changed: Partial<LostOperation> = {}) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const seen = { open: 0, opened: 0, asked: [] as number[], resent: 0, meant: "" };
  const say = (reply: Reply): Promise<Operation> => {
    if (reply === "hangs") return new Promise(() => {});
    return typeof reply === "string" ? Promise.resolve(operation(reply)) : Promise.reject(new FaultError(reply));
  };
  const link = () => {
    seen.open++;
    seen.opened++;
    return {
      getOperation: (_id: OperationId, _context: CallContext, expectedHost = "") => {
        seen.meant = expectedHost;
        seen.asked.push(clock.now());
        return say(replies[Math.min(seen.asked.length, replies.length) - 1] as Reply);
      },
      [Symbol.asyncDispose]: async () => void seen.open--,
    } as unknown as HostLink;
  };
  const resolution = resolveUnknown({
    id: ID,
    target: "n1",
    open: link,
    resend: resends === null ? null : () => say(resends[seen.resent++] as Reply),
    within: ms(10_000),
    tries: 5,
    context: { caller: localCaller("alice"), signal: stop.signal },
    clock,
    ...changed,
  });
  resolution.catch(() => {});
  return { clock, stop, seen, resolution };
}

async function resolved(...args: Parameters<typeof rig>) {
  const { clock, seen, resolution } = rig(...args);
  await clock.advance(60_000);
  const found = await resolution;
  expect(clock.pending).toBe(0);
  return { found, seen };
}

test.each(["done", "failed", "cancelled"] as const)("an operation that is %s", async (result) => {
  const { found, seen } = await resolved([result]);
  expect(found).toEqual({ t: "ended", operation: operation(result) });
  expect(seen).toMatchObject({ open: 0, opened: 1, asked: [0] });
});

test("it is the host that is meant who is asked; another that has its address now tells nothing of it", async () => {
  const wrong: Fault = { code: "WRONG_HOST", expected: "n1", actual: "n2" };
  const { found, seen } = await resolved([wrong], ["done"], { expectedHost: "n1" });
  expect(found).toMatchObject({ t: "unknown", error: { fault: wrong } });
  expect(seen).toMatchObject({ meant: "n1", opened: 1, resent: 0 });
  expect((await resolved(["done"])).seen.meant).toBe("");
});

test("one that still runs is waited for", async () => {
  const { found, seen } = await resolved(["running", "running", "done"]);
  expect(found).toEqual({ t: "ended", operation: operation("done") });
  expect(seen.asked).toEqual([0, 2_000, 4_000]);
});

test("one that runs for longer, and one whose host falls silent meanwhile, is running", async () => {
  expect((await resolved(["running"])).found).toEqual({ t: "running", operation: operation("running") });
  expect((await resolved(["running", LOST])).found).toEqual({ t: "running", operation: operation("running") });
});

test("a silent host is tried again on a new connection, less and less often", async () => {
  const { found, seen } = await resolved([SILENT, LOST, { code: "SHUTTING_DOWN" }, LOST, "done"]);
  expect(found).toMatchObject({ t: "ended" });
  expect(seen).toMatchObject({ open: 0, opened: 5, asked: [0, 200, 600, 1_400, 3_000] });
});

test("a host that stays silent stays unknown, with its last word", async () => {
  const { found, seen } = await resolved([LOST, SILENT], null, { tries: 3 });
  expect(found).toMatchObject({ t: "unknown", error: { fault: SILENT } });
  expect(seen.opened).toBe(3);
});

test("a host that hangs does not hold up anybody beyond the deadline", async () => {
  const { clock, seen, resolution } = rig(["hangs"]);
  await clock.advance(10_000);
  expect(await resolution).toMatchObject({ t: "unknown", error: { fault: { ...LOST, afterMs: 10_000 } } });
  expect(clock.pending).toBe(0);
  expect(seen.opened).toBe(1);
});

test("a host that may not tell stays unknown at once", async () => {
  const { found, seen } = await resolved([DENIED]);
  expect(found).toMatchObject({ t: "unknown", error: { fault: DENIED } });
  expect(seen.opened).toBe(1);
});

describe("a host that has never heard of it", () => {
  test("did nothing", async () => {
    expect((await resolved([NOT_FOUND])).found).toEqual({ t: "never-arrived" });
  });

  test("is sent it again, with the result of that", async () => {
    const { found, seen } = await resolved([NOT_FOUND], ["done"]);
    expect(found).toEqual({ t: "ended", operation: operation("done") });
    expect(seen).toMatchObject({ resent: 1, open: 0 });
  });

  test("is sent it once and not twice", async () => {
    const { found, seen } = await resolved([NOT_FOUND], [SILENT, "done"]);
    expect(found).toEqual({ t: "never-arrived" });
    expect(seen.resent).toBe(1);
  });

  test("may lose that answer too, and is asked", async () => {
    const { found, seen } = await resolved([NOT_FOUND, "running", "done"], [LOST]);
    expect(found).toEqual({ t: "ended", operation: operation("done") });
    expect(seen).toMatchObject({ resent: 1, opened: 3 });
  });

  test("may refuse it, as one that has another name would", async () => {
    const wrong: Fault = { code: "WRONG_HOST", expected: "n1", actual: "n2" };
    expect((await resolved([NOT_FOUND], [wrong])).found).toMatchObject({ t: "refused", error: { fault: wrong } });
  });
});

test("an interruption ends the search with its reason", async () => {
  for (const reply of ["hangs", "running"] as const) {
    const { clock, stop, seen, resolution } = rig([reply]);
    await clock.advance(100);
    stop.abort(new Error("Ctrl-C"));
    await expect(resolution).rejects.toThrow("Ctrl-C");
    await clock.settle();
    expect(clock.pending).toBe(0);
    expect(seen.opened).toBe(1);
  }
});
