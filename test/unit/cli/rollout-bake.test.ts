import { expect, test } from "vitest";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { endText } from "../../../src/cli/render/rollout-end-text.ts";
import { rolloutEventLine } from "../../../src/cli/render/rollout-event-line.ts";
import { lookOf } from "../../../src/cli/rollout/fleet-adapter.ts";
import { retryPolicy } from "../../../src/cli/rollout/retry-policy.ts";
import { rolloutCommands } from "../../../src/cli/rollout/rollout-commands.ts";
import { rolloutEventObject } from "../../../src/cli/rollout/rollout-event-object.ts";
import { rolloutHostObject } from "../../../src/cli/rollout/rollout-object.ts";
import { readRolloutChoices, saidRolloutOptions } from "../../../src/cli/rollout/rollout-options.ts";
import type { LeaseId } from "../../../src/core/names.ts";
import type { RolloutEvent } from "../../../src/fleet/rollout/rollout-event.ts";
import { policyOf, Rig, specs } from "../fleet/rollout/rig.ts";
import { component, down, hostStatus } from "./samples.ts";

const timeout = 20_000;
const WORSE = "is uses 1.80 GB 5.0s after its restart, 900 MB before it, 900 MB on 2 hosts not restarted yet";

type Baked = RolloutEvent & { readonly t: "baked" };

async function baked(bake: "report" | "halt") {
  const rig = new Rig(specs(4, { n2: "worse" }), policyOf(4, { bake }));
  const finished = await rig.run();
  const event = (host: string) => rig.events.find((each): each is Baked => each.t === "baked" && each.host === host);
  const commands = rolloutCommands("r1" as LeaseId, { home: null });
  const end = endText(finished, rig.state, commands, { width: null, paint: paintWhere(false) }).split("\n");
  return { rig, event, end };
}

const line = (event: RolloutEvent | undefined) => (event === undefined ? undefined : rolloutEventLine(event, null));

test("report: one that is worse has a line always, the others where events have one, and it is said at the end", {
  timeout,
}, async () => {
  const { rig, event, end } = await baked("report");
  expect(line(event("n1"))).toEqual({
    text: "n1: is 900 MB (before: 900 MB; 3 hosts: 900 MB), crashes 0 (before: 0; 3 hosts: 0)",
    colour: null,
    weight: "detail",
  });
  expect(line(event("n2"))).toEqual({ text: `n2: worse than before: ${WORSE}`, colour: "yellow", weight: "bad" });
  expect(end.slice(0, 2)).toEqual(["n[1-4] (4 hosts): done", `n2: worse than before: ${WORSE}`]);
  const object = rolloutEventObject(event("n2") as Baked);
  expect(object).toMatchObject({ event: "baked", host: "n2", message: WORSE, fails: false });
  expect(object["components"]).toMatchObject([{ name: "is", figures: { memory: { now: 1.8e9, before: 9e8, worse: true } } }]);
  expect(rolloutHostObject(rig.state.host("n2"))).toMatchObject({ stage: "done", baked: { message: WORSE } });
});

test("halt: it is said once, as the failure that it is", { timeout }, async () => {
  const { event, end } = await baked("halt");
  expect(line(event("n2"))).toBeNull();
  expect(end).toContain(`n2: failed: ${WORSE}`);
  expect(end.filter((each) => each.includes("1.80 GB"))).toHaveLength(1);
});

test("a look has the figures of each component, as far as they are known", { timeout }, () => {
  const usage = { memoryBytes: 5, pssBytes: 3, cpuPercent: 7, processes: 1 };
  const status = hostStatus([component("is", { usage, restarts: 2, probeLatencyMs: 4 }), down("ps", { probeLatencyMs: null })]);
  const look = lookOf(status, [], null);
  expect(look.t === "unreachable" ? [] : look.components).toMatchObject([
    { name: "is", memoryBytes: 5, cpuPercent: 7, restarts: 2, probeMs: 4 },
    { name: "ps", memoryBytes: null, cpuPercent: null, restarts: 0, probeMs: null },
  ]);
});

test("the option counts as said for one host, and holds in a retry", { timeout }, () => {
  const said = readRolloutChoices({ bake: "halt" });
  expect([said.wish.bake, saidRolloutOptions(said)]).toEqual(["halt", ["--bake"]]);
  expect(retryPolicy(policyOf(4, { bake: "halt" }), 2).bake).toBe("halt");
});
