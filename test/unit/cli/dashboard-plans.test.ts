import { expect, test } from "vitest";
import { operationPlanLines } from "../../../src/cli/dashboard/operation-plan-lines.ts";
import { Plans } from "../../../src/cli/dashboard/plans.ts";
import type { Prepared } from "../../../src/cli/dashboard/prepared.ts";
import { readPlanWish } from "../../../src/cli/dashboard/read-plan-wish.ts";
import { systemClock } from "../../../src/core/clock.ts";
import type { OperationId } from "../../../src/core/names.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { CRASHED, lost, wellComponent, wellStatus } from "../../helpers/made-up-hosts.ts";
import { watched } from "../../helpers/simulated-dashboard.ts";

const prepared = (id: string): Prepared => ({
  t: "operation",
  id: id as OperationId,
  host: { name: "node03", address: { host: "192.0.2.4", port: 9910 }, labels: new Map() },
  kind: "restart",
  components: ["is"],
  reason: "",
  title: "restart is on node03",
  lines: [],
  command: "ImageServing --host node03 restart is",
});

function rig() {
  const clock = new FakeClock();
  const begun: string[] = [];
  const plans = new Plans(clock, async ({ t, id }) => {
    begun.push(id);
    await Promise.resolve();
    return { t, id };
  });
  return { clock, begun, plans };
}

test("a plan is carried out once, however often and however fast it is asked for", async () => {
  const { plans, begun } = rig();
  const { token } = plans.keep(prepared("op-1"));
  const answers = await Promise.all([plans.carryOut(token), plans.carryOut(token), plans.carryOut(token)]);
  expect(answers).toEqual(new Array(3).fill({ t: "operation", id: "op-1" }));
  expect(await plans.carryOut(token)).toEqual({ t: "operation", id: "op-1" });
  expect(begun).toEqual(["op-1"]);
});

test("one that could not be begun is not begun by asking again", async () => {
  let tries = 0;
  const plans = new Plans(new FakeClock(), async () => {
    tries++;
    throw new Error("the disk is full");
  });
  const { token } = plans.keep(prepared("op-1"));
  await expect(plans.carryOut(token)).rejects.toThrow("the disk is full");
  await expect(plans.carryOut(token)).rejects.toThrow("the disk is full");
  expect(tries).toBe(1);
});

test("a plan gets old, and a token is none", async () => {
  const { plans, begun, clock } = rig();
  const { token } = plans.keep(prepared("op-1"));
  const kept = plans.keep(prepared("op-2"));
  await plans.carryOut(kept.token);
  await clock.advance(600_000);
  await expect(plans.carryOut(token)).rejects.toThrow("older than 10 minutes");
  await expect(plans.carryOut(`${kept.token}x`)).rejects.toThrow("no such plan");
  expect(await plans.carryOut(kept.token)).toMatchObject({ id: "op-2" }); // what was done can be asked for still
  expect(begun).toEqual(["op-2"]);
});

test("no more than a hundred are kept", async () => {
  const { plans } = rig();
  const first = plans.keep(prepared("op-0"));
  const tokens = Array.from({ length: 100 }, (_, at) => plans.keep(prepared(`op-${at + 1}`)).token);
  await expect(plans.carryOut(first.token)).rejects.toThrow("no such plan");
  expect(await plans.carryOut(tokens[0] ?? "")).toMatchObject({ id: "op-1" });
});

test("a wish is read to the letter", () => {
  const wish = { kind: "restart", components: ["is", "is"], hosts: ["node03"], batch: " 25% ", reason: "" };
  expect(readPlanWish(wish)).toEqual({ ...wish, components: ["is"], batch: "25%" });
  for (const [change, complaint] of [
    [{ kind: "kill" }, "kind"],
    [{ components: ["IS; rm"] }, "no name of a component"],
    [{ components: "is" }, "components"],
    [{ hosts: [1] }, "hosts"],
    [{ batch: 3 }, "batch"],
    [{ reason: "x".repeat(201) }, "reason"],
    [{ force: true }, "unknown field"],
  ] as const) {
    expect(() => readPlanWish({ ...wish, ...change })).toThrow(complaint);
  }
  for (const raw of [null, [], "restart", 1]) expect(() => readPlanWish(raw)).toThrow("an object is needed");
});

test("a plan for one host names what ends, what is started, what stays, and how old what is known is", () => {
  const is = wellComponent("is", 1, { pid: 4_711, uptimeSeconds: 90 });
  const host = watched(wellStatus("node03", 1, [is, wellComponent("svg", 2, CRASHED)]));
  const now = host.statusAt ?? systemClock.now();
  expect(operationPlanLines("restart", ["is"], host, now)).toEqual([
    "is (ready, pid 4711, up 1m 30s) ends, and is started anew with another pid",
    "svg is not touched",
  ]);
  expect(operationPlanLines("start", [], host, now)).toEqual([
    "is (ready, pid 4711, up 1m 30s) stays as it is",
    "svg (backoff) is started, and waited for until it is ready",
  ]);
  expect(operationPlanLines("stop", [], host, now)[0]).toContain("in reverse order, then the Server Supervisor");
  const away = lost(host, 61_000);
  expect(operationPlanLines("restart", ["is"], away, systemClock.now())[0]).toMatch(
    /was so when node03 was heard last: it has not answered for 1m 1s/,
  );
  expect(operationPlanLines("restart", ["is"], { ...away, status: null }, now)[0]).toContain("nothing is known of node03 yet");
});
