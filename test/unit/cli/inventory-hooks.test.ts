import { expect, test } from "vitest";
import { hooksFor } from "../../../src/cli/rollout/hooks-for.ts";
import { inventoryHooks } from "../../../src/cli/rollout/inventory-hooks.ts";
import { systemClock } from "../../../src/core/clock.ts";
import type { Hooks } from "../../../src/core/hook.ts";
import type { Inventory } from "../../../src/core/inventory.ts";
import type { OperationId } from "../../../src/core/names.ts";
import { host, inventory } from "../fleet/samples.ts";
import { programHook } from "./hook-samples.ts";

const timeout = 20_000;
const NONE: Hooks = { before: null, after: null, onFailure: null };
const DATA = {
  rollout: "r-1",
  host: "a",
  kind: "restart",
  components: [],
  operationId: "op-1" as OperationId,
  batch: 1,
  message: "late",
} as const;

/** `all`, and what groups have; each host is in the groups of its letter. */
function fleet(all: Hooks | null, ofGroups: Readonly<Record<string, Hooks | null>> = {}): Inventory {
  const base = inventory([host("a"), host("b"), host("c")], { g1: "a,b", g2: "b", unused: "c" });
  const groupRollouts = new Map(Object.entries(ofGroups).map(([name, hooks]) => [name, { ...base.rollout, hooks }]));
  return { ...base, rollout: { ...base.rollout, hooks: all }, groupRollouts };
}

test("of each hook that of the first group counts, else that for all", () => {
  const [one, two, three] = [programHook(["one"]), programHook(["two"]), programHook(["three"])];
  expect(hooksFor(fleet(null))("a")).toEqual(NONE);
  expect(hooksFor(fleet(null, { g1: null }))("a")).toEqual(NONE);
  expect(hooksFor(fleet({ ...NONE, after: one }))("a")).toEqual({ ...NONE, after: one });
  const all = { before: one, after: one, onFailure: null };
  const of = hooksFor(fleet(all, { g2: { ...NONE, before: two }, g1: { ...NONE, before: three, onFailure: three } }));
  expect(of("a")).toEqual({ before: three, after: one, onFailure: three });
  expect(of("b")).toEqual({ before: two, after: one, onFailure: three });
  expect(of("c")).toEqual(all);
});

test("each hook is run at its moment, with what the rollout says", { timeout }, async () => {
  const fails = programHook(["sh", "-c", 'echo "$IMAGESERVING_HOOK $IMAGESERVING_HOST $IMAGESERVING_ERROR" >&2; exit 1']);
  const hooks = inventoryHooks(fleet({ before: fails, after: fails, onFailure: fails }), {
    clock: systemClock,
    env: process.env,
  });
  const { signal } = new AbortController();
  await expect(hooks.before(DATA, { signal })).rejects.toThrow(
    "the before hook of a failed: sh ended with exit code 1: before a",
  );
  await expect(hooks.after(DATA, { signal })).rejects.toThrow("the after hook of a failed: sh ended with exit code 1: after a");
  await expect(hooks.onFailure(DATA, { signal })).rejects.toThrow("sh ended with exit code 1: on-failure a late");
  await expect(hooks.before({ ...DATA, host: "gone" }, { signal })).rejects.toThrow(
    "gone is not in fleet.yaml any more, so its before hook cannot be run",
  );
});

test("without hooks nothing is done", async () => {
  const hooks = inventoryHooks(fleet(null), { clock: systemClock, env: {} });
  expect(await hooks.before({ ...DATA, host: "gone" }, { signal: new AbortController().signal })).toBeUndefined();
});
