import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import type { Fleet } from "../../../src/cli/fleet/open-fleet.ts";
import type { RolloutWorld } from "../../../src/cli/rollout/rollout-world.ts";
import { runRolloutResume } from "../../../src/cli/rollout/run-rollout-resume.ts";
import { runRolloutRetry } from "../../../src/cli/rollout/run-rollout-retry.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { LeaseId } from "../../../src/core/names.ts";
import { listRollouts } from "../../../src/fleet/rollout/list-rollouts.ts";
import type { OpenRollout } from "../../../src/fleet/rollout/open-rollout.ts";
import { readJournal } from "../../../src/fleet/rollout/read-journal.ts";
import { RETRY_CLASSES, type RetryClass } from "../../../src/fleet/rollout/retry-hosts.ts";
import { count, policyOf } from "../fleet/rollout/rig.ts";
import { FakeFleet } from "./fake-fleet.ts";
import { names } from "./fleet-samples.ts";
import { type Fate, rolloutHome, sampleHeader } from "./rollout-samples.ts";

const timeout = 20_000;
const HALTED = { result: "halted", why: "1 of 6 hosts failed, were unreachable or are unknown, and 0 may: node02" } as const;
const FATES: Readonly<Record<string, Fate>> = {
  node01: { outcome: "done", tookMs: 12_000 },
  node02: { outcome: "failed", message: "is: not ready within 1m" },
  node03: { outcome: "unknown", message: "no answer" },
  node04: "in-flight",
  node05: "due",
  node06: "due",
};

let world: ReturnType<typeof rolloutHome>;
beforeEach(() => {
  world = rolloutHome();
});
afterEach(() => rmSync(world.home, { recursive: true }));

const ALL: ReadonlySet<RetryClass> = new Set(RETRY_CLASSES);
const policy = policyOf(6, { batch: count(2), maxFailures: count(1) });
const header = (id: string, notes: Readonly<Record<string, string>> = {}) =>
  sampleHeader(names(6), policy, { id: id as LeaseId, reason: "new release", notes });

/** Runs a command line in the home of this test. */
async function type(line: string) {
  const [outBefore, errBefore] = [world.stdout.text.length, world.stderr.text.length];
  const code = await runCommandLine(line.split(" "), world.terminal, async () => 0);
  return { code, out: world.stdout.text.slice(outBefore), err: world.stderr.text.slice(errBefore) };
}

/** Hosts that a rollout is carried out on, so far that it is known what was to be. */
function carrying(known: readonly string[] = names(6)) {
  const carried: { readonly open: OpenRollout; readonly fleet: Fleet; readonly context: CommandContext; readonly id: string }[] =
    [];
  const opened: CommandContext[] = [];
  const parts: RolloutWorld = {
    openFleet: async (context) => {
      opened.push(context);
      const wanted = context.choices.selection?.hosts ?? [];
      const missing = wanted.filter((name) => !known.includes(name)).map((name) => `host "${name}"`);
      if (missing.length > 0) throw new FaultError({ code: "UNKNOWN_HOST", source: "/fleet.yaml", missing });
      return new FakeFleet(wanted, () => ({}));
    },
    carryOut: async (open, fleet, context) => {
      carried.push({ open, fleet, context, id: open.state.header.id });
      return 0;
    },
  };
  return { parts, carried, opened };
}

test("the rollouts of a home are listed, the latest first", { timeout }, async () => {
  expect(await type("rollout list")).toMatchObject({ code: 0, out: "", err: expect.stringContaining("no rollout was begun") });
  await world.begin(header("aaaaaaaa-1"), FATES, HALTED);
  await (world.terminal.clock as never as { advance(ms: number): Promise<void> }).advance(60_000);
  await world.begin(header("aaaaaaab-2"), { ...FATES, node02: "due", node03: "due", node04: "due" }, null);
  writeFileSync(join(world.dir, "broken.jsonl"), "{}\n");
  const { code, out, err } = await type("rollout list");
  expect(code).toBe(0);
  expect(out.split("\n").map((line) => line.replace(/^(broken {4}) \S+ \S+/, "$1"))).toEqual([
    expect.stringMatching(/^ID {8}BEGUN {17}WHAT {8}BY {5}HOSTS {2}STANDING {4}DONE {2}NOT OK {2}LEFT$/),
    expect.stringMatching(/^broken .*unreadable/),
    "aaaaaaab  2026-01-01 12:01:00Z  restart is  alice      6  died           1       0     5",
    "aaaaaaaa  2026-01-01 12:00:00Z  restart is  alice      6  halted         1       2     3",
    "",
  ]);
  expect(err).toContain("broken: ");
  const frame = JSON.parse((await type("rollout list -o json")).out);
  expect(frame).toMatchObject({ schemaVersion: 1, command: "rollout list", exitCode: 0 });
  expect(frame.rollouts[2]).toMatchObject({
    rolloutId: "aaaaaaaa-1",
    standing: "halted",
    summary: { hosts: 6, done: 1, failed: 1, unreachable: 0, unknown: 1, inFlight: 1, notAttempted: 2 },
  });
  expect((await type("rollout list -o jsonl")).out.trim().split("\n")).toHaveLength(3);
});

test("one rollout is shown with its rules, every host, its end and the next command", { timeout }, async () => {
  await world.begin(header("aaaaaaaa-1", { inventory: "/my/fleet.yaml" }), FATES, HALTED);
  const { code, out } = await type("rollout show last");
  expect(code).toBe(0);
  expect(out.split("\n")).toEqual([
    "rollout aaaaaaaa-1: halted, no further host is begun",
    "restart is, by alice: new release",
    "inventory: /my/fleet.yaml",
    "  2 of 6 hosts at once",
    "  order: inventory, hosts that are out already first",
    "  at most 3 of 6 hosts out at once, whatever put them out",
    "  stops after the 2nd failed host of 6",
    "  a host is done when it has been ready for 5.0s without interruption",
    "",
    "node01: done",
    "node02: failed: is: not ready within 1m",
    "node03: unknown: no answer",
    "node04: unknown: in flight when it ended; resuming asks what became of it",
    "node[05-06] (2 hosts): not attempted",
    "6 hosts: 1 done, 1 failed, 1 unknown, 1 in flight, 2 not attempted; it took 12s",
    "1m 0s from 2026-01-01 12:00:00Z to 2026-01-01 12:01:00Z",
    `halted: ${HALTED.why}`,
    `to go on:            ImageServing --home ${world.home} rollout resume aaaaaaaa-1 --max-failures 2`,
    `again, once mended:  ImageServing --home ${world.home} rollout retry aaaaaaaa-1 --only failed,unknown`,
    "",
  ]);
  const shown = JSON.parse((await type("rollout show aaaa -o json")).out);
  expect(shown.rollout).toMatchObject({ rolloutId: "aaaaaaaa-1", policy: { batch: 2, maxFailures: 1 }, why: HALTED.why });
  expect(shown.hosts.map((each: { stage: string }) => each.stage)).toEqual([
    "done",
    "failed",
    "unknown",
    "in-flight",
    "due",
    "due",
  ]);
});

test("an id may be cut short; one that is not there, or could be two, is misuse, with those that were meant", {
  timeout,
}, async () => {
  expect(await type("rollout show x")).toMatchObject({ code: 2, out: "", err: expect.stringContaining(world.dir) });
  await world.begin(header("aaaaaaaa-1"), FATES, HALTED);
  await world.begin(header("aabbbbbb-2"), FATES, HALTED);
  expect((await type("rollout show aab")).out).toContain("rollout aabbbbbb-2:");
  expect(await type("rollout show aa")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/more than one rollout begins with "aa"; known: aa\w+-\d, aa\w+-\d\n/),
  });
  for (const command of ["show", "resume", "abort", "retry"]) {
    expect(await type(`rollout ${command} aabbbx`)).toMatchObject({
      code: 2,
      out: "",
      err: 'there is no rollout "aabbbx"; known: aabbbbbb-2, aaaaaaaa-1\n',
    });
  }
  writeFileSync(join(world.dir, "broken.jsonl"), "{}\n");
  expect(await type("rollout show broken")).toMatchObject({ code: 1, out: "" });
});

test.each([
  ["rollout resume last -H node01", "rollout knows its hosts itself"],
  ["rollout show last --all", "about this machine alone"],
  ["rollout list --inventory x.yaml", "about this machine alone"],
  ["rollout retry last --only done", "failed,unreachable,unknown,not-attempted"],
  ["rollout resume last --max-failures 101%", "a number of hosts or a share of them"],
  ["rollout abort", "missing required argument"],
  ["rollout break-lock r1", "say on which hosts"],
  ["rollout break-lock ../x --all", "is no id"],
  ["rollout break-lock r1 -x node01", "takes hosts away"],
])("misuse: %s", { timeout }, async (line, hint) => {
  expect(await type(line)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(hint) });
});

test("a rollout is gone on with on exactly its hosts, by its own inventory, with more failures allowed", {
  timeout,
}, async () => {
  await world.begin(header("r-1", { inventory: "/my/fleet.yaml", timeoutMs: "90000" }), FATES, HALTED);
  const { parts, carried } = carrying();
  expect(await runRolloutResume("r", { kind: "count", count: 3 }, world.context, parts)).toBe(0);
  expect(carried).toHaveLength(1);
  const [{ open, fleet, context }] = carried as [(typeof carried)[number]];
  expect(fleet.hosts.map(({ name }) => name)).toEqual(names(6));
  expect([open.state.policy.maxFailures, open.state.end]).toEqual([3, null]);
  expect(context.choices).toMatchObject({ inventory: "/my/fleet.yaml", context: null, timeout: 90_000 });
  expect(context.choices.paths).toMatchObject({ fleetConfig: "/my/fleet.yaml", home: world.home });
  expect(listRollouts(world.dir)[0]?.standing).toBe("died"); // it was given back, and nobody has written its end
});

test("what the options name goes before what the rollout was begun with", { timeout }, async () => {
  await world.begin(header("r-1", { context: "ams" }), FATES, HALTED);
  const { parts, opened } = carrying();
  await runRolloutResume("r-1", null, world.context, parts);
  await runRolloutResume("r-1", null, world.at("--context lab"), parts);
  await runRolloutResume("r-1", null, world.at("--inventory /other.yaml --timeout 5s"), parts);
  expect(opened.map(({ choices }) => [choices.context, choices.inventory, choices.timeout])).toEqual([
    ["ams", null, null],
    ["lab", null, null],
    [null, "/other.yaml", 5_000],
  ]);
});

test("hosts that the inventory does not have any more are an error before anything is written or sent", { timeout }, async () => {
  await world.begin(header("r-1"), FATES, HALTED);
  const { parts, carried } = carrying(names(4));
  await expect(runRolloutResume("r-1", null, world.context, parts)).rejects.toThrow(
    /has no host "node05", and no host "node06"; nothing was sent\. They are hosts of rollout r-1/,
  );
  expect([carried, readJournal(world.dir, "r-1" as LeaseId).state.end]).toEqual([[], HALTED]);
});

test("a name in a journal is a name, whatever it would select", { timeout }, async () => {
  const { parts, carried } = carrying();
  await world.begin(sampleHeader(["node0*"], policyOf(1), { id: "r-1" as LeaseId }), { "node0*": "due" }, null);
  const openFleet = async () => new FakeFleet(names(6), () => ({}));
  await expect(runRolloutResume("r-1", null, world.context, { ...parts, openFleet })).rejects.toThrow('has no host "node0*"');
  expect(carried).toEqual([]);
});

test("what is finished, aborted or at work cannot be gone on with: exit code 1", { timeout }, async () => {
  const done: Fate = { outcome: "done" };
  const fates = Object.fromEntries(names(6).map((name) => [name, name === "node06" ? FATES["node02"] : done])) as typeof FATES;
  await world.begin(header("f-1"), fates, { result: "finished", why: "" });
  expect(await type("rollout resume f-1")).toMatchObject({ code: 1, out: "", err: expect.stringContaining("is finished") });
  expect(await type("rollout abort f-1")).toMatchObject({ code: 1, out: "", err: expect.stringContaining("retry f-1") });
  await world.begin(header("r-1"), FATES, null);
  expect(await type("rollout abort r-1 --reason wrong")).toMatchObject({
    code: 0,
    out: expect.stringContaining("rollout r-1: aborted, nobody can go on with it\n6 hosts: 1 done, 1 failed"),
  });
  const aborted = (await type("rollout show r-1")).out;
  expect(aborted).toContain("aborted by alice at 2026-01-01 12:00:00Z: wrong\n");
  expect(aborted).toContain("rollout retry r-1 --only failed,unknown,not-attempted\n");
  expect(aborted).not.toContain("rollout resume");
  expect(await type("rollout resume r-1")).toMatchObject({
    code: 1,
    err: expect.stringContaining("was aborted by alice (wrong)"),
  });
  await world.begin(header("w-1"), FATES, HALTED);
  const { parts } = carrying();
  const codes: number[] = [];
  await runRolloutResume("w-1", null, world.context, {
    ...parts,
    carryOut: async () => {
      expect((await type("rollout list")).out).toContain("running");
      for (const command of ["abort", "retry"]) codes.push((await type(`rollout ${command} w-1`)).code);
      return 0;
    },
  });
  expect(codes).toEqual([1, 1]);
});

test("a retry is a new rollout of what is not done; hosts of unknown outcome keep their operation", { timeout }, async () => {
  await world.begin(header("r-1", { context: "ams" }), FATES, HALTED);
  const { parts, carried } = carrying();
  expect(await runRolloutRetry("r-1", new Set(["failed", "unknown"]), world.context, parts)).toBe(0);
  const [{ open, fleet }] = carried as [(typeof carried)[number]];
  const { state } = open;
  expect(state.header).toMatchObject({ retryOf: "r-1", kind: "restart", components: ["is"], by: "alice", reason: "new release" });
  expect(state.header.hosts.map(({ name, operationId }) => [name, operationId])).toEqual([
    ["node02", null],
    ["node03", "op-node03"],
    ["node04", "op-node04"],
  ]);
  expect(fleet.hosts.map(({ name }) => name)).toEqual(["node02", "node03", "node04"]);
  expect(state.policy).toMatchObject({ total: 3, batch: 2, maxFailures: 1, minReady: 5_000 });
  const old = readJournal(world.dir, "r-1" as LeaseId).state;
  expect(old.aborted?.why).toBe(`its hosts are tried again in rollout ${state.header.id}`); // node04 would have had its turn there too
  expect(listRollouts(world.dir)).toHaveLength(2);
});

test("an old rollout that can go on with the others is left as it is", { timeout }, async () => {
  await world.begin(header("r-1"), FATES, HALTED);
  const { parts, carried } = carrying();
  expect(await runRolloutRetry("r-1", new Set(["failed"]), world.context, parts)).toBe(0);
  expect(carried[0]?.open.state.header.hosts.map(({ name }) => name)).toEqual(["node02"]);
  expect(readJournal(world.dir, "r-1" as LeaseId).state.aborted).toBeNull();
});

test("where all is done nothing is tried again; where nothing is as wanted the exit code is 5", { timeout }, async () => {
  const fates = Object.fromEntries(names(6).map((name) => [name, { outcome: "done" } as const]));
  await world.begin(header("f-1"), fates, { result: "finished", why: "" });
  expect(await type("rollout retry f-1")).toMatchObject({ code: 0, out: "", err: expect.stringContaining("6 hosts: 6 done") });
  await world.begin(header("r-1"), FATES, HALTED);
  expect(await type("rollout retry r-1 --only unreachable")).toMatchObject({ code: 5, out: "" });
  expect(listRollouts(world.dir)).toHaveLength(2);
  expect(ALL.size).toBe(4);
});
