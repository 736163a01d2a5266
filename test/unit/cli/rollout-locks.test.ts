import { expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { breakLock } from "../../../src/cli/rollout/run-break-lock.ts";
import { rolloutLocks } from "../../../src/cli/rollout/run-rollout-locks.ts";
import { ms, seconds } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { HostService } from "../../../src/core/host-service.ts";
import type { Lease } from "../../../src/core/lease.ts";
import type { LeaseId } from "../../../src/core/names.ts";
import { choicesFor } from "./choices-for.ts";
import { FakeFleet, unreachable } from "./fake-fleet.ts";
import { fakeTerminal } from "./fake-terminal.ts";
import { names } from "./fleet-samples.ts";
import { later } from "./rollout-samples.ts";

const timeout = 10_000;
const plain = { stdout: paintWhere(false), stderr: paintWhere(false) };

const lease = (id: string, changed: Partial<Lease> = {}): Lease => ({
  id: id as LeaseId,
  by: "bob",
  reason: "new \x1b[31mrelease",
  since: later(-300_000),
  ttl: seconds(60),
  expiresIn: ms(42_000),
  ...changed,
});

async function run(
  line: string,
  answers: (host: string) => Partial<HostService>,
  command: (fleet: FakeFleet, context: CommandContext) => Promise<number>,
) {
  const fleet = new FakeFleet(names(6), answers);
  const { terminal, stdout, stderr } = fakeTerminal({ clock: fleet.clock });
  const code = await command(fleet, { choices: choicesFor(line, terminal), terminal, paint: plain });
  expect([fleet.open_, fleet.clock.pending]).toEqual([0, 0]);
  return { code, out: stdout.text, err: stderr.text };
}

const held = (host: string): Partial<HostService> => ({
  getLease: async (expected) => {
    expect(expected).toBe(host);
    if (host === "node06") throw unreachable();
    if (host === "node05") return null;
    return host === "node04"
      ? lease("r-2", { by: "carol", reason: "" })
      : lease("r-1", { expiresIn: ms(host === "node01" ? 55_000 : 42_000) });
  },
});

test("locks: hosts of one rollout together, since when and until when; who did not answer on stderr", { timeout }, async () => {
  const { code, out, err } = await run("", held, rolloutLocks);
  expect(code).toBe(4);
  expect(out.split("\n")).toEqual([
    "node[01-03] (3 hosts): rollout r-1 of bob: new \\x1b[31mrelease",
    "  since 2026-01-01 11:55:00Z (5m 0s ago); ends in 42s–55s unless it is renewed",
    "node04: rollout r-2 of carol",
    "  since 2026-01-01 11:55:00Z (5m 0s ago); ends in 42s unless it is renewed",
    "node05: free",
    "6 hosts: 4 held, 1 free, 1 not known",
    "",
  ]);
  expect(err).toContain("node06: unreachable: connect: refused");
});

test("locks for programs are a frame", { timeout }, async () => {
  const frame = JSON.parse((await run("-o json", held, rolloutLocks)).out);
  expect(frame).toMatchObject({ command: "rollout locks", exitCode: 4, summary: { hosts: 6, ok: 5, unreachable: 1 } });
  expect(frame.hosts[0].lease).toMatchObject({ rolloutId: "r-1", by: "bob", ttlMs: 60_000, expiresInMs: 55_000 });
  expect(frame.hosts[4]).toEqual({ host: "node05", outcome: "ok", lease: null });
});

test("break-lock: each host says what came of it; a lock of another rollout stays", { timeout }, async () => {
  const asked: unknown[] = [];
  const answers = (host: string): Partial<HostService> => ({
    breakLease: async (query, reason) => {
      asked.push([query.id, query.expectedHost, reason]);
      if (host === "node05") throw new FaultError({ code: "LEASE_NOT_HELD", id: query.id });
      return lease(query.id, { by: host === "node04" ? "carol" : "bob" });
    },
  });
  const { code, out, err } = await run("--reason gone", answers, (fleet, context) => breakLock("r-1" as LeaseId, fleet, context));
  expect(code).toBe(1);
  expect(asked).toEqual(names(6).map((host) => ["r-1", host, "gone"]));
  expect(out.split("\n")).toEqual([
    "node[01-03,06] (4 hosts): lock of rollout r-1 of bob broken",
    "node04: lock of rollout r-1 of carol broken",
    "6 hosts: 5 ok, 1 failed",
    "",
  ]);
  expect(err).toContain("node05: failed: refused: rollout r-1 does not hold the lock of this host");
  const quiet = await run("-q", answers, (fleet, context) => breakLock("r-1" as LeaseId, fleet, context));
  expect([quiet.code, quiet.out]).toEqual([1, ""]);
});
