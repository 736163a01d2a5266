import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AgentMemory, type AgentMemoryParts } from "../../../../src/agent/insight/agent-memory.ts";
import type { HostEvent } from "../../../../src/core/host-event.ts";
import type { ComponentStatus, ExitRecord, SupervisorStatus, Usage } from "../../../../src/core/status.ts";
import { silentLog } from "../../../../src/supervisor/agent-log.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { exit, named, status } from "./event-rig.ts";

const timeout = 10_000;
const usage = (memoryBytes: number): Usage => ({ memoryBytes, pssBytes: null, cpuPercent: 5, processes: 1 });
let folder = "";

/** What an agent remembers of one component. */
class Rig {
  readonly clock = new FakeClock();
  readonly actor = {
    name: named("is"),
    pid: 7 as number | null,
    usage: usage(3e8) as Usage | null,
    health: null as string | null,
    trouble: null,
    slot: { phase: { at: "running" } as { at: string; overdue?: boolean; stuck?: boolean } },
  };
  configured = true;
  sampled: () => void = () => {};
  readonly memory: AgentMemory;

  constructor() {
    const parts = {
      clock: this.clock,
      log: silentLog,
      paths: { stateDir: folder },
      supervisor: {
        names: [named("is")],
        status: () => status(),
        has: () => this.configured,
        actor: () => this.actor,
        actors: [this.actor],
      },
      sampler: {
        onSample: (act: () => void) => {
          this.sampled = act;
          return () => {
            this.sampled = () => {};
          };
        },
      },
      settings: () => ({ hash: "sha256:00" }),
      own: () => ({ usage: usage(8e7) }) as SupervisorStatus,
      tail: async () => [],
    };
    this.memory = new AgentMemory(parts as unknown as AgentMemoryParts);
    this.memory.changed({ t: "agent-started", version: "1", adopted: 0 });
  }

  changed(over: Partial<ComponentStatus>): void {
    this.memory.changed({ t: "component", component: status(over) });
  }
  async last(): Promise<HostEvent | undefined> {
    const query = { components: [], since: null, afterSequence: 0, limit: 1, follow: false, expectedHost: "" };
    for await (const { events } of this.memory.events(query, new AbortController().signal)) return events[0];
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-memory-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each<[string, Partial<ExitRecord>, boolean]>([
  ["SIGKILL from elsewhere", { signal: "SIGKILL" }, true],
  ["SIGKILL inside a script", { signal: null, code: 137 }, true],
  ["an end that nobody saw", { signal: null, code: null }, true],
  ["SIGKILL from us", { hint: "did not end within 1s of SIGTERM and was killed by the Supervisor" }, false],
  ["an exit code", { signal: null, code: 3 }, false],
  ["a stop", { signal: "SIGTERM", expected: true }, false],
])("after %s what the kernel counted and what was used is told: %o: %s", { timeout }, async (_, over, told) => {
  const rig = new Rig();
  rig.sampled();
  await rig.clock.advance(4_000);
  const end = { state: "backoff", ready: false, pid: null, lastExit: exit(rig.clock.wall(), over) } as const;
  rig.changed(end);
  const event = await rig.last();
  expect(event?.exit).toMatchObject(over);
  if (told)
    expect(event?.evidence).toEqual([
      expect.stringContaining("the kernel's out-of-memory killer ended"),
      "it used 300 MB of memory when it was last measured, 4.0s before",
    ]);
  else expect(event?.evidence).toEqual([]);
  await rig.memory.close();
});

test("health, lateness and a process that outlives SIGKILL are events, though no status has them", { timeout }, async () => {
  const rig = new Rig();
  rig.changed({});
  rig.actor.health = "no heartbeat";
  rig.changed({ reason: "no heartbeat" });
  expect(await rig.last()).toMatchObject({ kind: "health", message: "unhealthy: no heartbeat" });
  rig.actor.health = null;
  rig.changed({ state: "stopping", ready: false });
  rig.actor.slot.phase = { at: "stopping", stuck: true };
  rig.changed({ state: "stopping", ready: false, reason: "pid 7 survived SIGKILL" });
  expect(await rig.last()).toMatchObject({ kind: "health", message: "pid 7 survived SIGKILL" });
  rig.configured = false;
  rig.changed({ state: "stopped", ready: false, pid: null });
  expect(await rig.last()).toMatchObject({ state: "stopped" });
  await rig.memory.close();
});

test("what each sample shows is remembered, of what runs; the next agent has it too", { timeout }, async () => {
  const rig = new Rig();
  rig.sampled();
  await rig.clock.advance(10_000);
  rig.actor.usage = null;
  rig.sampled();
  const ALL = { components: [], since: null, expectedHost: "" };
  const lengths = (memory: AgentMemory) =>
    memory.usage(ALL).map(({ component, step, points }) => [component, step, points.length]);
  const expected = [
    [null, 10_000, 2],
    [null, 300_000, 1],
    ["is", 10_000, 1],
    ["is", 300_000, 1],
  ];
  expect(lengths(rig.memory)).toEqual(expected);
  await rig.memory.close();
  const next = new Rig();
  await next.clock.advance(10_000);
  expect(lengths(next.memory)).toEqual(expected);
  expect(next.memory.components).toEqual(["is"]);
  expect(next.memory.warnings).toEqual([]);
  await next.memory.close();
});
