import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../../../src/core/duration.ts";
import { type JournalRecord, parseRecord, writeRecord } from "../../../../src/fleet/rollout/journal-record.ts";
import { count, percent, policyOf, Rig, spec, specs, total } from "./rig.ts";

const T = { timeout: 10_000 };

describe("a rollout where nothing goes wrong", () => {
  test("takes one host after the other, and says each step", T, async () => {
    const rig = new Rig(specs(2), policyOf(2));
    const { result, accounts } = await rig.run();
    expect(result).toBe("finished");
    expect(accounts).toEqual({ done: ["n1", "n2"], failed: [], unreachable: [], unknown: [], notAttempted: [] });
    const steps = (host: string) =>
      ["batch", "began", "accepted", "operated", "ready", "baked", "settled"].map(
        (step) => `${step} ${host}${step === "settled" ? " done" : ""}`,
      );
    expect(rig.trail()).toEqual(["planned", ...steps("n1"), ...steps("n2"), "finished"]);
    expect(rig.clock.now()).toBe(2 * (10_000 + 5_000)); // the operation, and five seconds ready
  });

  test("takes a batch at once, and the next only when all of it is done", T, async () => {
    const rig = new Rig([...specs(2), spec("n3", null, { takes: seconds(60) }), spec("n4")], policyOf(4, { batch: percent(75) }));
    await rig.run();
    expect(rig.batches()).toEqual(["n1 n2 n3", "n4"]);
    expect(rig.fleet.peakAtWork).toBe(3);
    expect(rig.clock.now()).toBe(60_000 + 5_000 + 10_000 + 5_000);
  });

  test("canaries go first, alone, however large the batch is", T, async () => {
    const rig = new Rig(specs(8), policyOf(8, { batch: count(4), canary: 2 }));
    await rig.run();
    expect(rig.batches()).toEqual(["n1 n2", "n3 n4 n5 n6", "n7 n8"]);
  });

  test("a canary that fails is followed by another, where failures are allowed", T, async () => {
    const rig = new Rig(specs(5, { n1: "fails" }), policyOf(5, { batch: count(4), canary: 1, maxFailures: count(1) }));
    await rig.run();
    expect(rig.batches()).toEqual(["n1", "n2", "n3 n4 n5"]);
  });

  test("pauses between batches, not before the first and after the last", T, async () => {
    const rig = new Rig(specs(3), policyOf(3, { pause: seconds(30) }));
    await rig.run();
    expect(rig.trail().filter((line) => line === "pause")).toHaveLength(2);
    expect(rig.clock.now()).toBe(3 * 15_000 + 2 * 30_000);
  });

  test("asks before each next batch, and stops where the answer is no", T, async () => {
    const questions: unknown[] = [];
    const confirm = async (question: unknown) => questions.push(question) < 2;
    const rig = new Rig(specs(4), policyOf(4, { pause: "ask" }), { confirm });
    const { result, accounts } = await rig.run();
    expect(questions).toEqual([
      { done: 1, left: 3 },
      { done: 2, left: 2 },
    ]);
    expect([result, accounts.notAttempted]).toEqual(["interrupted", ["n3", "n4"]]);
  });

  test("halts where nobody answers the question for a day", T, async () => {
    const rig = new Rig(specs(2), policyOf(2, { pause: "ask" }), { confirm: () => new Promise(() => {}) });
    const { result, why } = await rig.run();
    expect([result, why]).toEqual(["halted", "the question whether to go on timed out after 86400 s"]);
  });

  test("never two hosts of one rack in a batch", T, async () => {
    const racks = ["a", "a", "a", "b", "b", null, null].map((spread, at) => spec(`n${at + 1}`, null, { spread }));
    const rig = new Rig(racks, policyOf(7, { batch: count(3), spread: "rack" }));
    await rig.run();
    expect(rig.batches()).toEqual(["n1 n4 n6", "n2 n5 n7", "n3"]);
  });

  test("a stop needs no readiness, and hosts that it stopped use up no budget", T, async () => {
    const rig = new Rig(specs(3), policyOf(3, { batch: count(1), maxUnavailable: count(1) }, "stop"));
    const { result } = await rig.run();
    expect([result, rig.batches(), rig.clock.now()]).toEqual(["finished", ["n1", "n2", "n3"], 30_000]);
  });

  test("a start goes on over hosts that are all out", T, async () => {
    const hosts = specs(4, { n1: "sick", n2: "sick", n3: "sick", n4: "sick" });
    const rig = new Rig(hosts, policyOf(4, { batch: percent(50) }, "start"));
    expect((await rig.run()).result).toBe("finished");
    expect(rig.batches()).toEqual(["n1 n2", "n3 n4"]);
  });
});

describe("a host that uses clearly more after its restart", () => {
  const WORSE = "is uses 1.80 GB 5.0s after its restart, 900 MB before it, 900 MB on 2 hosts not restarted yet";
  const hosts = specs(4, { n2: "worse" });

  test("is told, and nothing fails, where nothing else is said", T, async () => {
    const rig = new Rig(hosts, policyOf(4));
    const { result, accounts } = await rig.run();
    expect([result, accounts.done]).toEqual(["finished", ["n1", "n2", "n3", "n4"]]);
    const told = rig.events.flatMap((event) => (event.t === "baked" ? [[event.host, event.message, event.fails]] : []));
    expect(told).toEqual([
      ["n1", "", false],
      ["n2", WORSE, false],
      ["n3", "", false],
      ["n4", "", false],
    ]);
    expect(rig.state.host("n2").baked?.message).toBe(WORSE);
    const written = rig.journal.records.filter(({ t }) => t === "baked");
    expect(written.map((record) => parseRecord(writeRecord(record)))).toEqual(written);
  });

  test("has failed where that is said, and the rollout stops", T, async () => {
    const rig = new Rig(hosts, policyOf(4, { bake: "halt" }));
    const { result, accounts } = await rig.run();
    expect([result, accounts.failed, accounts.notAttempted]).toEqual(["halted", ["n2"], ["n3", "n4"]]);
    expect(rig.messageOf("n2")).toBe(WORSE);
    expect(rig.events.find((event) => event.t === "baked" && event.host === "n2")).toMatchObject({ fails: true });
  });

  test("is not looked at where nobody wants to know, and nothing can be said of a stop or without min-ready", T, async () => {
    const told = async (rig: Rig) => {
      await rig.run();
      return rig.trail().filter((line) => line.startsWith("baked"));
    };
    expect(await told(new Rig(hosts, policyOf(4, { bake: "off" })))).toEqual([]);
    expect(await told(new Rig(hosts, policyOf(4, { bake: "halt" }, "stop")))).toEqual([]);
    expect(await told(new Rig(hosts, policyOf(4, { bake: "halt", minReady: ms(0) })))).toEqual([]);
  });
});

describe("a host that is not as it should be", () => {
  const cases = [
    ["refuses", "failed", "simulated: refused"],
    ["fails", "failed", "simulated: it did not start"],
    ["never-ready", "failed", "is is not ready 2m 0s after the operation: simulated: it does not become ready"],
    ["dies", "failed", "is did not stay ready: for 3.0s of 5.0s, then: simulated: it died"],
    ["replaced", "failed", "is did not stay ready: for 3.0s of 5.0s, then: another process of it was started"],
    ["unreachable", "unreachable", "simulated: no connection"],
    ["vanishes", "unknown", "simulated: no answer"],
  ] as const;

  test.each(cases)("%s: the rollout stops, and the others are not touched", T, async (fault, outcome, message) => {
    const rig = new Rig(specs(4, { n1: fault }), policyOf(4));
    const { result, accounts, why } = await rig.run();
    expect(result).toBe("halted");
    expect(accounts[outcome]).toEqual(["n1"]);
    expect(accounts.notAttempted).toEqual(["n2", "n3", "n4"]);
    expect(rig.messageOf("n1")).toBe(message);
    expect(why).toBe("1 of 4 hosts failed, were unreachable or are unknown, and 0 may: n1");
    expect(rig.trail().filter((line) => line.startsWith("not-attempted"))).toHaveLength(3);
  });

  test.each(cases)("%s: the others go on where one may fail, though it stays out", T, async (fault, outcome) => {
    const rig = new Rig(specs(4, { n2: fault }), policyOf(4, { maxFailures: count(1) }));
    const { result, accounts } = await rig.run();
    expect([result, accounts[outcome], accounts.done]).toEqual(["finished", ["n2"], ["n1", "n3", "n4"]]);
  });

  test("sick ones go first, and are mended, whatever the order", T, async () => {
    const rig = new Rig(specs(4, { n3: "sick" }), policyOf(4));
    expect((await rig.run()).result).toBe("finished");
    expect(rig.batches()).toEqual(["n3", "n1", "n2", "n4"]);
    const inOrder = new Rig(specs(4, { n3: "sick" }), policyOf(4, { sickFirst: false, maxUnavailable: count(2) }));
    await inOrder.run();
    expect(inOrder.batches()).toEqual(["n1", "n2", "n3", "n4"]);
  });

  test("unreachable ones are tried first, so that nothing else is touched where none may fail", T, async () => {
    const rig = new Rig(specs(4, { n4: "unreachable" }), policyOf(4));
    const { accounts } = await rig.run();
    expect(accounts).toMatchObject({ done: [], unreachable: ["n4"], notAttempted: ["n1", "n2", "n3"] });
  });

  test("one that is held uses up the budget, and has its turn when it is free", T, async () => {
    const rig = new Rig(specs(3, { n1: "held" }), policyOf(3, { maxUnavailable: count(1) }));
    expect((await rig.run()).result).toBe("finished");
    expect(rig.trail()[1]).toBe("waiting");
    expect(rig.events[1]).toMatchObject({
      why: "1 of 3 hosts may be out at once, and 1 are: n1 (held by simulated: somebody else)",
    });
    expect(rig.batches()).toEqual(["n1", "n2", "n3"]);
  });

  test("one that is held for too long: nothing is done to the others", T, async () => {
    const hosts = [spec("n1", "held", { heldFor: seconds(3_600) }), spec("n2")];
    const rig = new Rig(hosts, policyOf(2, { maxUnavailable: count(1) }));
    const { result, accounts } = await rig.run();
    expect([result, accounts.notAttempted, rig.clock.now()]).toEqual(["halted", ["n1", "n2"], 600_000]);
  });

  test("slow ones are waited for", T, async () => {
    const rig = new Rig(specs(2, { n1: "slow" }), policyOf(2));
    await rig.run();
    expect(rig.clock.now()).toBe(100_000 + 5_000 + 15_000);
  });

  test("one that never answers the operation is unknown after the limit", T, async () => {
    const rig = new Rig(specs(2), policyOf(2), {
      wrap: (fleet) => ({
        hooks: fleet.hooks,
        look: fleet.look.bind(fleet),
        resolve: fleet.resolve.bind(fleet),
        act: () => new Promise(() => {}),
      }),
    });
    const { accounts } = await rig.run();
    expect(accounts).toMatchObject({ unknown: ["n1"], notAttempted: ["n2"] });
    expect(rig.messageOf("n1")).toBe("the operation timed out after 1800 s");
  });

  test("one that is silent after its operation is unknown; a short silence makes min-ready begin anew", T, async () => {
    const silentFor = (length: number) =>
      new Rig(specs(1), policyOf(1), {
        wrap: (fleet) => ({
          hooks: fleet.hooks,
          act: fleet.act.bind(fleet),
          resolve: fleet.resolve.bind(fleet),
          look: async (host, call) => {
            const [from, now] = [12_000, rigs[0]?.clock.now() ?? 0];
            if (now >= from && now < from + length) throw new Error("no route");
            return fleet.look(host, call);
          },
        }),
      });
    const rigs = [silentFor(60_000)];
    expect((await (rigs[0] as Rig).run()).accounts.unknown).toEqual(["n1"]);
    expect(rigs[0]?.messageOf("n1")).toBe(
      "the operation was done, and whether the host stays ready is not known: unreachable for 30s: no route",
    );
    rigs[0] = silentFor(2_000);
    expect((await rigs[0].run()).accounts.done).toEqual(["n1"]);
    expect(rigs[0].clock.now()).toBe(14_000 + 5_000);
  });

  test("an error of ours while one is taken through is that host's, and ends no other", T, async () => {
    const rig = new Rig(specs(2), policyOf(2, { batch: count(2) }), {
      wrap: (fleet) => ({
        hooks: fleet.hooks,
        look: fleet.look.bind(fleet),
        resolve: fleet.resolve.bind(fleet),
        act: (host, call) => {
          if (host === "n1") throw new TypeError("oops");
          return fleet.act(host, call);
        },
      }),
    });
    expect((await rig.run()).accounts).toMatchObject({ unknown: ["n1"], done: ["n2"] });
  });
});

describe("hooks", () => {
  const hooks = (said: string[], bad: string) => {
    const hook =
      (name: string) =>
      async ({ host, message }: { host: string; message: string }) => {
        said.push(`${name} ${host}${message === "" ? "" : `: ${message}`}`);
        if (bad === name) throw new Error("exit code 1");
      };
    return { before: hook("before"), after: hook("after"), onFailure: hook("on-failure") };
  };

  test("are called around each host", T, async () => {
    const said: string[] = [];
    await new Rig(specs(2), policyOf(2), { hooks: hooks(said, "") }).run();
    expect(said).toEqual(["before n1", "after n1", "before n2", "after n2"]);
  });

  test.each([
    ["before", ["before n1", "on-failure n1: hook before: exit code 1"], 0],
    ["after", ["before n1", "after n1", "on-failure n1: hook after: exit code 1"], 1],
  ] as const)("%s that fails is the host's failure", T, async (which, expected, acts) => {
    const said: string[] = [];
    const rig = new Rig(specs(2), policyOf(2), { hooks: hooks(said, which) });
    expect((await rig.run()).accounts).toMatchObject({ failed: ["n1"], notAttempted: ["n2"] });
    expect(said).toEqual(expected);
    expect(rig.fleet.acts().get("n1")).toBe(acts);
  });

  test("for failures: what it has to say is added", T, async () => {
    const rig = new Rig(specs(1, { n1: "refuses" }), policyOf(1), { hooks: hooks([], "on-failure") });
    await rig.run();
    expect(rig.messageOf("n1")).toBe("simulated: refused; hook on-failure: exit code 1");
  });

  test("one that hangs is given up, and fails the host", T, async () => {
    const rig = new Rig(specs(1), policyOf(1), { hooks: { ...hooks([], ""), before: () => new Promise(() => {}) } });
    expect((await rig.run()).accounts.failed).toEqual(["n1"]);
    expect(rig.messageOf("n1")).toBe("hook before: hook before timed out after 600 s");
  });
});

describe("interrupts", () => {
  test("the first: no new hosts, those in flight are waited for", T, async () => {
    const rig = new Rig(specs(6), policyOf(6, { batch: count(2) }));
    rig.at(seconds(4), () => rig.stopping.abort());
    const { result, accounts, inFlight } = await rig.run();
    expect([result, accounts.done, accounts.notAttempted.length, inFlight]).toEqual(["interrupted", ["n1", "n2"], 4, []]);
    expect(rig.events.find(({ t }) => t === "interrupted")).toMatchObject({ inFlight: ["n1", "n2"] });
    expect(rig.clock.now()).toBe(15_000);
  });

  test("the second: those in flight are left running", T, async () => {
    const rig = new Rig(specs(4), policyOf(4, { batch: count(2) }));
    rig.at(seconds(2), () => rig.stopping.abort());
    rig.at(seconds(4), () => rig.leaving.abort());
    const { result, accounts, inFlight } = await rig.run();
    expect([result, accounts.unknown, accounts.notAttempted, inFlight]).toEqual([
      "left",
      ["n1", "n2"],
      ["n3", "n4"],
      ["n1", "n2"],
    ]);
    expect(rig.clock.now()).toBe(4_000);
    expect(rig.journal.records.at(-1)).toMatchObject({ t: "end", result: "left" });
  });

  test.each(["pause", "budget", "ask"] as const)("ends a wait at once: %s", T, async (which) => {
    const held = [spec("n1", "held", { heldFor: seconds(500) }), spec("n2")];
    const rig =
      which === "budget"
        ? new Rig(held, policyOf(2, { maxUnavailable: count(1) }))
        : new Rig(specs(3), policyOf(3, { pause: which === "ask" ? "ask" : seconds(300) }), {
            confirm: () => new Promise(() => {}),
          });
    rig.at(seconds(22), () => rig.stopping.abort());
    expect((await rig.run()).result).toBe("interrupted");
    expect(rig.clock.now()).toBe(22_000);
  });

  test("before it has begun: nothing is done", T, async () => {
    const rig = new Rig(specs(2), policyOf(2));
    rig.stopping.abort();
    expect((await rig.run()).accounts.notAttempted).toEqual(["n1", "n2"]);
    expect(rig.fleet.acts().get("n1")).toBe(0);
  });

  test("while a batch is written down: none of it is sent anything, and it can be gone on with", T, async () => {
    const records: JournalRecord[] = [];
    const rig: Rig = new Rig(specs(2), policyOf(2), {
      journal: {
        records,
        append: async (record) => {
          records.push(record);
          if (record.t === "batch") rig.stopping.abort();
        },
      },
    });
    expect((await rig.run()).accounts.notAttempted).toEqual(["n1", "n2"]);
    expect(rig.fleet.acts().get("n1")).toBe(0);
    expect(records.map(({ t }) => t)).toEqual(["batch", "recalled", "end"]);
  });

  test("whoever leaves the loop waits for nobody", T, async () => {
    const rig = new Rig(specs(2), policyOf(2));
    rig.onEvent = (event) => {
      if (event.t === "accepted") throw new Error("the reader is gone");
    };
    await expect(rig.run()).rejects.toThrow("the reader is gone");
    expect(rig.clock.now()).toBe(0);
    expect(rig.journal.records.at(-1)).toMatchObject({ t: "end", result: "left" });
  });
});

test("a thousand hosts with faults, on a virtual clock, in moments", { timeout: 60_000 }, async () => {
  const names = Array.from({ length: 1_000 }, (_, at) => ({ name: `n${at}`, spread: `rack${at % 40}` }));
  const { simulateFleet } = await import("../../../../src/fleet/rollout/simulation/simulate-fleet.ts");
  const { SIMULATED_FAULTS } = await import("../../../../src/fleet/rollout/simulation/simulated-host.ts");
  const hosts = simulateFleet({
    seed: 7,
    hosts: names,
    faulty: 0.1,
    faults: SIMULATED_FAULTS,
    takes: { least: ms(5_000), most: ms(40_000) },
  });
  const rig = new Rig(hosts, policyOf(1_000, { batch: percent(3), maxFailures: percent(20), spread: "rack", pause: seconds(1) }));
  const { result, accounts } = await rig.run();
  expect([result, total(accounts)]).toEqual(["finished", 1_000]);
  expect(rig.fleet.peakAtWork).toBeLessThanOrEqual(30);
});
