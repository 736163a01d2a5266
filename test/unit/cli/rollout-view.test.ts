import { expect, test } from "vitest";
import { displayWidth } from "../../../src/cli/render/display-width.ts";
import { LiveRollout } from "../../../src/cli/render/live-rollout.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { estimateLeft } from "../../../src/cli/render/rollout-estimate.ts";
import { RolloutLines } from "../../../src/cli/render/rollout-lines.ts";
import { batchesLeft, RolloutProgress } from "../../../src/cli/render/rollout-progress.ts";
import { chooseRolloutView } from "../../../src/cli/render/rollout-view.ts";
import { rolloutEventObject } from "../../../src/cli/rollout/rollout-event-object.ts";
import { ms, seconds } from "../../../src/core/duration.ts";
import type { OperationId } from "../../../src/core/names.ts";
import type { RolloutEvent, RolloutHappening } from "../../../src/fleet/rollout/rollout-event.ts";
import type { RolloutPolicy } from "../../../src/fleet/rollout/rollout-policy.ts";
import { SIMULATED_FAULTS } from "../../../src/fleet/rollout/simulation/simulated-host.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { count, policyOf, Rig, specs } from "../fleet/rollout/rig.ts";
import { choicesFor } from "./choices-for.ts";
import { fakeTerminal, KeptOutput } from "./fake-terminal.ts";
import { names } from "./fleet-samples.ts";
import { NOON, sampleHeader, stateOf } from "./rollout-samples.ts";

const timeout = 20_000;
const plain = paintWhere(false);

/** What a terminal shows after all this was written: it knows only how to go up and to wipe downwards. */
function screen(written: string): readonly string[] {
  const lines: string[] = [];
  for (const part of written.split(/(\x1b\[\d+A\x1b\[J|\n)/)) {
    const up = /^\x1b\[(\d+)A/.exec(part)?.[1];
    if (up !== undefined) lines.length -= Number(up);
    else if (part !== "\n" && part !== "") lines.push(part);
  }
  return lines;
}

const POLICY = policyOf(10, { batch: count(2), canary: 1, maxFailures: count(2), minReady: seconds(10) });

function live(hosts = names(10), policy: RolloutPolicy = POLICY, columns = 80) {
  const [out, clock] = [new KeptOutput(columns), new FakeClock()];
  const view = new LiveRollout(out, plain, clock, new RolloutProgress(clock, null));
  const tell = (...happenings: readonly RolloutHappening[]) => {
    for (const each of happenings) view.event({ at: NOON, ...each });
  };
  tell({ t: "planned", header: sampleHeader(hosts, policy), policy, resumed: false });
  return { out, clock, view, tell, shown: () => screen(out.text) };
}

const began = (host: string): RolloutHappening => ({ t: "began", host, operationId: `op-${host}` as OperationId, again: false });
const batch = (number: number, ...hosts: readonly string[]): readonly RolloutHappening[] => [
  { t: "batch", number, canary: number === 1, hosts },
  ...hosts.map(began),
];
const settled = (host: string, outcome: "done" | "failed" | "unreachable" | "unknown", message = ""): RolloutHappening => ({
  t: "settled",
  host,
  outcome,
  message,
  took: ms(12_000),
});

test("the live view has the counts, the batch, each host in flight with its stage and time, and an estimate", {
  timeout,
}, async () => {
  const { clock, view, tell, shown } = live();
  tell(...batch(1, "node01"));
  await clock.advance(12_000);
  tell(settled("node01", "done"), ...batch(2, "node02", "node03"));
  await clock.advance(1_000);
  tell({ t: "accepted", host: "node02" }, { t: "accepted", host: "node03" });
  await clock.advance(2_000);
  tell({ t: "operated", host: "node02", took: ms(2_000) }, { t: "ready", host: "node02", after: ms(0) });
  await clock.advance(7_000);
  expect(shown()).toEqual([
    "rollout r1: restart is on 10 hosts",
    "[██░░░░░░░░░░░░░░░░░░] 1 of 10 hosts  batch 2 of ~6  about 50s left",
    "done 1  in flight 2  left 7",
    "  node02  must stay ready 7s of 10s  10s",
    "  node03  restarting                 10s",
  ]);
  view.close();
  view.close();
  expect(shown()).toEqual(["rollout r1: restart is on 10 hosts"]);
  await clock.advance(60_000);
  expect(clock.pending).toBe(0);
});

test("what goes wrong stays above it; the reason while nothing is possible stands below", { timeout }, async () => {
  const { clock, view, tell, shown } = live();
  tell(...batch(1, "node01"), settled("node01", "failed", "failed: is: not ready within 1m"));
  tell({ t: "waiting", why: "2 of 10 hosts may be out at once, and 2 are: node07 (\x1b[31mis down)", within: seconds(600) });
  await clock.advance(60_000);
  expect(shown()).toEqual([
    "rollout r1: restart is on 10 hosts",
    "node01: failed: is: not ready within 1m",
    "waits, for 10m 0s at the most: 2 of 10 hosts may be out at once, and 2 are:",
    "  node07 (\\x1b[31mis down)",
    "[██░░░░░░░░░░░░░░░░░░] 1 of 10 hosts  batch 1 of ~6",
    "done 0  failed 1  in flight 0  left 9",
    "waits: 2 of 10 hosts may be out at once, and 2 are: node07 (\\x1b[31mis down) (…",
  ]);
  tell(...batch(2, "node02", "node03"));
  expect(shown().at(-1)).toBe("  node03  asked  0s");
  tell({ t: "interrupted", inFlight: ["node02", "node03"] });
  expect(shown().at(-1)).toBe("no new hosts; Ctrl-C again leaves those in flight running");
  expect(shown()).toContain("interrupted: no new hosts; waits for node[02-03], Ctrl-C again leaves them");
  view.close();
});

test("what is printed in between stands above it", { timeout }, () => {
  const { out, view, tell, shown } = live();
  tell(...batch(1, "node01"));
  view.print(() => out.write("no further host is begun\n"));
  expect(shown().slice(0, 2)).toEqual(["rollout r1: restart is on 10 hosts", "no further host is begun"]);
  expect(shown()).toHaveLength(5);
  view.close();
  view.print(() => out.write("the end\n"));
  expect(shown().slice(2)).toEqual(["the end"]);
});

test("while somebody is asked nothing is drawn; then it goes on", { timeout }, async () => {
  const { out, clock, view, tell, shown } = live();
  tell(...batch(1, "node01"), settled("node01", "done"), { t: "asking", done: 1, left: 9 });
  expect(shown()).toEqual(["rollout r1: restart is on 10 hosts"]);
  const before = out.text;
  await clock.advance(60_000);
  expect([out.text, clock.pending]).toEqual([before, 0]);
  tell(...batch(2, "node02", "node03"));
  expect(shown()).toHaveLength(5);
  view.close();
});

test("many in flight are shown in ten lines at the most, and all of them counted", { timeout }, async () => {
  const hosts = names(40);
  const { view, tell, shown } = live(hosts, policyOf(40, { batch: count(30) }));
  tell(...batch(1, ...hosts.slice(0, 30)), ...hosts.slice(0, 20).map((host) => ({ t: "accepted", host }) as const));
  expect(shown().length).toBeLessThanOrEqual(11);
  expect(shown().at(-1)).toBe("  … and 25 more: 15 restarting, 10 asked");
  expect(shown()[2]).toBe("done 0  in flight 30  left 10");
  view.close();
});

test.each([20, 80, 200])("no line is wider than a terminal of %i columns, whatever happens", { timeout }, async (columns) => {
  const faults = Object.fromEntries(SIMULATED_FAULTS.map((fault, at) => [`n${at * 2 + 1}`, fault]));
  for (const batchOf of [3, 12]) {
    const policy = policyOf(20, { batch: count(batchOf), canary: 1, maxFailures: count(20), minReady: seconds(2) });
    const rig = new Rig(specs(20, faults), policy);
    const out = new KeptOutput(columns);
    const view = new LiveRollout(out, paintWhere(true), rig.clock, new RolloutProgress(rig.clock, null));
    rig.onEvent = (event) => view.event(event);
    await rig.run();
    view.close();
    const lines = out.text.replaceAll(/\x1b\[\d+m|\x1b\[\d+A\x1b\[J/g, "").split("\n");
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => displayWidth(line) >= columns)).toEqual([]);
    const frames = out.text.split("\x1b[J").map((frame) => frame.split("\n").length - 1);
    expect(Math.max(...[...out.text.matchAll(/\x1b\[(\d+)A/g)].map(([, up]) => Number(up)))).toBeLessThanOrEqual(10);
    expect(frames.length).toBeGreaterThan(10);
    expect(screen(out.text.replaceAll(/\x1b\[\d+m/g, "")).some((line) => line.startsWith("["))).toBe(false);
  }
});

test("the counts agree with what the rollout says at its end", { timeout }, async () => {
  const policy = policyOf(20, { batch: count(4), maxFailures: count(1) });
  const rig = new Rig(specs(20, { n3: "fails", n5: "unreachable", n6: "never-ready" }), policy);
  const progress = new RolloutProgress(rig.clock, null);
  rig.onEvent = (event) => progress.take(event);
  const { accounts } = await rig.run();
  expect([progress.left, progress.flights]).toEqual([accounts.notAttempted.length, []]);
  const { done, failed, unreachable, unknown } = accounts;
  expect(progress.counts).toEqual({
    done: done.length,
    failed: failed.length,
    unreachable: unreachable.length,
    unknown: unknown.length,
  });
});

test("one that goes on counts what was done before, and asks first what became of those in flight", { timeout }, () => {
  const clock = new FakeClock();
  const before = stateOf({ node01: { outcome: "done" }, node02: { outcome: "failed" }, node03: "in-flight", node04: "due" });
  const progress = new RolloutProgress(clock, before);
  const { header, policy } = before;
  progress.take({ at: NOON, t: "planned", header, policy, resumed: true });
  expect([progress.left, progress.counts.done, progress.counts.failed, progress.batch]).toEqual([2, 1, 1, 1]);
  progress.take({ at: NOON, t: "began", host: "node03", operationId: "op" as OperationId, again: true });
  expect([progress.left, progress.flights.map(({ stage }) => stage)]).toEqual([1, ["resolving"]]);
  progress.take({ at: NOON, t: "recalled", host: "node03" });
  expect([progress.left, progress.flights]).toEqual([2, []]);
});

test("elsewhere than on a terminal an event is a line, and a long silence too", { timeout }, async () => {
  const [out, clock] = [new KeptOutput(), new FakeClock()];
  const view = new RolloutLines(out, clock, new RolloutProgress(clock, null), false);
  const tell = (...happenings: readonly RolloutHappening[]) => {
    for (const each of happenings) view.event({ at: NOON, ...each });
  };
  tell({ t: "planned", header: sampleHeader(names(10), POLICY), policy: POLICY, resumed: false });
  tell(...batch(1, "node01"), { t: "accepted", host: "node01" }, { ...settled("node01", "done"), took: ms(3_200) } as never);
  tell({ t: "pause", length: seconds(5) }, ...batch(2, "node02", "node03"));
  await clock.advance(30_000);
  tell(settled("node02", "failed", "is: not ready within 1m"), settled("node03", "unknown"));
  tell({ t: "interrupted", inFlight: [] }, { t: "halted", why: "2 of 10 hosts failed" }, { t: "not-attempted", host: "node04" });
  view.close();
  expect(out.text.split("\n")).toEqual([
    "rollout r1: restart is on 10 hosts",
    "batch 1 of ~6, canary: node01",
    "node01: done in 3.2s",
    "pause: 5.0s",
    "batch 2 of ~6: node[02-03]",
    "still in flight: node02 (asked, 30s), node03 (asked, 30s)",
    "node02: failed: is: not ready within 1m",
    "node03: unknown",
    "interrupted: no new hosts",
    "halted: 2 of 10 hosts failed",
    "",
  ]);
  await clock.advance(600_000);
  expect(clock.pending).toBe(0);
});

test("how many batches there will be, and how long it will take", () => {
  const rules = { batch: 3, canary: 2 };
  expect([batchesLeft(10, 0, rules), batchesLeft(8, 2, rules), batchesLeft(1, 0, rules), batchesLeft(0, 9, rules)]).toEqual([
    4, 3, 1, 0,
  ]);
  const took = [10_000, 20_000].map(ms);
  expect(estimateLeft({ took: [], flying: [], batches: 3, pause: ms(0) })).toBeNull();
  expect(estimateLeft({ took, flying: [], batches: 3, pause: seconds(5) })).toBe(75_000);
  expect(estimateLeft({ took, flying: [ms(15_000), ms(2_000)], batches: 1, pause: "ask" })).toBe(38_000);
  expect(estimateLeft({ took, flying: [seconds(500)], batches: 0, pause: ms(0) })).toBe(0);
});

test("it is redrawn on a terminal that can, written in lines elsewhere; quiet, only what goes wrong is said", () => {
  const choose = (line: string, isTerminal: boolean, term = "xterm", stdout = new KeptOutput()) => {
    const stderr = new KeptOutput(isTerminal ? 80 : null);
    const { terminal } = fakeTerminal({ stderr, stdout, env: { TERM: term } });
    const context = { choices: choicesFor(line, terminal), terminal, paint: { stdout: plain, stderr: plain } };
    const view = chooseRolloutView(context);
    const events: readonly RolloutHappening[] = [
      { t: "planned", header: sampleHeader(names(2)), policy: policyOf(2), resumed: false },
      ...batch(1, "node01"),
      settled("node01", "failed", "no"),
    ];
    for (const each of events) view.event({ at: NOON, ...each });
    view.close();
    return { view, text: stderr.text };
  };
  expect(choose("", true).view).toBeInstanceOf(LiveRollout);
  expect(choose("", true, "dumb").view).toBeInstanceOf(RolloutLines);
  expect(choose("", false).view).toBeInstanceOf(RolloutLines);
  expect(choose("--quiet", true).text).toBe("node01: failed: no\n");
  expect(choose("-o jsonl", true, "xterm", new KeptOutput(80)).text).toBe("node01: failed: no\n");
});

test("an event for programs has its name, its time and its own fields, and goes through JSON unchanged", {
  timeout,
}, async () => {
  const rig = new Rig(
    specs(6, { n2: "fails", n4: "unreachable" }),
    policyOf(6, { canary: 1, batch: count(2), maxFailures: count(1) }),
  );
  await rig.run();
  const objects = rig.events.map((event: RolloutEvent) => rolloutEventObject(event));
  expect(JSON.parse(JSON.stringify(objects))).toEqual(objects);
  expect(objects[0]).toMatchObject({ schemaVersion: 1, command: "rollout", event: "planned", rolloutId: "r1", resumed: false });
  expect(objects[0]).toMatchObject({
    hosts: ["n1", "n2", "n3", "n4", "n5", "n6"],
    policy: { batch: 2, canary: 1, minReadyMs: 5_000 },
  });
  const failed = objects.find((each) => each["event"] === "settled" && each["outcome"] === "failed");
  expect(failed).toMatchObject({ host: "n2", message: "simulated: it did not start", tookMs: 10_000 });
  expect(objects.at(-1)).toMatchObject({ event: "finished", result: "halted", accounts: { failed: ["n2"] } });
});
