import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { carryOut } from "../../../src/cli/rollout/carry-out.ts";
import { runRolloutResume } from "../../../src/cli/rollout/run-rollout-resume.ts";
import { runRolloutRetry } from "../../../src/cli/rollout/run-rollout-retry.ts";
import { sleep, systemClock } from "../../../src/core/clock.ts";
import { ms, seconds } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { HostService } from "../../../src/core/host-service.ts";
import type { Lease } from "../../../src/core/lease.ts";
import type { LeaseId } from "../../../src/core/names.ts";
import { count, policyOf } from "../fleet/rollout/rig.ts";
import { FakeFleet } from "./fake-fleet.ts";
import { names } from "./fleet-samples.ts";
import { type Fate, NOON, rolloutHome, sampleHeader } from "./rollout-samples.ts";
import { component, hostStatus, operation, outcome } from "./samples.ts";

const timeout = 20_000;

let world: ReturnType<typeof rolloutHome>;
afterEach(() => rmSync(world.home, { recursive: true }));
beforeEach(() => {
  world = rolloutHome("", { clock: systemClock }); // journals are real files, whose time no fake clock knows
});

const header = (id: string) =>
  sampleHeader(names(6), policyOf(6, { batch: count(2), maxFailures: count(1), minReady: ms(50) }), {
    id: id as LeaseId,
    hosts: sampleHeader(names(6)).hosts.map((host) => ({ ...host, conditions: { fences: [], configHash: "" } })),
  });

/** Hosts that restart within a moment; what each was asked is kept. */
function hosts(known: Readonly<Record<string, "done" | "never-arrived">>) {
  const [acted, asked] = [[] as string[], [] as string[]];
  const answers = (host: string): Partial<HostService> => {
    const lease = (id: string): Lease => ({
      id: id as LeaseId,
      by: "alice",
      reason: "",
      since: NOON,
      ttl: seconds(60),
      expiresIn: seconds(60),
    });
    return {
      acquireLease: async ({ id }) => lease(id),
      renewLease: async ({ id }) => lease(id),
      releaseLease: async () => null,
      getLease: async () => null,
      status: async () => hostStatus([component("is")], { host }),
      getOperation: async (id) => {
        asked.push(host);
        if (known[host] !== "done") throw new FaultError({ code: "OPERATION_NOT_FOUND", id });
        return operation({ id, kind: "restart" });
      },
      operate: async function* (request, { signal }) {
        acted.push(host);
        yield { t: "accepted", operation: operation({ id: request.id, kind: "restart", result: "running" }) };
        await sleep(systemClock, ms(20), signal);
        const components = [outcome("is", { action: "restarted" })];
        yield { t: "result", operation: operation({ id: request.id, kind: "restart", components }) };
      },
    };
  };
  const fleetOf = (wanted: readonly string[]) => {
    const fleet = new FakeFleet(wanted, answers);
    return Object.assign(fleet, { clock: systemClock, open: fleet.open.bind(fleet) });
  };
  return { acted, asked, fleetOf };
}

const FATES: Readonly<Record<string, Fate>> = {
  node01: { outcome: "done", tookMs: 2_000 },
  node02: { outcome: "failed", message: "is: not ready within 1m" },
  node03: "in-flight",
  node04: "in-flight",
  node05: "due",
  node06: "due",
};

test("what was in flight is asked first and never done twice; then the others have their turn", { timeout }, async () => {
  const { acted, asked, fleetOf } = hosts({ node03: "done", node04: "never-arrived" });
  const fleet = fleetOf(names(6));
  await world.begin(header("r-1"), FATES, null);
  const parts = { openFleet: async () => fleet, carryOut };
  expect(await runRolloutResume("r-1", null, world.context, parts), world.stdout.text + world.stderr.text).toBe(1);
  expect([acted.toSorted(), [...new Set(asked)].toSorted()]).toEqual([
    ["node04", "node05", "node06"],
    ["node03", "node04"],
  ]);
  expect(world.stdout.text).toContain("node[01,03-06] (5 hosts): done\nnode02: failed: is: not ready within 1m\n");
  expect(world.stdout.text).toContain("rollout retry r-1 --only failed\n");
  expect(world.stderr.text).toContain("rollout r-1, goes on: restart is on 6 hosts\n");
  expect(world.stderr.text).toContain("node03: is asked what became of it\n");
});

test("a retry of one that was left does what is left of it, exactly once", { timeout }, async () => {
  const { acted, asked, fleetOf } = hosts({ node03: "done" });
  const fleet = fleetOf(names(6).slice(1));
  await world.begin(header("r-1"), FATES, { result: "left", why: "" });
  const parts = { openFleet: async () => fleet, carryOut };
  const all = new Set(["failed", "unreachable", "unknown", "not-attempted"] as const);
  expect(await runRolloutRetry("r-1", all, world.context, parts)).toBe(0);
  expect(fleet.open_).toBe(0);
  expect(acted.toSorted()).toEqual(["node02", "node04", "node05", "node06"]);
  expect([...new Set(asked)].toSorted()).toEqual(["node03", "node04"]);
  expect(world.stdout.text).toContain("node[02-06] (5 hosts): done\n5 hosts: 5 done; ");
});
