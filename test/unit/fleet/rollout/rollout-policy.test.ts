import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../../../src/core/duration.ts";
import { isFault } from "../../../../src/core/fault.ts";
import type { Inventory, RolloutDefaults } from "../../../../src/core/inventory.ts";
import { hostsOf, parseAmount, writeAmount } from "../../../../src/fleet/rollout/amount.ts";
import { orderHosts } from "../../../../src/fleet/rollout/order-hosts.ts";
import { failuresText, policyText } from "../../../../src/fleet/rollout/policy-text.ts";
import { resolvePolicy } from "../../../../src/fleet/rollout/rollout-policy.ts";
import { mergeWish, type RolloutWish } from "../../../../src/fleet/rollout/rollout-wish.ts";
import { host, inventory } from "../samples.ts";
import { count, percent, policyOf, wish } from "./rig.ts";

const T = { timeout: 5_000 };

describe("an amount in hosts", () => {
  test.each([
    // amount, of 1, of 3, of 10 hosts
    ["1", 1, 1, 1],
    ["3", 1, 3, 3],
    ["50", 1, 3, 10],
    ["1%", 1, 1, 1],
    ["10%", 1, 1, 1],
    ["25%", 1, 1, 2],
    ["33%", 1, 1, 3],
    ["34%", 1, 1, 3],
    ["50%", 1, 1, 5],
    ["67%", 1, 2, 6],
    ["99%", 1, 2, 9],
    ["100%", 1, 3, 10],
  ])("a batch of %s is %d of 1, %d of 3, %d of 10", T, (text, ofOne, ofThree, ofTen) => {
    const hosts = (total: number) => resolvePolicy(wish({ batch: parseAmount(text) }), "restart", total).batch;
    expect([hosts(1), hosts(3), hosts(10)]).toEqual([ofOne, ofThree, ofTen]);
  });

  test.each([
    ["0", 0, 0, 0],
    ["0%", 0, 0, 0],
    ["25%", 0, 0, 2],
    ["34%", 0, 1, 3],
    ["100%", 1, 3, 10],
    ["2", 1, 2, 2],
  ])("%s failures are %d of 1, %d of 3, %d of 10", T, (text, ofOne, ofThree, ofTen) => {
    const hosts = (total: number) => resolvePolicy(wish({ maxFailures: parseAmount(text) }), "restart", total).maxFailures;
    expect([hosts(1), hosts(3), hosts(10)]).toEqual([ofOne, ofThree, ofTen]);
  });

  test("every share of up to 200 hosts is exact", T, () => {
    const wrong: string[] = [];
    for (let total = 1; total <= 200; total++)
      for (let share = 1; share <= 100; share++) {
        const exact = Number((BigInt(total) * BigInt(share)) / 100n);
        if (hostsOf(percent(share), total, "batch", 1) !== Math.max(1, exact)) wrong.push(`${share}% of ${total}`);
      }
    expect(wrong).toEqual([]);
  });

  test("is read and written alike; what is none is not read", T, () => {
    for (const text of ["0", "3", "25%", "101%"]) expect(writeAmount(parseAmount(text) ?? count(-1))).toBe(text);
    for (const text of ["", "-1", "2.5", "25 %", "x", "%", "1e3", "99999999"]) expect(parseAmount(text)).toBeNull();
  });
});

describe("what is refused", () => {
  test.each([
    [{ batch: count(0) }, "batch: 0 is out of range; write a number of hosts or a share of them, from 1 or 1%, as in 3 or 25%"],
    [
      { batch: percent(0) },
      "batch: 0% is out of range; write a number of hosts or a share of them, from 1 or 1%, as in 3 or 25%",
    ],
    [
      { batch: percent(101) },
      "batch: 101% is out of range; write a number of hosts or a share of them, from 1 or 1%, as in 3 or 25%",
    ],
    [
      { batch: count(2.5) },
      "batch: 2.5 is out of range; write a number of hosts or a share of them, from 1 or 1%, as in 3 or 25%",
    ],
    [
      { maxUnavailable: count(0) },
      "max-unavailable: 0 is out of range; write a number of hosts or a share of them, from 1 or 1%, as in 3 or 25%",
    ],
    [
      { maxFailures: percent(101) },
      "max-failures: 101% is out of range; write a number of hosts or a share of them, from 0 or 0%, as in 3 or 25%",
    ],
    [{ canary: -1 }, "canary: -1 is out of range; write a whole number, from 0"],
    [{ pause: ms(Number.NaN) }, "pause: NaN is no length of time"],
    [{ order: "random" }, "order: random needs a seed"],
  ] as const)("%j", T, (said, message) => {
    let thrown: unknown = null;
    try {
      resolvePolicy(wish(said), "restart", 10);
    } catch (error) {
      thrown = error;
    }
    expect(isFault(thrown, "INVALID_REQUEST")).toBe(true);
    expect((thrown as Error).message).toBe(message);
  });

  test("no host at all", T, () => expect(() => resolvePolicy(wish(), "restart", 0)).toThrow("there must be one at least"));
});

test("where nothing is said: one at a time for a restart, all at once for a start and a stop", T, () => {
  const of = (kind: "restart" | "start" | "stop") => {
    const { batch, canary, maxUnavailable, maxFailures, minReady, pause, order, sickFirst } = resolvePolicy(wish(), kind, 40);
    return { batch, canary, maxUnavailable, maxFailures, minReady, pause, order, sickFirst };
  };
  const common = { canary: 0, pause: 0, order: "inventory", sickFirst: true };
  expect(of("restart")).toEqual({ ...common, batch: 1, maxFailures: 0, maxUnavailable: 1, minReady: 3_000 });
  expect(of("start")).toEqual({ ...common, batch: 40, maxFailures: 40, maxUnavailable: 40, minReady: 0 });
  expect(of("stop")).toEqual({ ...common, batch: 40, maxFailures: 40, maxUnavailable: 40, minReady: 0 });
});

test("the budget has room for a batch and for the failures that are allowed, where it is not said", T, () => {
  expect(policyOf(40, { batch: count(4), maxFailures: count(2) }).maxUnavailable).toBe(6);
  expect(policyOf(5, { batch: count(4), maxFailures: count(2) }).maxUnavailable).toBe(5);
  expect(policyOf(40, { batch: count(4), maxFailures: count(2), maxUnavailable: percent(5) }).maxUnavailable).toBe(2);
});

test("thresholds are told in hosts", T, () => {
  const policy = policyOf(40, {
    batch: percent(25),
    maxFailures: count(1),
    canary: 1,
    pause: seconds(5),
    spread: "rack",
    order: "random",
    seed: 7,
  });
  expect(policyText(policy)).toEqual([
    "10 of 40 hosts at once, of different rack",
    "first 1 host alone, until it has succeeded",
    "order: random (seed 7), hosts that are out already first",
    "at most 11 of 40 hosts out at once, whatever put them out",
    "stops after the 2nd failed host of 40",
    "a host is done when it has been ready for 5.0s without interruption",
    "waits 5.0s between batches",
  ]);
  const after = (maxFailures: number) => failuresText(policyOf(200, { maxFailures: count(maxFailures) }));
  expect([0, 1, 2, 3, 10, 11, 12, 20, 21, 22, 110].map(after).map((text) => text.split(" ")[3])).toEqual([
    "1st",
    "2nd",
    "3rd",
    "4th",
    "11th",
    "12th",
    "13th",
    "21st",
    "22nd",
    "23rd",
    "111th",
  ]);
  expect(after(200)).toBe("does not stop for failed hosts");
});

describe("orders", () => {
  const hosts = ["n10", "n9", "n1", "a"].map((name) => ({ name }));
  const named = (order: "inventory" | "reverse" | "name" | "random", seed = 0) =>
    orderHosts(hosts, { order, seed })
      .map(({ name }) => name)
      .join(" ");

  test("of the inventory, reversed, by name with numbers as numbers", T, () => {
    expect([named("inventory"), named("reverse"), named("name")]).toEqual(["n10 n9 n1 a", "a n1 n9 n10", "a n1 n9 n10"]);
  });

  test("random: the same for the same seed, every host once, and different for some seeds", T, () => {
    expect(named("random", 3)).toBe(named("random", 3));
    expect(named("random", 3).split(" ").sort()).toEqual(["a", "n1", "n10", "n9"]);
    expect(new Set(Array.from({ length: 20 }, (_, seed) => named("random", seed))).size).toBeGreaterThan(5);
  });
});

describe("what the inventory says", () => {
  const names = Array.from({ length: 10 }, (_, at) => `n${at}`);
  const nothing = inventory([]).rollout;
  const fleet = (rollout: Partial<RolloutDefaults>, groups: Readonly<Record<string, Partial<RolloutDefaults>>>): Inventory => ({
    ...inventory(
      names.map((name) => host(name)),
      { edge: "n[0-1]", web: "n[1-9]" },
    ),
    rollout: { ...nothing, ...rollout },
    groupRollouts: new Map(Object.entries(groups).map(([name, defaults]) => [name, { ...nothing, ...defaults }])),
  });
  const merged = (from: Inventory, hosts = names, said = {}) => mergeWish(wish(said), "restart", from, hosts);

  test("holds where nothing is said", T, () => {
    const from = fleet({ batch: percent(50), pause: seconds(5), order: "name", spread: "rack" }, {});
    expect(merged(from)).toMatchObject({ batch: percent(50), pause: 5_000, order: "name", spread: "rack", canary: 0 });
    expect(merged(from, names, { batch: count(3), pause: "ask" })).toMatchObject({ batch: count(3), pause: "ask" });
  });

  test("of a group holds for its hosts, and where it says nothing what holds for all", T, () => {
    const from = fleet({ batch: percent(50), canary: 1 }, { edge: { batch: count(1) } });
    expect(merged(from, ["n0", "n1"])).toMatchObject({ batch: count(1), canary: 1 });
    expect(merged(from, ["n2", "n3"])).toMatchObject({ batch: percent(50), canary: 1 });
  });

  test("the most careful holds where hosts of one target differ, and where a host is in two groups", T, () => {
    const from = fleet(
      { batch: count(4), maxFailures: count(2), minReady: seconds(5) },
      {
        edge: { batch: percent(20), canary: 2, maxUnavailable: count(3) },
        web: { batch: count(3), minReady: seconds(30), maxFailures: count(5) },
      },
    );
    expect(merged(from)).toMatchObject({
      batch: percent(20),
      canary: 2,
      maxUnavailable: count(3),
      maxFailures: count(2),
      minReady: 30_000,
    });
    expect(merged(from, ["n1"])).toMatchObject({ canary: 2, minReady: 30_000 });
  });

  test("a group that says less than what holds by itself does not loosen it for others", T, () => {
    expect(merged(fleet({}, { edge: { batch: percent(50) } }))).toMatchObject({ batch: count(1) });
    expect(merged(fleet({}, { edge: { batch: percent(50) } }), ["n0"])).toMatchObject({ batch: percent(50) });
  });

  test("the sternest bake holds; a stop has none, and where nothing is said it is reported", T, () => {
    const from = fleet({ bake: "off" }, { edge: { bake: "halt" }, web: { bake: "report" } });
    expect(merged(from).bake).toBe("halt");
    expect(merged(from, ["n5"]).bake).toBe("report");
    expect(merged(from, names, { bake: "off" }).bake).toBe("off");
    expect(merged(fleet({}, {})).bake).toBeNull();
    const bake = (kind: "restart" | "start" | "stop", said: Partial<RolloutWish> = {}) => resolvePolicy(wish(said), kind, 3).bake;
    expect([bake("restart"), bake("start"), bake("stop")]).toEqual(["report", "report", "off"]);
    expect([bake("restart", { bake: "halt" }), bake("stop", { bake: "halt" })]).toEqual(["halt", "off"]);
  });

  test("different orders or spreads have to be decided by who asks", T, () => {
    const from = fleet({}, { edge: { spread: "rack" }, web: { spread: "room" } });
    expect(() => merged(from)).toThrow(
      "the groups of these hosts want a different spread: rack and room; say which with --spread",
    );
    expect(merged(from, names, { spread: "room" }).spread).toBe("room");
  });
});
