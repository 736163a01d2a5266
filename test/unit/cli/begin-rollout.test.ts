import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { beginFleetRollout } from "../../../src/cli/rollout/begin-rollout.ts";
import { type RawRolloutOptions, readRolloutChoices } from "../../../src/cli/rollout/rollout-options.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { ms, seconds } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { HostService, OperateRequest } from "../../../src/core/host-service.ts";
import type { Lease } from "../../../src/core/lease.ts";
import type { LeaseId } from "../../../src/core/names.ts";
import { choicesFor } from "./choices-for.ts";
import { FakeFleet } from "./fake-fleet.ts";
import { fakeTerminal } from "./fake-terminal.ts";
import { names } from "./fleet-samples.ts";
import { component, hostStatus, operation } from "./samples.ts";

const timeout = 20_000;
let home = "";
beforeEach(() => {
  home = mkdtempSync("/tmp/is-begin-");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const held = (id: string, by: string): Lease => ({
  id: id as LeaseId,
  by,
  reason: "why",
  since: new Date(0),
  ttl: seconds(60),
  expiresIn: seconds(50),
});

/** Hosts that restart at once; what a test says of one goes before. */
function rig(count: number, others: Readonly<Record<string, Partial<HostService>>> = {}) {
  const asked: (readonly [string, OperateRequest])[] = [];
  const leases = new Map<string, string>();
  const fake = new FakeFleet(names(count), (host) => ({
    status: async () => hostStatus([component("is")], { host }),
    getLease: async () => null,
    acquireLease: async ({ id }) => {
      leases.set(host, id);
      return held(id, "alice");
    },
    renewLease: async ({ id }) => held(id, "alice"),
    releaseLease: async () => {
      leases.delete(host);
      return null;
    },
    operate: async function* (request) {
      asked.push([host, request]);
      yield { t: "result", operation: operation({ id: request.id, kind: request.kind, result: "done" }) };
    },
    ...others[host],
  }));
  const fleet = Object.assign(fake, { clock: systemClock });
  const run = async (raw: RawRolloutOptions, world: Partial<Terminal> = {}) => {
    const { terminal, stdout, stderr } = fakeTerminal({ clock: systemClock, ...world });
    const choices = choicesFor(`--home ${home} --all`, terminal);
    const context: CommandContext = { choices, terminal, paint: { stdout: paintWhere(false), stderr: paintWhere(false) } };
    const wanted = readRolloutChoices({ minReady: ms(0), ...raw });
    const code = await beginFleetRollout({ kind: "restart", components: ["is"] }, wanted, fleet, context);
    return { code, stdout: stdout.text, stderr: stderr.text };
  };
  return { run, asked, leases, fleet };
}

const journals = () => {
  try {
    return readdirSync(`${home}/state/rollouts`).filter((name) => name.endsWith(".jsonl"));
  } catch {
    return [];
  }
};

test("every host is asked once, under a lease and with what the plan knows of it; the leases are given back", {
  timeout,
}, async () => {
  const { run, asked, leases, fleet } = rig(3);
  expect((await run({})).code).toBe(0);
  expect(asked.map(([host]) => host)).toEqual(names(3));
  for (const [host, { expectedHost, conditions }] of asked) {
    expect(expectedHost).toBe(host);
    expect(conditions).toMatchObject({
      fences: [{ component: "is", generation: expect.any(Number) }],
      leaseId: expect.any(String),
    });
  }
  expect([leases.size, fleet.open_, journals().length]).toEqual([0, 0, 1]);
});

test("a plan asks nothing of anybody and leaves no trace", { timeout }, async () => {
  const { run, asked, leases } = rig(3);
  const { code, stdout } = await run({ plan: true });
  expect([code, asked, leases.size, journals()]).toEqual([0, [], 0, []]);
  expect(stdout).toContain("1 of 3 hosts at once");
});

test("somebody at a terminal is asked, and a no is a no", { timeout }, async () => {
  const { run, asked } = rig(2);
  const questions: string[] = [];
  const answer = (yes: boolean) => async (question: string) => {
    questions.push(question);
    return yes;
  };
  const no = await run({}, { ask: answer(false) });
  expect([no.code, no.stderr.includes("nothing was done"), asked.length, journals().length]).toEqual([1, true, 0, 0]);
  expect((await run({}, { ask: answer(true) })).code).toBe(0);
  expect((await run({ yes: true }, { ask: answer(false) })).code).toBe(0);
  expect(questions).toEqual(["restart 2 hosts?", "restart 2 hosts?"]);
});

test("a host that another rollout holds refuses all of it; nothing is begun, and no lease is kept", { timeout }, async () => {
  const refused = new FaultError({
    code: "LEASE_HELD",
    id: "r-9",
    by: "bob",
    reason: "disks",
    since: "noon",
    expiresInMs: 9_000,
  });
  const { run, asked, leases } = rig(3, { node02: { acquireLease: () => Promise.reject(refused) } });
  await expect(run({})).rejects.toThrow(/^node02: .*bob/);
  expect([asked, leases.size]).toEqual([[], 0]);
});

test("a host on which somebody else is at work is out, and not sick: it is not acted upon while it is", { timeout }, async () => {
  const busy = hostStatus([component("is", { ready: false })], {
    host: "node02",
    operations: [operation({ result: "running", by: "bob" })],
  });
  const { run } = rig(3, { node02: { status: async () => busy } });
  const { stdout } = await run({ plan: true });
  expect(stdout).toMatch(/node02: held by a \w+ that bob asked for/);
});

test("a label to spread over that no host has is a mistake", { timeout }, async () => {
  const { run, asked } = rig(2);
  await expect(run({ spread: "rcak" })).rejects.toThrow("spread: none of these hosts has a label rcak in /fleet.yaml");
  expect(asked).toEqual([]);
});
