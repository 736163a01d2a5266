import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MonoMs, ms, seconds } from "../../../../src/core/duration.ts";
import { outHosts } from "../../../../src/fleet/rollout/choose-hosts.ts";
import { decide } from "../../../../src/fleet/rollout/decide.ts";
import type { HostLook } from "../../../../src/fleet/rollout/host-look.ts";
import { planBatches } from "../../../../src/fleet/rollout/plan-batches.ts";
import type { RolloutPolicy } from "../../../../src/fleet/rollout/rollout-policy.ts";
import type { HostStage, Seen, SeenHost } from "../../../../src/fleet/rollout/seen.ts";
import { count, policyOf, Rig, specs } from "./rig.ts";

const T = { timeout: 10_000 };

const READY: HostLook = { t: "ready", components: [], configHash: "" };
const SICK: HostLook = { t: "sick", why: "crashed", components: [], configHash: "" };
const BUSY: HostLook = { t: "busy", by: "bob", components: [], configHash: "" };
const AWAY: HostLook = { t: "unreachable", why: "refused" };
const LOOKS = [READY, READY, READY, SICK, BUSY, AWAY];

const seenHost = (name: string, stage: HostStage = "due", look: HostLook = READY, changed: Partial<SeenHost> = {}): SeenHost => ({
  name,
  spread: null,
  stage,
  look,
  recalled: false,
  ...changed,
});

const seenOf = (hosts: readonly SeenHost[], changed: Partial<Seen> = {}): Seen => ({
  hosts,
  now: 1_000 as MonoMs,
  flightsEndBy: 9_000 as MonoMs,
  lastBatchEnd: null,
  goAhead: false,
  stuckSince: null,
  ...changed,
});

const some = (number: number, stage: HostStage, look: HostLook, prefix: string) =>
  Array.from({ length: number }, (_, at) => seenHost(`${prefix}${at}`, stage, look));

describe("the budget counts health", () => {
  const policy = policyOf(10, { batch: count(4), maxUnavailable: count(4), maxFailures: count(3) });
  const room = (...others: readonly SeenHost[]) => {
    const decision = decide(seenOf([...others, ...some(10 - others.length, "due", READY, "n")]), policy);
    return decision.t === "act" ? decision.hosts.filter((name) => name.startsWith("n")).length : decision.t;
  };

  test("nothing is out: the whole batch", T, () => expect(room()).toBe(4));
  test("a done host that is out again", T, () => expect(room(seenHost("x", "done", SICK))).toBe(3));
  test("a failed host that is out", T, () => expect(room(seenHost("x", "failed", AWAY))).toBe(3));
  test("a failed host that serves all the same", T, () => expect(room(seenHost("x", "failed", READY))).toBe(4));
  test("a host that somebody else holds", T, () => expect(room(seenHost("x", "due", BUSY))).toBe(3));
  test("a done host that somebody else works on", T, () => expect(room(seenHost("x", "done", BUSY))).toBe(3));
  test("all of it is used up", T, () => expect(room(...some(4, "done", SICK, "x"))).toBe("wait"));
  test("hosts that are out already cost nothing, and still count in the batch", T, () => {
    const decision = decide(seenOf([...some(6, "due", READY, "n"), ...some(4, "due", SICK, "x")]), policy);
    expect(decision).toMatchObject({ t: "act", hosts: ["x0", "x1", "x2", "x3"] });
  });
});

test("never while a host is in flight", T, () => {
  const decision = decide(seenOf([seenHost("a", "in-flight", SICK), seenHost("b")]), policyOf(2));
  expect(decision).toMatchObject({ t: "wait", cause: "in-flight", until: 9_000 });
});

test("an operation that was given up and still runs takes up room in the batch", T, () => {
  const hosts = [seenHost("x", "unknown", BUSY), ...some(3, "due", READY, "n")];
  const at = (batch: number) => decide(seenOf(hosts), policyOf(4, { batch: count(batch), maxFailures: count(2) }));
  expect(at(2)).toMatchObject({ t: "act", hosts: ["n0"] });
  expect(at(1)).toMatchObject({ t: "wait", why: "operations that were given up still run: x (held by bob)" });
});

test("halts with one failure more than may be, whatever kind they are", T, () => {
  const policy = policyOf(6, { maxFailures: count(2), maxUnavailable: count(6) });
  const failures = [seenHost("a", "failed"), seenHost("b", "unreachable", AWAY)];
  expect(decide(seenOf([...failures, ...some(4, "due", READY, "n")]), policy).t).toBe("act");
  expect(decide(seenOf([...failures, seenHost("c", "unknown"), ...some(3, "due", READY, "n")]), policy)).toEqual({
    t: "halt",
    why: "3 of 6 hosts failed, were unreachable or are unknown, and 2 may: a,b,c",
  });
});

test("halts, and is not done, where the last host was one failure too many", T, () => {
  expect(decide(seenOf([seenHost("a", "done"), seenHost("b", "failed", SICK)]), policyOf(2)).t).toBe("halt");
});

test("a batch that was cut short is completed before a new one", T, () => {
  const hosts = [seenHost("a"), seenHost("b", "due", READY, { recalled: true }), seenHost("c", "due", SICK)];
  expect(decide(seenOf(hosts), policyOf(3, { batch: count(3) }))).toMatchObject({ hosts: ["b"] });
});

test("nothing is possible: waits, and halts at the end of its patience", T, () => {
  const policy = policyOf(3, { maxUnavailable: count(1) });
  const hosts = [seenHost("x", "done", SICK), ...some(2, "due", READY, "n")];
  const why = "1 of 3 hosts may be out at once, and 1 are: x (crashed)";
  expect(decide(seenOf(hosts), policy)).toEqual({ t: "wait", cause: "budget", until: 601_000, why });
  const since = { stuckSince: 500 as MonoMs };
  expect(decide(seenOf(hosts, { ...since, now: 600_499 as MonoMs }), policy)).toMatchObject({ t: "wait", until: 600_500 });
  expect(decide(seenOf(hosts, { ...since, now: 600_500 as MonoMs }), policy)).toEqual({ t: "halt", why });
});

test("pauses from the end of a batch on, not a millisecond longer", T, () => {
  const policy = policyOf(2, { pause: seconds(5) });
  const at = (now: number) =>
    decide(seenOf([seenHost("a", "done"), seenHost("b")], { now: now as MonoMs, lastBatchEnd: 100 as MonoMs }), policy).t;
  expect([at(5_099), at(5_100)]).toEqual(["wait", "act"]);
});

const policyArbitrary = (total: number): fc.Arbitrary<RolloutPolicy> =>
  fc
    .record({
      kind: fc.constantFrom("restart" as const, "start" as const, "stop" as const),
      batch: fc.integer({ min: 1, max: total }),
      canary: fc.integer({ min: 0, max: total }),
      maxUnavailable: fc.integer({ min: 1, max: total }),
      maxFailures: fc.integer({ min: 0, max: total }),
      pause: fc.constantFrom("ask" as const, ms(0), seconds(5)),
      sickFirst: fc.boolean(),
      spread: fc.constantFrom(null, "rack"),
    })
    .map(({ kind, batch, canary, maxUnavailable, maxFailures, ...rest }) =>
      policyOf(
        total,
        { ...rest, canary, batch: count(batch), maxUnavailable: count(maxUnavailable), maxFailures: count(maxFailures) },
        kind,
      ),
    );

const hostArbitrary = fc.record({
  stage: fc.constantFrom<HostStage>("due", "due", "due", "in-flight", "done", "failed", "unreachable", "unknown"),
  look: fc.constantFrom(...LOOKS),
  spread: fc.constantFrom("a", "b", "c", null),
  recalled: fc.boolean(),
});

const seenArbitrary = fc
  .record({
    hosts: fc.array(hostArbitrary, { minLength: 1, maxLength: 12 }),
    now: fc.integer({ min: 0, max: 1_000_000 }),
    lastBatchEnd: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
    stuckSince: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
    goAhead: fc.boolean(),
    idle: fc.boolean(),
  })
  .map(({ hosts, idle, ...rest }) => {
    const settled = (stage: HostStage) => (idle && stage === "in-flight" ? "done" : stage);
    return seenOf(
      hosts.map((host, at) => ({ ...host, name: `n${at}`, stage: settled(host.stage) })),
      rest as Partial<Seen>,
    );
  });

test("property: over any hosts and policy, nobody's rule is broken", { timeout: 20_000 }, () => {
  const cases = seenArbitrary.chain((seen) => fc.tuple(fc.constant(seen), policyArbitrary(seen.hosts.length)));
  fc.assert(
    fc.property(cases, ([seen, policy]) => {
      const decision = decide(seen, policy);
      const at = (stage: HostStage) => seen.hosts.filter((host) => host.stage === stage).length;
      const failed = at("failed") + at("unreachable") + at("unknown");
      const inFlight = at("in-flight") > 0;
      if (inFlight) return decision.t === "wait" && decision.cause === "in-flight";
      if (failed > policy.maxFailures) return decision.t === "halt";
      expect(decision.t === "done").toBe(at("due") === 0);
      if (decision.t === "wait") expect(decision.until).toBeGreaterThan(seen.now);
      if (decision.t === "halt")
        expect(seen.now).toBeGreaterThanOrEqual((seen.stuckSince ?? Number.POSITIVE_INFINITY) + policy.limits.patience);
      if (decision.t !== "act") return true;
      const lingering = seen.hosts.filter(({ stage, look }) => stage === "unknown" && look.t === "busy").length;
      expect(decision.hosts.length + lingering).toBeLessThanOrEqual(policy.batch);
      const chosen = decision.hosts.map((name) => seen.hosts.find((host) => host.name === name) as SeenHost);
      expect(new Set(decision.hosts).size).toBe(decision.hosts.length);
      expect(chosen.every(({ stage, look }) => stage === "due" && look.t !== "busy")).toBe(true);
      expect(chosen.length).toBeGreaterThan(0);
      expect(chosen.length).toBeLessThanOrEqual(
        at("done") < policy.canary ? Math.min(policy.batch, policy.canary - at("done")) : policy.batch,
      );
      if (policy.spread !== null) expect(new Set(chosen.map(({ spread }) => spread)).size).toBe(chosen.length);
      const out = outHosts(seen.hosts, policy).length;
      const putOut = policy.kind === "start" ? 0 : chosen.filter(({ look }) => look.t === "ready").length;
      return out + putOut <= Math.max(out, policy.maxUnavailable);
    }),
    { numRuns: 2_000 },
  );
});

describe("a plan", () => {
  const planned = (name: string, look: HostLook = READY, took: number | null = null) => ({
    name,
    spread: null,
    look,
    took: took === null ? null : ms(took),
  });

  test("is what the rollout does where nothing goes wrong", T, async () => {
    const hosts = specs(11, { n4: "sick", n9: "unreachable" });
    const policy = policyOf(11, { batch: count(3), canary: 1, maxFailures: count(1) });
    const rig = new Rig(hosts, policy);
    const plan = planBatches(
      hosts.map(({ name, takes }) => planned(name, rig.fleet.lookNow(name), takes)),
      policy,
    );
    await rig.run();
    expect(plan.batches.map(({ hosts: names }) => names.join(" "))).toEqual(rig.batches());
    expect(plan.out).toEqual([
      { host: "n4", why: "simulated: it was out before" },
      { host: "n9", why: "unreachable: simulated: no answer" },
    ]);
    expect([plan.stuck, plan.forecast]).toEqual([null, { total: rig.clock.now(), known: 11, of: 11 }]);
  });

  test("says what would have no turn, and why", T, () => {
    const plan = planBatches([planned("a", BUSY), planned("b"), planned("c")], policyOf(3, { maxUnavailable: count(1) }));
    expect(plan.batches).toEqual([]);
    expect(plan.stuck).toEqual({ hosts: ["a", "b", "c"], why: "1 of 3 hosts may be out at once, and 1 are: a (held by bob)" });
  });

  test("forecasts with the average for hosts of which nothing is known, and not at all where of none is", T, () => {
    const policy = policyOf(3, { pause: seconds(10) });
    const plan = planBatches([planned("a", READY, 10_000), planned("b", READY, 20_000), planned("c")], policy);
    expect(plan.batches.map(({ expected }) => expected)).toEqual([15_000, 25_000, 20_000]);
    expect(plan.forecast).toEqual({ total: 80_000, known: 2, of: 3 });
    expect(planBatches([planned("a")], policyOf(1)).forecast).toBeNull();
  });

  test("property: ends, and has each host once, in a batch or stuck", { timeout: 20_000 }, () => {
    const cases = fc
      .array(fc.record({ look: fc.constantFrom(...LOOKS), spread: fc.constantFrom("a", "b", null), took: fc.constant(null) }), {
        minLength: 1,
        maxLength: 12,
      })
      .chain((hosts) =>
        fc.tuple(fc.constant(hosts.map((host, at) => ({ ...host, name: `n${at}` }))), policyArbitrary(hosts.length)),
      );
    fc.assert(
      fc.property(cases, ([hosts, policy]) => {
        const { batches, stuck } = planBatches(hosts, policy);
        const all = [...batches.flatMap((batch) => batch.hosts), ...(stuck?.hosts ?? [])];
        expect(all.sort()).toEqual(hosts.map(({ name }) => name).sort());
      }),
      { numRuns: 500 },
    );
  });
});
