import { describe, expect, test } from "vitest";
import { GuardedHost } from "../../../src/agent/network/guarded-host.ts";
import type { CallContext, WatchUpdate } from "../../../src/core/host-service.ts";
import type { ComponentName, LeaseId, OperationId } from "../../../src/core/names.ts";
import type { ComponentStatus } from "../../../src/core/status.ts";
import { FakeHost, lease, operation, STATUS } from "../../rpc/fake-host.ts";
import { all } from "../../rpc/rig.ts";

const TIMEOUT = { timeout: 5_000 };
const named = (name: string) => ({ name: name as ComponentName, title: name }) as ComponentStatus;
const HOST = { ...STATUS, components: ["ps", "is", "svg"].map(named), warnings: ["is is unhealthy: no answer"] };
const at = { sequence: 1, at: new Date(0), epoch: "life-1" };

function rig(components: readonly string[] | null) {
  const host = new FakeHost();
  host.onStatus = async () => HOST;
  host.onLogs = async function* ({ components: asked }) {
    for (const name of asked.length === 0 ? ["ps", "is", "svg"] : asked)
      yield { component: name as ComponentName, lines: [name] };
  };
  const caller = { name: "alice", from: "192.0.2.7:5000", role: "operator", components } as const;
  const context: CallContext = { caller, signal: new AbortController().signal };
  return { host, guarded: new GuardedHost(host), context };
}

const query = (...components: readonly string[]) => ({ components, expectedHost: "node3" });
const logs = (...components: readonly string[]) => ({ ...query(...components), lines: 1, follow: false });

describe("a caller without limits", TIMEOUT, () => {
  test("gets what the host says, as it says it", async () => {
    const { guarded, context, host } = rig(null);
    expect(await guarded.status(query(), context)).toEqual(HOST);
    expect(await all(guarded.logs(logs(), context))).toHaveLength(3);
    expect(await guarded.getOperation("op" as OperationId, context)).toEqual(operation("op"));
    host.onWatch = async function* ({ afterSequence }) {
      yield { ...at, sequence: afterSequence + 1, t: "snapshot", status: HOST };
    };
    expect(await all(guarded.watch({ afterSequence: 7 }, context))).toEqual([
      { ...at, sequence: 8, t: "snapshot", status: HOST },
    ]);
  });
});

describe("a caller who is limited to svg and ps", TIMEOUT, () => {
  test("sees those, and is told that there is more", async () => {
    const { guarded, context } = rig(["svg", "ps"]);
    const status = await guarded.status(query(), context);
    expect(status.components.map(({ name }) => name)).toEqual(["ps", "svg"]);
    expect(status.supervisor).toEqual(HOST.supervisor);
    expect(status.warnings).toEqual(["the certificate of alice is limited to svg, ps: nothing else is shown"]);
  });

  test("sees operations of those alone", async () => {
    const { guarded, context, host } = rig(["svg", "ps"]);
    const operations = [["is"], ["svg"], []].map((requested, at) =>
      operation(`op-${at}`, { requested: requested as ComponentName[] }),
    );
    host.onStatus = async () => ({ ...HOST, operations });
    expect((await guarded.status(query(), context)).operations?.map(({ id }) => id)).toEqual(["op-1"]);
  });

  test("reads their logs alone where all are asked for", async () => {
    const { guarded, context } = rig(["svg", "ps"]);
    expect((await all(guarded.logs(logs(), context))).map(({ component }) => component)).toEqual(["ps", "svg"]);
  });

  test.each([["status"], ["logs"]] as const)("is refused %s of another", async (what) => {
    const { guarded, context, host } = rig(["svg", "ps"]);
    const asked = what === "status" ? guarded.status(query("svg", "is"), context) : all(guarded.logs(logs("svg", "is"), context));
    await expect(asked).rejects.toThrow(`${what} of svg, is is not permitted; the certificate of alice is limited to svg, ps`);
    expect(host.asked).toEqual([]);
  });

  test("hears of changes of those alone", async () => {
    const { guarded, context, host } = rig(["svg", "ps"]);
    const updates: WatchUpdate[] = [
      { ...at, t: "snapshot", status: HOST },
      { ...at, t: "component", component: named("is") },
      { ...at, t: "component", component: named("svg") },
      { ...at, t: "operation", operation: operation("1", { requested: ["is" as ComponentName] }) },
      { ...at, t: "operation", operation: operation("2", { requested: [] }) },
      { ...at, t: "operation", operation: operation("3", { requested: ["ps" as ComponentName] }) },
      { ...at, t: "dropped", count: 2 },
      { ...at, t: "supervisor", supervisor: HOST.supervisor },
    ];
    host.onWatch = async function* () {
      yield* updates;
    };
    const heard = await all(guarded.watch({ afterSequence: 0 }, context));
    expect(heard.map((update) => update.t)).toEqual(["snapshot", "component", "operation", "dropped", "supervisor"]);
    expect(heard[0]).toMatchObject({ status: { components: [{ name: "ps" }, { name: "svg" }] } });
    expect(heard[2]).toMatchObject({ operation: { id: "3" } });
  });

  test("is refused operations of others, and of everything", async () => {
    const { guarded, context, host } = rig(["svg", "ps"]);
    for (const requested of [["is"], ["svg", "is"], []] as ComponentName[][]) {
      host.onOperation = async (id) => operation(id, { requested });
      await expect(guarded.getOperation("op" as OperationId, context)).rejects.toThrow("not permitted");
      await expect(guarded.cancelOperation("op" as OperationId, "", context)).rejects.toThrow("not permitted");
    }
    expect(host.asked.map(({ method }) => method)).not.toContain("cancelOperation");
    host.onOperation = async (id) => operation(id, { requested: ["svg" as ComponentName] });
    expect(await guarded.cancelOperation("op" as OperationId, "", context)).toMatchObject({ id: "op" });
  });

  test("takes, renews and gives back the lease of the host, and sees who has it", async () => {
    const { guarded, context, host } = rig(["svg", "ps"]);
    const wish = { id: lease().id, reason: "", ttl: lease().ttl, expectedHost: "node3" };
    for (const held of [null, lease({ by: "alice" }), lease({ by: "bob", id: "other" as LeaseId })]) {
      host.held = held;
      expect(await guarded.acquireLease(wish, context)).toEqual(lease());
      expect(await guarded.renewLease(wish, context)).toEqual(lease());
      expect(await guarded.breakLease(wish, "", context)).toEqual(lease());
      expect(await guarded.releaseLease(wish, context)).toBe(held);
      expect(await guarded.getLease("node3", context)).toBe(held);
    }
  });

  test("takes, renews and breaks none that is another's", async () => {
    const { guarded, context, host } = rig(["svg", "ps"]);
    host.held = lease({ by: "bob" });
    const wish = { id: lease().id, reason: "", ttl: lease().ttl, expectedHost: "node3" };
    for (const refused of [
      guarded.acquireLease(wish, context),
      guarded.renewLease(wish, context),
      guarded.breakLease(wish, "", context),
    ])
      await expect(refused).rejects.toThrow("the lease of bob is not permitted; the certificate of alice is limited to svg, ps");
    expect(new Set(host.asked.map(({ method }) => method))).toEqual(new Set(["getLease"]));
    const unlimited = rig(null);
    unlimited.host.held = lease({ by: "bob" });
    expect(await unlimited.guarded.breakLease(wish, "", unlimited.context)).toEqual(lease());
  });

  test("sees nothing where none of them is there, and everything is not nothing", async () => {
    const { guarded, context } = rig(["other"]);
    expect((await guarded.status(query(), context)).components).toEqual([]);
    expect(await all(guarded.logs(logs(), context))).toEqual([]);
  });
});
