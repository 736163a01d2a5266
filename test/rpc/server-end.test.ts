import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { isFault } from "../../src/core/fault.ts";
import { aborted, operation, request, STATUS } from "./fake-host.ts";
import { all, context, faultOf, gate, iterate, Rig } from "./rig.ts";

const TIMEOUT = { timeout: 15_000 };
const ANY = { components: [], expectedHost: "" };

describe("the end of a server", TIMEOUT, () => {
  test("ends open streams with SHUTTING_DOWN, at once", async () => {
    await using rig = await Rig.start({ drainMs: 10_000 });
    const [watching, logging] = [
      iterate(rig.client.watch({ afterSequence: 0 }, context())),
      iterate(rig.client.logs({ ...ANY, lines: 0, follow: true }, context())),
    ];
    await watching.next();
    const waiting = [faultOf(watching.next()), faultOf(logging.next())];
    await rig.connect().status(ANY, context());
    while (rig.host.asked.length < 3) await new Promise((resolve) => setImmediate(resolve));
    const began = performance.now();
    await rig.server[Symbol.asyncDispose]();
    expect(performance.now() - began).toBeLessThan(2_000);
    for (const error of await Promise.all(waiting)) expect(error.fault.code).toBe("SHUTTING_DOWN");
    expect(rig.reported).toEqual([]);
  });

  test.each(["start", "stop", "restart"] as const)(
    "does not say of a %s that goes on that nothing was done, even before it was accepted",
    async (kind) => {
      await using rig = await Rig.start();
      const begun = gate();
      rig.host.onOperate = async function* (_, { signal }) {
        begun.open();
        await aborted(signal);
        yield* [];
      };
      const asked = faultOf(all(rig.client.operate(request({ kind }), context())));
      await begun.opened;
      await rig.server[Symbol.asyncDispose]();
      const error = await asked;
      expect(error.fault.code).toBe("NOT_RESPONDING");
      expect(error.message).toContain("ask it again what became of it");
    },
  );

  test("still delivers the result of the operation that ends the agent", async () => {
    await using rig = await Rig.start();
    rig.host.onOperate = async function* ({ id }) {
      yield { t: "accepted", operation: operation(id) };
      void rig.server[Symbol.asyncDispose]();
      yield { t: "result", operation: operation(id, { result: "done", agentEnds: true }) };
    };
    expect((await all(rig.client.operate(request(), context()))).at(-1)).toMatchObject({
      t: "result",
      operation: { agentEnds: true },
    });
  });

  test("lets calls with one answer finish", async () => {
    await using rig = await Rig.start({ drainMs: 10_000 });
    const [begun, finish] = [gate(), gate()];
    rig.host.onStatus = async () => {
      begun.open();
      await finish.opened;
      return STATUS;
    };
    const asked = rig.client.status(ANY, context());
    await begun.opened;
    const ending = rig.server[Symbol.asyncDispose]();
    expect(rig.host.asked[0]?.context.signal.aborted).toBe(false);
    finish.open();
    expect(await asked).toEqual(STATUS);
    await ending;
  });

  test("cuts those that do not, when their time is over, and tells the host", async () => {
    await using rig = await Rig.start({ drainMs: 50 });
    const [begun, told] = [gate(), gate<unknown>()];
    rig.host.onStatus = async ({ signal }) => {
      begun.open();
      await aborted(signal);
      told.open(signal.reason);
      throw new Error("interrupted");
    };
    const asked = faultOf(rig.client.status(ANY, context()));
    await begun.opened;
    await rig.server[Symbol.asyncDispose]();
    expect(isFault(await told.opened, "NOT_RESPONDING")).toBe(true);
    expect((await asked).message).toContain("ask it again what became of it"); // a cancelling may have been done: not SHUTTING_DOWN
    expect(rig.reported).toEqual([]);
  });

  test("refuses what comes in on a connection that is still open, without asking the host: nothing was done", async () => {
    await using rig = await Rig.start({ drainMs: 10_000 });
    const [begun, finish] = [gate(), gate()];
    rig.host.onStatus = async () => {
      begun.open();
      await finish.opened;
      return STATUS;
    };
    const asked = rig.client.status(ANY, context());
    await begun.opened;
    const ending = rig.server[Symbol.asyncDispose]();
    const late = await faultOf(all(rig.client.operate(request(), context())));
    expect(late.fault.code).toBe("SHUTTING_DOWN");
    expect(rig.host.asked.map((call) => call.method)).toEqual(["status"]);
    finish.open();
    await Promise.all([asked, ending]);
  });

  test("is the same when asked for twice, and takes its socket with it", async () => {
    const rig = await Rig.start();
    await rig.client.status(ANY, context());
    expect(existsSync(rig.socket)).toBe(true);
    const [one, two] = [rig.server[Symbol.asyncDispose](), rig.server[Symbol.asyncDispose]()];
    expect(one).toBe(two);
    await one;
    await rig.server[Symbol.asyncDispose]();
    expect(existsSync(rig.socket)).toBe(false);
    await expect(rig.server.bindUnix(rig.socket, { mode: 0o600, gid: null })).rejects.toMatchObject({
      fault: { code: "SHUTTING_DOWN" },
    });
    await rig[Symbol.asyncDispose]();
  });

  test("does not wait for callers that only hold a connection, nor for those that never said a word", async () => {
    await using rig = await Rig.start({ drainMs: 10_000 });
    await rig.client.status(ANY, context());
    const mute = connect({ path: rig.socket });
    await once(mute, "connect");
    await rig.connect().status(ANY, context()); // by then the server has taken the mute one as well
    const began = performance.now();
    await rig.server[Symbol.asyncDispose]();
    expect(performance.now() - began).toBeLessThan(2_000);
    mute.destroy();
  });

  test("ends although the host ignores its signals", async () => {
    await using rig = await Rig.start({ drainMs: 50 });
    rig.host.onWatch = async function* ({ afterSequence: sequence }) {
      yield { sequence, at: new Date(0), epoch: "", t: "snapshot", status: STATUS };
      await new Promise<never>(() => {});
    };
    rig.host.onStatus = () => new Promise<never>(() => {});
    const updates = iterate(rig.client.watch({ afterSequence: 0 }, context()));
    await updates.next();
    const waiting = [faultOf(updates.next()), faultOf(rig.client.status(ANY, context()))];
    while (rig.host.asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await rig.server[Symbol.asyncDispose]();
    for (const error of await Promise.all(waiting)) expect(error.fault.code).toBe("NOT_RESPONDING");
  });
});

test("a server without an address ends as well", TIMEOUT, async () => {
  await using rig = await Rig.start();
  await rig.server[Symbol.asyncDispose]();
});
