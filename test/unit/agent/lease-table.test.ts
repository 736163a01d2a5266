import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LeaseFile } from "../../../src/agent/leases/lease-file.ts";
import { type LeaseRecord, parseLease, timeLeft, writeLease } from "../../../src/agent/leases/lease-record.ts";
import type { LeaseWish } from "../../../src/agent/leases/lease-table.ts";
import { ms, seconds } from "../../../src/core/duration.ts";
import type { LeaseId } from "../../../src/core/names.ts";
import { silentLog } from "../../../src/supervisor/agent-log.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { LeaseMachine } from "./fake-leases.ts";

const timeout = 10_000;
const NOON = new Date("2026-01-01T12:00:00Z");
const lease = (text: string) => text as LeaseId;
const A = lease("rollout-a");
const B = lease("rollout-b");
const wish = (id: LeaseId, length = 60, reason = "new JDK"): LeaseWish => ({ id, reason, ttl: seconds(length) });
const held = (by: string, about: object = {}) => ({ fault: { code: "LEASE_HELD", by, ...about } });
const notHeld = (id: LeaseId) => ({ fault: { code: "LEASE_NOT_HELD", id } });

async function rig() {
  const clock = new FakeClock();
  const machine = new LeaseMachine();
  return { clock, machine, leases: await machine.agent(clock) };
}

describe("a lease", () => {
  test("is one rollout's, and keeps out every other, who hears who, why, since when and for how long", { timeout }, async () => {
    const { clock, leases } = await rig();
    const about = { id: A, by: "alice", reason: "new JDK", since: NOON, ttl: seconds(60) };
    expect(await leases.acquire(wish(A), "alice")).toEqual({ ...about, expiresIn: seconds(60) });
    await clock.advance(15_000);
    expect(leases.held).toEqual({ ...about, expiresIn: seconds(45) });
    const refused = held("alice", { id: A, reason: "new JDK", since: NOON.toISOString(), expiresInMs: 45_000 });
    for (const refusal of [
      leases.acquire(wish(B), "bob"),
      leases.renew(wish(B), "bob"),
      leases.acquire(wish(B), "alice"), // another rollout of the same person is another rollout
      leases.break(B, "bob", ""),
    ])
      await expect(refusal).rejects.toMatchObject(refused);
    expect(() => leases.mustBeHeld(B)).toThrow(
      "refused: rollout rollout-a of alice is at work here since 2026-01-01T12:00:00.000Z (new JDK); its lock ends in 45s unless it is renewed. See all with: ImageServing rollout locks; if nobody is behind it any more: ImageServing rollout break-lock",
    );
    expect(leases.mustBeHeld(A)).toEqual(leases.held);
  });

  test("ends by itself, to the millisecond, and is free then", { timeout }, async () => {
    const { clock, leases } = await rig();
    await leases.acquire(wish(A), "alice");
    await clock.advance(59_999);
    await expect(leases.acquire(wish(B), "bob")).rejects.toMatchObject(held("alice", { expiresInMs: 1 }));
    await clock.advance(1);
    expect(leases.held).toBeNull();
    expect(() => leases.mustBeHeld(A)).toThrow("rollout rollout-a does not hold the lock of this host");
    expect(await leases.acquire(wish(B), "bob")).toMatchObject({ by: "bob", since: new Date(NOON.getTime() + 60_000) });
  });

  test.each(["acquire", "renew"] as const)(
    "is renewed by %s, from now on, and is still the one of then",
    { timeout },
    async (how) => {
      const { clock, leases } = await rig();
      await leases.acquire(wish(A), "alice");
      await clock.advance(59_999);
      expect(await leases[how](wish(A, 20, "the rest"), "bob")).toEqual({
        id: A,
        by: "bob",
        reason: "the rest",
        since: NOON,
        ttl: seconds(20),
        expiresIn: seconds(20),
      });
      await clock.advance(19_999);
      expect(leases.held).not.toBeNull();
      await clock.advance(1);
      expect(leases.held).toBeNull();
    },
  );

  test("that has ended, was given back or broken is not taken again by a renewal", { timeout }, async () => {
    const { clock, leases } = await rig();
    await expect(leases.renew(wish(A), "alice")).rejects.toMatchObject(notHeld(A));
    await leases.acquire(wish(A), "alice");
    await clock.advance(60_000);
    await expect(leases.renew(wish(A), "alice")).rejects.toMatchObject(notHeld(A));
    await leases.acquire(wish(A), "alice");
    await leases.break(A, "bob", "alice is asleep");
    await expect(leases.renew(wish(A), "alice")).rejects.toMatchObject(notHeld(A));
    await leases.acquire(wish(A), "alice");
    await leases.release(A, "alice");
    await expect(leases.renew(wish(A), "alice")).rejects.toMatchObject(notHeld(A));
    expect(leases.held).toBeNull();
  });

  test("is given back by its holder alone, as often as wanted", { timeout }, async () => {
    const { leases } = await rig();
    expect(await leases.release(A, "alice")).toBeNull();
    await leases.acquire(wish(A), "alice");
    expect(await leases.release(B, "alice")).toMatchObject({ id: A });
    expect(await leases.release(A, "bob")).toMatchObject({ id: A });
    expect(await leases.release(A, "alice")).toBeNull();
    expect(await leases.release(A, "alice")).toBeNull();
  });

  test("is broken by whoever names it, and no newer one in its place", { timeout }, async () => {
    const { leases } = await rig();
    await expect(leases.break(A, "bob", "")).rejects.toMatchObject(notHeld(A));
    await leases.acquire(wish(A), "alice");
    expect(await leases.break(A, "bob", "")).toMatchObject({ id: A, by: "alice" });
    await leases.acquire(wish(B), "carol");
    await expect(leases.break(A, "bob", "")).rejects.toMatchObject(held("carol"));
    expect(leases.held).toMatchObject({ id: B });
  });

  test("that two ask for at the same moment is one's", { timeout }, async () => {
    const { leases } = await rig();
    const both = await Promise.allSettled([leases.acquire(wish(A), "alice"), leases.acquire(wish(B), "bob")]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(leases.held).toMatchObject({ id: A });
  });

  test("is on disk before anybody is told; where that fails, everything stays as it was", { timeout }, async () => {
    const { clock, machine, leases } = await rig();
    machine.full = true;
    const full = { fault: { code: "NOT_DURABLE" } };
    await expect(leases.acquire(wish(A), "alice")).rejects.toMatchObject(full);
    expect(leases.held).toBeNull();
    machine.full = false;
    await leases.acquire(wish(A), "alice");
    machine.full = true;
    await clock.advance(1_000);
    await expect(leases.renew(wish(A), "alice")).rejects.toMatchObject(full);
    await expect(leases.release(A, "alice")).rejects.toMatchObject(full);
    await expect(leases.break(A, "bob", "")).rejects.toMatchObject(full);
    expect(leases.held).toMatchObject({ by: "alice", expiresIn: 59_000 });
  });
});

describe("the next agent", () => {
  /** Time passes on the machine while no agent lives, and another begins. */
  async function next(machine: LeaseMachine, clock: FakeClock, away: number, wall = clock.wall().getTime() + away) {
    machine.bootedBefore += clock.now() + away;
    return { clock: new FakeClock({ wall: new Date(wall) }) };
  }

  test("knows a lease, and that time has passed", { timeout }, async () => {
    const { clock, machine, leases } = await rig();
    await leases.acquire(wish(A), "alice");
    await clock.advance(10_000);
    const before = leases.held;
    const later = await next(machine, clock, 20_000);
    const again = await machine.agent(later.clock);
    expect(again.held).toEqual({ ...before, expiresIn: seconds(30) });
    await expect(again.acquire(wish(B), "bob")).rejects.toMatchObject(held("alice"));
    expect(await again.renew(wish(A), "alice")).toMatchObject({ since: NOON, expiresIn: seconds(60) });
    await later.clock.advance(60_000);
    expect(again.held).toBeNull();
  });

  test("knows of none that has ended, was given back or broken", { timeout }, async () => {
    const { clock, machine, leases } = await rig();
    for (const end of [
      () => leases.release(A, "alice"),
      () => leases.break(A, "bob", ""),
      () => clock.advance(60_000),
    ] as const) {
      await leases.acquire(wish(A), "alice");
      await end();
      const { clock: own } = await next(machine, clock, 0);
      expect((await machine.agent(own)).held).toBeNull();
      machine.bootedBefore -= clock.now();
    }
  });

  test("does not heed a step of the wall clock, neither then nor while it lives", { timeout }, async () => {
    for (const step of [-400 * 86_400_000, -1, 400 * 86_400_000]) {
      const { clock, machine, leases } = await rig();
      await leases.acquire(wish(A), "alice");
      clock.setWall(new Date(NOON.getTime() + step));
      expect(leases.held).toMatchObject({ expiresIn: seconds(60), since: NOON });
      const later = await next(machine, clock, 20_000);
      expect((await machine.agent(later.clock)).held).toMatchObject({ expiresIn: seconds(40) });
    }
  });

  test("of another boot goes by the wall clock, within the lease's time", { timeout }, async () => {
    for (const [passed, left] of [
      [20_000, 40_000],
      [60_000, null],
      [400 * 86_400_000, null],
      [-400 * 86_400_000, 60_000],
    ] as const) {
      const { machine, leases } = await rig();
      await leases.acquire(wish(A), "alice");
      machine.bootId = "boot-2";
      machine.bootedBefore = 1_000;
      const clock = new FakeClock({ wall: new Date(NOON.getTime() + passed) });
      expect((await machine.agent(clock)).held?.expiresIn ?? null).toBe(left);
    }
  });
});

describe("the file", () => {
  const record: LeaseRecord = {
    id: A,
    by: "alice",
    reason: "",
    since: NOON,
    ttl: seconds(60),
    bootId: "b",
    endsSinceBoot: 70_000,
    endsAt: NOON,
  };

  test("is read back as it was written", { timeout }, () => {
    const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) });
    const any = fc.record({ by: fc.string(), reason: fc.string(), since: date, endsAt: date, bootId: fc.string() });
    fc.assert(
      fc.property(any, fc.nat(3_600_000), fc.nat(), (texts, ttl, endsSinceBoot) => {
        const one = { ...record, ...texts, ttl: ms(ttl), endsSinceBoot };
        expect(parseLease(writeLease(one))).toEqual(one);
      }),
    );
    expect(parseLease(writeLease(null))).toBeNull();
  });

  test("never gives a lease more than its time, whatever it says", { timeout }, () => {
    const moment = fc.record({
      bootId: fc.constantFrom("b", "c"),
      msSinceBoot: fc.nat(),
      wall: fc.date({ noInvalidDate: true }),
    });
    const forged = parseLease(writeLease({ ...record, ttl: seconds(86_400), endsSinceBoot: 1e15, endsAt: new Date(8e15) }));
    fc.assert(
      fc.property(moment, (now) => {
        const left = timeLeft(forged as LeaseRecord, now);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });

  test.each([
    "",
    "null",
    "{}",
    '{"version":2,"lease":null}',
    '{"version":1}',
    '{"version":1,"lease":{"id":"../x"}}',
    writeLease(record).replace('"ttl":60000', '"ttl":"x"'),
    writeLease(record).replace('"endsSinceBoot":70000', '"endsSinceBoot":-1'),
    writeLease(record).replaceAll("2026", "soon"),
  ])("that says %s is no lease, and no reason not to begin", { timeout }, async (text) => {
    const folder = mkdtempSync(join(tmpdir(), "is-lease-"));
    try {
      const file = new LeaseFile(folder, silentLog);
      expect(await file.load()).toBeNull();
      writeFileSync(join(folder, "lease.json"), text);
      expect(await file.load()).toBeNull();
      await file.save(record);
      expect(await file.load()).toEqual(record);
      expect(readFileSync(join(folder, "lease.json"), "utf8")).toBe(writeLease(record));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
