import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seconds } from "../../../../src/core/duration.ts";
import type { OperationId } from "../../../../src/core/names.ts";
import { retryHosts } from "../../../../src/fleet/rollout/retry-hosts.ts";
import type { Accounts } from "../../../../src/fleet/rollout/rollout-state.ts";
import type { SimulatedFault, SimulatedHostSpec } from "../../../../src/fleet/rollout/simulation/simulated-host.ts";
import { type Death, MortalRig, type Outcome } from "./mortal-rig.ts";
import { count, headerOf, policyOf, Rig, spec, specs, total } from "./rig.ts";

const T = { timeout: 30_000 };

/** Faults of which it does not depend on the time what becomes of the host. */
const TIMELESS = ["refuses", "fails", "never-ready", "dies", "unreachable", "vanishes", "sick", "slow"] as const;

const run = (hosts: readonly SimulatedHostSpec[], policy: ReturnType<typeof policyOf>, deaths: readonly Death[] = []) =>
  new MortalRig(hosts, headerOf(hosts, policy)).run(deaths);

/** Who was never sent anything and who may have been look alike to whoever comes later. */
const lasting = ({ done, failed, unreachable, unknown, notAttempted }: Accounts) => ({
  done,
  failed,
  silent: [...unreachable, ...unknown].sort(),
  notAttempted,
});

function sameAs(whole: Outcome, pieces: Outcome): void {
  expect(lasting(pieces.accounts)).toEqual(lasting(whole.accounts));
  expect(pieces.acts).toEqual(whole.acts);
}

describe("killed at any record, and gone on with", () => {
  const hosts = specs(7, { n2: "sick", n4: "fails", n5: "vanishes", n6: "unreachable" });
  const policy = policyOf(7, { batch: count(2), canary: 1, maxFailures: count(3) });

  test.each([true, false])("is as if it had not been killed (the record is on disk: %s)", T, async (stored) => {
    const whole = await run(hosts, policy);
    expect(whole.written).toBeGreaterThan(15);
    for (let at = 1; at <= whole.written; at++) sameAs(whole, await run(hosts, policy, [{ at, stored }]));
  });

  test("again and again", T, async () => {
    const whole = await run(hosts, policy);
    const deaths = Array.from({ length: 60 }, (_, at) => ({ at: 1 + (at % 2), stored: true }));
    sameAs(whole, await run(hosts, policy, deaths));
  });

  test("nobody acts twice where a death comes before anything was sent", T, async () => {
    const first = await run(specs(3), policyOf(3, { batch: count(3) }), [{ at: 1, stored: true }]);
    expect([first.acts, first.accounts.done]).toEqual([{ n1: 1, n2: 1, n3: 1 }, ["n1", "n2", "n3"]]);
  });
});

const fleetArbitrary = fc
  .array(
    fc.record({
      fault: fc.option(fc.constantFrom<SimulatedFault>(...TIMELESS), { freq: 3 }),
      takes: fc.integer({ min: 1, max: 40 }),
    }),
    {
      minLength: 1,
      maxLength: 9,
    },
  )
  .map((hosts) => hosts.map(({ fault, takes }, at) => spec(`n${at}`, fault, { takes: seconds(takes), spread: `r${at % 3}` })));

const policyArbitrary = (size: number) =>
  fc
    .record({
      batch: fc.integer({ min: 1, max: size }),
      canary: fc.integer({ min: 0, max: 2 }),
      maxFailures: fc.integer({ min: 0, max: size }),
      spread: fc.constantFrom(null, "rack"),
      sickFirst: fc.boolean(),
    })
    .map(({ batch, maxFailures, ...rest }) => policyOf(size, { ...rest, batch: count(batch), maxFailures: count(maxFailures) }));

const caseArbitrary = fleetArbitrary.chain((hosts) => fc.tuple(fc.constant(hosts), policyArbitrary(hosts.length)));

test("property: whatever kills it, however often: none acts twice, every host is accounted for once, and resumed equals whole", {
  timeout: 60_000,
}, async () => {
  const deaths = fc.array(fc.record({ at: fc.integer({ min: 1, max: 20 }), stored: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(caseArbitrary, deaths, async ([hosts, policy], killed) => {
      const whole = await run(hosts, policy);
      const pieces = await run(hosts, policy, killed);
      expect(Math.max(...Object.values(pieces.acts))).toBeLessThanOrEqual(1);
      const refused = new Set(hosts.filter(({ fault }) => fault === "refuses").map(({ name }) => name)); // which keeps no id
      for (const [host, times] of Object.entries(pieces.sent)) if (!refused.has(host)) expect(times).toBe(1);
      expect(total(pieces.accounts)).toBe(hosts.length);
      // A host that vanished is given up as unknown, and nobody can see whether it is still at work: it uses up budget, not room.
      const unseen = hosts.filter(({ fault }) => fault === "vanishes").length;
      expect(pieces.peakAtWork).toBeLessThanOrEqual(policy.batch + unseen);
      if (whole.result === "finished") sameAs(whole, pieces);
      else for (const [host, acts] of Object.entries(pieces.acts)) expect(acts).toBeLessThanOrEqual(whole.acts[host] ?? 0); // it may halt earlier
    }),
    { numRuns: 150 },
  );
});

test("property: over any fleet and policy it ends, keeps to batch, budget, canary and spread, and halts exactly at the threshold", {
  timeout: 60_000,
}, async () => {
  const faults = fc.constantFrom<SimulatedFault>(...TIMELESS, "held", "replaced");
  const fleets = fc
    .array(
      fc.record({
        fault: fc.option(faults, { freq: 3 }),
        takes: fc.integer({ min: 1, max: 40 }),
        spread: fc.constantFrom("a", "b", "c", null),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map((hosts) => hosts.map(({ fault, takes, spread }, at) => spec(`n${at}`, fault, { takes: seconds(takes), spread })));
  const cases = fleets.chain((hosts) =>
    fc.tuple(fc.constant(hosts), policyArbitrary(hosts.length), fc.integer({ min: 1, max: hosts.length })),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ([hosts, base, budget]) => {
      const policy = { ...base, maxUnavailable: budget };
      const broken: string[] = [];
      const spreadOf = new Map(hosts.map(({ name, spread }) => [name, spread]));
      const records: never[] = [];
      const rig: Rig = new Rig(hosts, policy, {
        journal: {
          records,
          append: async (record) => {
            if (record.t !== "batch") return;
            const names = record.hosts.map(({ host }) => host);
            const out = hosts.filter(({ name }) => rig.fleet.lookNow(name).t !== "ready").map(({ name }) => name);
            const putOut = names.filter((name) => !out.includes(name)).length;
            const done = rig.state.accounts().done.length;
            if (names.length > policy.batch) broken.push("batch");
            if (putOut > 0 && out.length + putOut > policy.maxUnavailable) broken.push("budget");
            if (done < policy.canary && names.length > policy.canary - done) broken.push("canary");
            if (policy.spread !== null && new Set(names.map((name) => spreadOf.get(name))).size < names.length)
              broken.push("spread");
          },
        },
      });
      const { result, accounts } = await rig.run();
      const failed = accounts.failed.length + accounts.unreachable.length + accounts.unknown.length;
      expect(broken).toEqual([]);
      expect(total(accounts)).toBe(hosts.length);
      expect(new Set(Object.values(accounts).flat()).size).toBe(hosts.length);
      expect(rig.fleet.peakAtWork).toBeLessThanOrEqual(policy.batch);
      expect(Math.max(...rig.fleet.acts().values())).toBeLessThanOrEqual(1);
      if (failed > policy.maxFailures) expect(result).toBe("halted");
      if (result === "finished") expect(accounts.notAttempted).toEqual([]);
      const settled = rig.events.flatMap((event) => (event.t === "settled" ? [event] : []));
      expect(settled.length).toBe(hosts.length - accounts.notAttempted.length);
      const lastBatch = rig.events.findLast((event) => event.t === "batch");
      const before = settled.filter(
        (event) => event.outcome !== "done" && rig.events.indexOf(event) < rig.events.indexOf(lastBatch as never),
      );
      expect(before.length).toBeLessThanOrEqual(policy.maxFailures); // no batch was begun past the threshold
    }),
    { numRuns: 250 },
  );
});

test("goes on where the failures that may be are raised, and halts at once where they are not", T, async () => {
  const hosts = specs(3, { n1: "fails" });
  const rig = new Rig(hosts, policyOf(3, { maxUnavailable: count(2) }));
  await rig.run();
  const again = async (maxFailures: number | null) => {
    const next = new Rig(hosts, policyOf(3, { maxUnavailable: count(2) }));
    for (const record of rig.journal.records) next.state.apply(record);
    next.state.apply({ t: "resume", at: new Date(0), by: "bob", maxFailures });
    return (await next.run()).accounts;
  };
  expect(await again(null)).toMatchObject({ failed: ["n1"], notAttempted: ["n2", "n3"] });
  expect(await again(1)).toMatchObject({ failed: ["n1"], done: ["n2", "n3"] });
});

describe("trying again", () => {
  const hosts = specs(7, { n2: "fails", n3: "vanishes", n4: "unreachable" });
  const finished = async () => {
    const rig = new Rig(hosts, policyOf(7, { batch: count(5), maxFailures: count(2) }));
    await rig.run();
    return rig.state;
  };

  test("takes the hosts that are asked for, unknown ones under the id that they were asked under", T, async () => {
    const state = await finished();
    expect(state.accounts()).toMatchObject({
      done: ["n1", "n5"],
      failed: ["n2"],
      unreachable: ["n4"],
      unknown: ["n3"],
      notAttempted: ["n6", "n7"],
    });
    const of = (...only: Parameters<typeof retryHosts>[1] extends ReadonlySet<infer C> ? C[] : never) =>
      retryHosts(state, new Set(only)).map(({ name, operationId }) => `${name} ${operationId ?? "new"}`);
    expect(of("failed")).toEqual(["n2 new"]);
    expect(of("failed", "unreachable", "unknown", "not-attempted")).toEqual(["n2 new", "n3 op-4", "n4 new", "n6 new", "n7 new"]);
  });

  test("a host that did what it was asked is done, and does not act again", T, async () => {
    const header = headerOf(specs(1), policyOf(1));
    const rig = new Rig(specs(1), policyOf(1), {
      header: { hosts: header.hosts.map((host) => ({ ...host, operationId: "old" as OperationId })) },
      wrap: (fleet) => ({
        hooks: fleet.hooks,
        look: fleet.look.bind(fleet),
        resolve: fleet.resolve.bind(fleet),
        act: () => Promise.reject(new Error("it was sent again")),
      }),
    });
    const before = rig.fleet.act("n1", {
      operationId: "old" as OperationId,
      conditions: { fences: [], configHash: "" },
      accepted: () => {},
      signal: new AbortController().signal,
    });
    expect((await rig.run()).accounts.done).toEqual(["n1"]);
    await before;
    expect(rig.fleet.acts().get("n1")).toBe(1);
  });
});
