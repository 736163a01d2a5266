import { expect, test } from "vitest";
import { HostStory } from "../../../../src/agent/insight/host-story.ts";
import type { OperationId } from "../../../../src/core/names.ts";
import type { SupervisorStatus } from "../../../../src/core/status.ts";
import { named, operation } from "./event-rig.ts";

const BEGAN = new Date("2026-01-01T12:00:00Z");
const AT = new Date("2026-01-01T12:00:05Z");
const fresh = { supervisorRan: false, agentVanished: false };
const supervisor = (state: "running" | "stopped", uptimeSeconds: number | null) =>
  ({ t: "supervisor", supervisor: { state, uptimeSeconds } as SupervisorStatus }) as const;
const told = (operation_: ReturnType<typeof operation>) => ({ t: "operation", operation: operation_ }) as const;

test("the agent starts, takes over, and says whether the one before it was killed", () => {
  const started = { t: "agent-started", version: "1.2.3", adopted: 3 } as const;
  const first = new HostStory(fresh, BEGAN, "sha256:00").changed({ ...started, adopted: 0 }, AT);
  expect(first).toMatchObject({ kind: "agent-started", at: BEGAN, component: null, message: "agent 1.2.3 started" });
  expect(new HostStory({ supervisorRan: true, agentVanished: true }, BEGAN, "").changed(started, AT)?.message).toBe(
    "agent 1.2.3 started; took over 3 components; the one before it was killed or broke off",
  );
  expect(new HostStory(fresh, BEGAN, "").changed({ ...started, adopted: 1 }, AT)?.message).toContain("took over 1 component");
  expect(new HostStory(fresh, BEGAN, "").changed({ t: "agent-ended", why: "SIGTERM" }, AT)).toMatchObject({
    kind: "agent-ended",
    at: AT,
    message: "the agent ends: SIGTERM",
  });
});

test("an operation begins and ends, and is the cause for what it covers meanwhile, the last one first", () => {
  const story = new HostStory(fresh, BEGAN, "");
  const all = operation({ reason: "new licence" });
  const single = operation({ id: "op-2" as OperationId, kind: "start", requested: [named("is")], by: "bob" });
  expect(story.causeOf(named("is"))).toBeNull();
  expect(story.changed(told(all), AT)).toMatchObject({
    kind: "operation-begun",
    message: "restart of everything, asked for by alice (new licence)",
    by: "alice",
    operationId: "op-1",
    operationKind: "restart",
    requested: [],
  });
  expect(story.changed(told(single), AT)?.requested).toEqual(["is"]);
  expect(story.causeOf(named("is"))).toEqual({ by: "bob", operationId: "op-2" });
  expect(story.causeOf(named("ps"))).toEqual({ by: "alice", operationId: "op-1" });
  expect(story.changed(told({ ...single, result: "failed", message: "is: crashed" }), AT)).toMatchObject({
    kind: "operation-ended",
    message: "start is: failed after 1.5s: is: crashed",
  });
  expect(story.causeOf(named("is"))).toEqual({ by: "alice", operationId: "op-1" });
  expect(story.changed(told({ ...all, result: "done", message: "restarted" }), AT)?.message).toBe(
    "restart of everything: done in 1.5s: restarted",
  );
  expect(story.causeOf(named("is"))).toBeNull();
});

test("an operation that an earlier agent began goes on, and says so", () => {
  const story = new HostStory(fresh, BEGAN, "");
  const old = operation({ startedAt: new Date(BEGAN.getTime() - 1) });
  expect(story.changed(told(old), AT)?.message).toBe(
    "restart of everything goes on after the agent was started anew, asked for by alice",
  );
});

test("the Server Supervisor begins, begins anew and ends; going on under another agent is none of it", () => {
  const story = new HostStory(fresh, BEGAN, "");
  expect(story.changed(supervisor("stopped", null), AT)).toBeNull();
  story.changed(told(operation()), AT);
  expect(story.changed(supervisor("running", 0), AT)).toMatchObject({
    kind: "supervisor",
    message: "Server Supervisor began",
    by: "alice",
    operationId: "op-1",
  });
  expect(story.changed(supervisor("running", 8), AT)).toBeNull();
  expect(story.changed(supervisor("running", 0), AT)?.message).toBe("Server Supervisor began");
  expect(story.changed(supervisor("stopped", null), AT)?.message).toBe("Server Supervisor ended");
  expect(story.changed(supervisor("stopped", null), AT)).toBeNull();
  const next = new HostStory({ ...fresh, supervisorRan: true }, BEGAN, "");
  expect(next.changed(supervisor("running", 0), AT)).toBeNull();
  expect(next.changed(supervisor("stopped", null), AT)).toMatchObject({ message: "Server Supervisor ended", by: null });
});

test("a configuration is taken in, is the same, or is refused", () => {
  const story = new HostStory(fresh, BEGAN, "sha256:00");
  const read = (hash: string, problem: string | null) => story.changed({ t: "configuration", hash, problem }, AT)?.message;
  expect(read("sha256:00", null)).toBe("configuration read anew: the same sha256:00");
  expect(read("sha256:11", null)).toBe("configuration read anew: now sha256:11");
  expect(read("sha256:11", "agent.yaml:3: no")).toBe("configuration refused, the one before stays in use: agent.yaml:3: no");
});
