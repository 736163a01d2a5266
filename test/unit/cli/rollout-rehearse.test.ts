import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import { NEVER_SEEN, rehearsalHosts, usualTime } from "../../../src/cli/rollout/rehearsal-hosts.ts";
import { type RehearsalChoices, rehearseFleet } from "../../../src/cli/rollout/run-rollout-rehearse.ts";
import { type Ms, seconds } from "../../../src/core/duration.ts";
import type { HostService } from "../../../src/core/host-service.ts";
import type { LeaseId } from "../../../src/core/names.ts";
import type { HostLook } from "../../../src/fleet/rollout/host-look.ts";
import { NO_WISH, type RolloutWish } from "../../../src/fleet/rollout/rollout-wish.ts";
import { count, policyOf } from "../fleet/rollout/rig.ts";
import { FakeFleet, unreachable } from "./fake-fleet.ts";
import { names } from "./fleet-samples.ts";
import { rolloutHome, sampleHeader } from "./rollout-samples.ts";
import { component, down, hostStatus } from "./samples.ts";

const timeout = 20_000;

let world: ReturnType<typeof rolloutHome>;
beforeEach(() => {
  world = rolloutHome();
});
afterEach(() => rmSync(world.home, { recursive: true }));

interface Said {
  readonly wish?: Partial<RolloutWish>;
  readonly fail?: readonly string[];
  readonly offline?: boolean;
  readonly output?: string;
}

/** Hosts that answer what they are asked while a rollout is only looked at; anything else is refused. */
function fleetOf(total: number, changed: Readonly<Record<string, Partial<HostService>>> = {}): FakeFleet {
  return new FakeFleet(names(total), (host) => ({
    status: async () => hostStatus([component("is")], { host }),
    getLease: async () => null,
    ...changed[host],
  }));
}

async function rehearsed(fleet: FakeFleet, { wish = {}, fail = [], offline = false, output = "table" }: Said = {}) {
  const choices: RehearsalChoices = {
    wish: { ...NO_WISH, minReady: seconds(5), ...wish },
    plan: false,
    yes: false,
    fail,
    offline,
  };
  const before = world.stdout.text.length;
  const code = await rehearseFleet({ kind: "restart", components: ["is"] }, choices, fleet, world.at(`-o ${output}`));
  return { code, out: world.stdout.text.slice(before) };
}

test("the plan, what would happen and when, and the end; nothing is journaled, and no host is asked to do anything", {
  timeout,
}, async () => {
  const header = sampleHeader(names(2), policyOf(2, { minReady: seconds(10) }), { id: "aaaaaaaa-1" as LeaseId });
  const took = { outcome: "done", tookMs: 22_000 } as const; // 12 s without min-ready
  await world.begin(header, { node01: took, node02: { ...took, tookMs: 30_000 } }, { result: "finished", why: "" });
  const fleet = fleetOf(3, {
    node03: { status: async () => hostStatus([down("is", { reason: "crashed" })], { host: "node03" }) },
  });
  const { code, out } = await rehearsed(fleet, { wish: { batch: count(2) } });
  expect(code).toBe(0);
  expect(out.split("\n")).toEqual([
    "restart on 3 hosts:",
    "  2 of 3 hosts at once",
    "  order: inventory, hosts that are out already first",
    "  at most 2 of 3 hosts out at once, whatever put them out",
    "  stops after the 1st failed host of 3",
    "  a host is done when it has been ready for 5.0s without interruption",
    "1 of 3 hosts out already, and at most 2 may be:",
    "  node03: is: crashed",
    "2 batches:",
    "  batch 1  2 hosts: node[01,03]  about 21s",
    "  batch 2  node02                about 25s",
    "about 46s in all, by what 2 of 3 hosts took before, the others taken as those",
    "",
    "rehearsal, nothing of this is done on any host:",
    "      0s  batch 1: node[01,03]",
    "     17s  node01: done in 17s",
    "     21s  node03: done in 21s",
    "     21s  batch 2: node02",
    "     46s  node02: done in 25s",
    "",
    "node[01-03] (3 hosts): done",
    "3 hosts: 3 done; 46s in all; a host took 17s at least, 21s in the median, 25s at most",
    "",
  ]);
  expect(readdirSync(world.dir).filter((name) => name.endsWith(".jsonl"))).toEqual(["aaaaaaaa-1.jsonl"]);
  expect(fleet.open_).toBe(0);
});

test("--offline contacts no host, and takes all to be in service; the same seed, the same order", { timeout }, async () => {
  const fleet = fleetOf(6, { node01: { status: () => Promise.reject(unreachable()) } });
  const run = (seed: number) => rehearsed(fleet, { offline: true, wish: { order: "random", seed } });
  const [one, again] = [await run(1), await run(1)];
  expect([one.code, one.out]).toEqual([0, again.out]);
  expect((await run(2)).out).not.toBe(one.out);
  expect(one.out).toContain("here each is taken to need 30s");
  expect(fleet.opened).toEqual([]);
});

test("a host that fails: the exit code, and how the rollout stops; what to type next is nobody's to type", {
  timeout,
}, async () => {
  const { code, out } = await rehearsed(fleetOf(4), { offline: true, fail: ["node02"] });
  expect(code).toBe(1);
  expect(out).toContain("  1m 5s  node02: failed: simulated: it did not start\n");
  expect(out).toContain("node[03-04] (2 hosts): not attempted");
  expect(out).not.toContain("rollout resume");
  const allowed = await rehearsed(fleetOf(4), {
    offline: true,
    fail: ["node02", "node[02-03]"],
    wish: { maxFailures: count(2) },
  });
  expect(allowed.out).toContain("4 hosts: 2 done, 2 failed");
});

test("a host that does not answer is unreachable in the rehearsal, and one that is held is waited for", { timeout }, async () => {
  const fleet = fleetOf(2, { node01: { status: () => Promise.reject(unreachable()) } });
  expect((await rehearsed(fleet)).code).toBe(4);
  const lease = { id: "other" as LeaseId, by: "bob", reason: "", since: new Date(0), ttl: seconds(60), expiresIn: seconds(9) };
  const held = await rehearsed(fleetOf(2, { node01: { getLease: async () => lease } }));
  expect(held.code).toBe(0);
  expect(held.out).toMatch(/ 0s {2}waits, for .*held by simulated: somebody else\)\n {3}1m 0s {2}batch 1: node01\n/);
});

test("--fail with a host that has no part in it, or that nobody knows, is a mistake", { timeout }, async () => {
  const fleet = new FakeFleet(["node01"], () => ({}));
  const more = fleetOf(2);
  Object.assign(fleet, { inventory: more.inventory });
  const fails = (selector: string) => rehearsed(fleet, { offline: true, fail: [selector] });
  await expect(fails("node02")).rejects.toThrow("--fail node02: none of these is a host of the rollout");
  await expect(fails("node09")).rejects.toMatchObject({ fault: { code: "UNKNOWN_HOST" } });
  expect((await fails("node[01-02]")).code).toBe(1);
});

describe("for programs", () => {
  test("json has plan and events, jsonl an event on each line; moments begin now", { timeout }, async () => {
    const frame = JSON.parse((await rehearsed(fleetOf(2), { offline: true, output: "json" })).out);
    expect(frame).toMatchObject({ schemaVersion: 1, command: "rollout rehearse", exitCode: 0, tookMs: 70_000 });
    expect(frame.plan).toMatchObject({ policy: { batch: 1, bake: "report" }, forecast: null });
    expect(frame.events[0]).toMatchObject({ event: "planned", rolloutId: "rehearsal", hosts: ["node01", "node02"] });
    const lines = (await rehearsed(fleetOf(2), { offline: true, output: "jsonl" })).out.trim().split("\n");
    const events = lines.map((line) => JSON.parse(line));
    expect(events).toEqual(frame.events);
    expect(events.at(-1)).toMatchObject({ command: "rollout rehearse", event: "finished", result: "finished" });
  });
});

describe("typed", () => {
  async function type(line: string) {
    const [outBefore, errBefore] = [world.stdout.text.length, world.stderr.text.length];
    const code = await runCommandLine(line.split(" "), world.terminal, async () => 0);
    return { code, out: world.stdout.text.slice(outBefore), err: world.stderr.text.slice(errBefore) };
  }
  const inventory = () => {
    const file = join(world.home, "fleet.yaml");
    mkdirSync(world.home, { recursive: true });
    const hosts = names(3).map((name, at) => `  ${name}: { address: "127.0.0.1:${9_901 + at}" }`);
    writeFileSync(file, ["hosts:", ...hosts, "rollout: { minReady: 1s, bake: off }", ""].join("\n"));
  };

  test("it takes a selection, the rules, and the components", { timeout }, async () => {
    inventory();
    const { code, out } = await type(
      "rollout rehearse restart is ps --all -x node03 --offline --batch 2 --fail node01 --bake halt",
    );
    expect(code).toBe(1);
    expect(out).toContain("restart on 2 hosts:");
    expect(out).toContain("clearly worse than before");
    expect(out).toContain("     30s  node01: failed");
    const stop = await type("rollout rehearse stop --all --offline -o json");
    expect([stop.code, JSON.parse(stop.out).plan.policy.bake]).toEqual([0, "off"]);
  });

  test("it needs one, and an operation", { timeout }, async () => {
    inventory();
    expect(await type("rollout rehearse restart")).toMatchObject({
      code: 2,
      err: expect.stringContaining("say over which hosts"),
    });
    expect(await type("rollout rehearse status --all")).toMatchObject({
      code: 2,
      err: expect.stringContaining("restart, start, stop"),
    });
    expect(await type("rollout rehearse restart --all --bake always")).toMatchObject({ code: 2 });
    expect(await type("rollout rehearse restart --all --yes")).toMatchObject({ code: 2 });
    expect(await type("rollout resume last --all")).toMatchObject({ code: 2 }); // the others still know their hosts themselves
  });
});

describe("simulated hosts", () => {
  const READY: HostLook = { t: "ready", components: [], configHash: "" };
  const looks: Readonly<Record<string, HostLook>> = {
    a: READY,
    b: { ...READY, t: "sick", why: "is: crashed" },
    c: { ...READY, t: "busy", by: "bob" },
    d: { t: "unreachable", why: "gone" },
  };
  const facts = (failing: readonly string[], took: Readonly<Record<string, Ms>> = {}) => ({
    hosts: Object.entries(looks).map(([name, look]) => ({ name, spread: null, look })),
    components: ["is"],
    took: new Map(Object.entries(took)),
    failing: new Set(failing),
  });

  test("stand as the real ones do, and take as long as they did, or as the others", { timeout }, () => {
    const specs = rehearsalHosts(facts([], { a: seconds(4), b: seconds(8) }));
    expect(specs.map(({ fault, outBefore, takes }) => [fault, outBefore, takes])).toEqual([
      [null, null, 4_000],
      [null, "is: crashed", 8_000],
      ["held", null, 6_000],
      ["unreachable", null, 6_000],
    ]);
    expect(rehearsalHosts(facts([])).every(({ takes }) => takes === NEVER_SEEN)).toBe(true);
    expect(usualTime(["a"], new Map([["z", seconds(1)]]))).toBe(NEVER_SEEN); // one that is not of them tells nothing
  });

  test("fail where that is wanted, unless nobody reaches them", { timeout }, () => {
    const specs = rehearsalHosts(facts(["a", "b", "c", "d"]));
    expect(specs.map(({ fault }) => fault)).toEqual(["fails", "fails", "fails", "unreachable"]);
    expect(specs[1]?.outBefore).toBe("is: crashed");
  });
});
