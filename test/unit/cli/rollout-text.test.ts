import fc from "fast-check";
import { expect, test } from "vitest";
import { aimOf } from "../../../src/cli/fleet/aim.ts";
import { displayWidth } from "../../../src/cli/render/display-width.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { endText } from "../../../src/cli/render/rollout-end-text.ts";
import { planText } from "../../../src/cli/render/rollout-plan-text.ts";
import { planObject } from "../../../src/cli/rollout/plan-object.ts";
import { rolloutCommands } from "../../../src/cli/rollout/rollout-commands.ts";
import { type Ms, seconds } from "../../../src/core/duration.ts";
import type { LeaseId } from "../../../src/core/names.ts";
import { foldHosts } from "../../../src/fleet/fold-hosts.ts";
import { expandHosts } from "../../../src/fleet/host-set.ts";
import type { HostLook } from "../../../src/fleet/rollout/host-look.ts";
import type { RunResult } from "../../../src/fleet/rollout/journal-record.ts";
import { planBatches } from "../../../src/fleet/rollout/plan-batches.ts";
import type { RolloutPolicy } from "../../../src/fleet/rollout/rollout-policy.ts";
import type { RolloutState } from "../../../src/fleet/rollout/rollout-state.ts";
import { count, policyOf } from "../fleet/rollout/rig.ts";
import { names } from "./fleet-samples.ts";
import { type Fate, later, sampleHeader, stateOf } from "./rollout-samples.ts";

const timeout = 20_000;
const paint = paintWhere(false);
const commands = rolloutCommands("r1" as LeaseId, { home: null });

const READY: HostLook = { t: "ready", components: [], configHash: "" };
const down = (why: string): HostLook => ({ t: "sick", why, components: [], configHash: "" });
const planned = (hosts: readonly string[], looks: Readonly<Record<string, HostLook>> = {}, took: Ms | null = seconds(2)) =>
  hosts.map((name) => ({ name, spread: null, look: looks[name] ?? READY, took }));
const plan = (
  hosts: readonly string[],
  policy: RolloutPolicy,
  looks: Readonly<Record<string, HostLook>> = {},
  took?: Ms | null,
) => planBatches(planned(hosts, looks, took), policy);

test("a plan: the rules, what is out already and why, the batches, the forecast", { timeout }, () => {
  const policy = policyOf(6, { batch: count(2), canary: 1, maxUnavailable: count(3), minReady: seconds(10) });
  const looks = { node04: down("is: failed"), node05: { t: "unreachable", why: "connect: refused" } } as const;
  const aim = aimOf({ home: null, inventory: null, context: null }, undefined);
  expect(planText(plan(names(6), policy, looks), policy, { width: 80, paint, aim }).split("\n")).toEqual([
    "restart on 6 hosts:",
    "  2 of 6 hosts at once",
    "  first 1 host alone, until it has succeeded",
    "  order: inventory, hosts that are out already first",
    "  at most 3 of 6 hosts out at once, whatever put them out",
    "  stops after the 1st failed host of 6",
    "  a host is done when it has been ready for 10s without interruption",
    "2 of 6 hosts out already, and at most 3 may be:",
    "  node04: is: failed",
    "  node05: unreachable: connect: refused",
    "  see: ImageServing --host 'node[04-05]' status",
    "2 batches:",
    "  canary   node04                about 12s",
    "  batch 2  2 hosts: node[01,05]  about 12s",
    "node[02-03,06] (3 hosts): no turn, unless that changes:",
    "  because 1 of 6 hosts failed, were unreachable or are unknown, and 0 may:",
    "  node05",
    "about 24s in all, by what all 6 took before",
  ]);
});

test("of many batches the middle has one line, with exact counts; without a past there is no forecast", { timeout }, () => {
  const policy = policyOf(100, { batch: count(4), minReady: seconds(10) });
  const lines = planText(plan(names(100), policy, {}, null), policy, { width: 80, paint })
    .split("\n")
    .slice(-8);
  expect(lines).toEqual([
    "25 batches:",
    "  batch 1       4 hosts: node[001-004]",
    "  batch 2       4 hosts: node[005-008]",
    "  batch 3       4 hosts: node[009-012]",
    "  batches 4-23  80 hosts, 4 at once: node[013-092]",
    "  batch 24      4 hosts: node[093-096]",
    "  batch 25      4 hosts: node[097-100]",
    "how long it will take is not known: no host has told how long it took before",
  ]);
});

test("every host of a plan has one place, in every shape and width", { timeout }, () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 12 }),
      (total, batch, canary) => {
        const policy = policyOf(total, { batch: count(batch), canary });
        const made = plan(names(total), policy);
        const text = planText(made, policy, { width: null, paint });
        const rows = text.split("\n").filter((line) => /^ {2}(?:canary|batch)/.test(line));
        const hosts = rows.flatMap((row) => expandHosts((/(\S*node\S*)/.exec(row) ?? [])[1] ?? ""));
        expect(hosts.toSorted()).toEqual(names(total).toSorted());
        const narrow = planText(made, policy, { width: 60, paint }).split("\n");
        expect(narrow.filter((line) => displayWidth(line) > 60)).toEqual([]);
        expect(planObject(made, policy).plan.batches.flatMap((each) => each.hosts)).toHaveLength(total);
      },
    ),
    { numRuns: 100 },
  );
});

const finished = (state: RolloutState, result: RunResult, why = "") =>
  ({ at: later(200_000), t: "finished", result, why, accounts: state.accounts(), inFlight: [] }) as const;

test("the end: every host with its reason, equal ones folded, times, why, and what to type", { timeout }, () => {
  const unready = (tookMs: number) => ({ outcome: "failed", message: "failed: is: not ready within 1m", tookMs }) as const;
  const fates: Record<string, Fate> = {
    node01: { outcome: "done", tookMs: 12_000 },
    node02: { outcome: "done", tookMs: 14_000 },
    node03: unready(70_000),
    node04: unready(71_000),
    node05: { outcome: "unreachable", message: "connect: refused (192.0.2.4:9910)" },
    node06: { outcome: "unknown", message: "no answer\x1b[2J" },
    node07: { outcome: "done", tookMs: 30_000 },
    node08: "due",
    node09: "due",
  };
  const state = stateOf(fates);
  const why = `4 of 9 hosts failed, were unreachable or are unknown, and 0 may: ${foldHosts(names(9).slice(2, 6))}`;
  expect(endText(finished(state, "halted", why), state, commands, { width: 80, paint }).split("\n")).toEqual([
    "node[01-02,07] (3 hosts): done",
    "node[03-04] (2 hosts): failed: is: not ready within 1m",
    "node05: unreachable: connect: refused (192.0.2.4:9910)",
    "node06: unknown: no answer\\x1b[2J",
    "node[08-09] (2 hosts): not attempted",
    "9 hosts: 3 done, 2 failed, 1 unreachable, 1 unknown, 2 not attempted",
    "  3m 20s in all; a host took 12s at least, 14s in the median, 30s at most",
    "halted: 4 of 9 hosts failed, were unreachable or are unknown, and 0 may",
    "to go on:            ImageServing rollout resume r1 --max-failures 4",
    "again, once mended:  ImageServing rollout retry r1 --only failed,unreachable,unknown",
  ]);
});

test("one that is left says of hosts in flight that nothing is known, and is resumed", { timeout }, () => {
  const state = stateOf({ node01: { outcome: "done", tookMs: 500 }, node02: "in-flight", node03: "due" });
  const text = endText(finished(state, "left", "the hosts in flight were not waited for"), state, commands, { width: 80, paint });
  expect(text.split("\n")).toEqual([
    "node01: done",
    "node02: unknown: the restart was under way and goes on there; resuming asks",
    "  what became of it",
    "node03: not attempted",
    "3 hosts: 1 done, 1 in flight, 1 not attempted; 3m 20s in all; it took 500ms",
    "left: the hosts in flight were not waited for",
    "to go on:            ImageServing rollout resume r1",
  ]);
});

test("ids of operations, and the names of hosts, do not keep the same reason apart", { timeout }, () => {
  const lost = (host: string, digit: string): Fate => ({
    outcome: "unknown",
    message: `${host} did not say (operation ${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)})`,
  });
  const state = stateOf({ node01: lost("node01", "a"), node02: lost("node02", "b") });
  const [first] = endText(finished(state, "finished"), state, commands, { width: null, paint }).split("\n");
  expect(first).toBe("node[01-02] (2 hosts): unknown: HOST did not say (operation ID)");
});

test("where all is done there is nothing to type", { timeout }, () => {
  const state = stateOf({ node01: { outcome: "done" }, node02: { outcome: "done" } });
  expect(endText(finished(state, "finished"), state, commands, { width: null, paint }).split("\n")).toEqual([
    "node[01-02] (2 hosts): done",
    "2 hosts: 2 done; 3m 20s in all; a host took 1.0s at least, 1.0s in the median, 1.0s at most",
  ]);
});

test("every host is named exactly once, and done only where it is; what is left can be typed", { timeout }, () => {
  const fate = fc.oneof(
    fc.constantFrom<Fate>("in-flight", "due"),
    fc.record({
      outcome: fc.constantFrom("done" as const, "failed" as const, "unreachable" as const, "unknown" as const),
      message: fc.constantFrom("", "is: not ready", "hook before: exit code 1", "connect: refused"),
      tookMs: fc.integer({ min: 0, max: 1e6 }),
    }),
  );
  const results = fc.constantFrom<RunResult>("finished", "halted", "interrupted", "left");
  fc.assert(
    fc.property(
      fc.array(fate, { minLength: 1, maxLength: 40 }),
      results,
      fc.constantFrom(null, 40, 80),
      (fates, result, width) => {
        const hosts = names(fates.length);
        const state = stateOf(
          Object.fromEntries(fates.map((each, at) => [hosts[at] as string, each])),
          null,
          sampleHeader(hosts, policyOf(hosts.length, { maxFailures: count(1) })),
        );
        const isOut = (each: Fate) => typeof each !== "string" && each.outcome !== "done";
        const out = hosts.filter((_, at) => isOut(fates[at] ?? "due"));
        const why = result === "halted" ? `too many: ${foldHosts(out)}` : "";
        const text = endText(finished(state, result, why), state, commands, { width, paint });
        const named = [...text.replaceAll(/,\n {2}(?=[\d[])/g, ",").matchAll(/node(?:\[[^\]]*\]|\d+)/g)].flatMap(([each]) =>
          expandHosts(each),
        );
        expect(named.toSorted()).toEqual(hosts.toSorted());
        const isDone = fates.every((each) => typeof each !== "string" && each.outcome === "done");
        expect(/ImageServing rollout (resume|retry)/.test(text)).toBe(!isDone);
        const done = fates.filter((each) => typeof each !== "string" && each.outcome === "done").length;
        expect(text).toContain(`: ${done} done`);
      },
    ),
    { numRuns: 200 },
  );
});
