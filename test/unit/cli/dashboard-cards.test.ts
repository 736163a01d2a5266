import { mkdtempSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import { eventCards } from "../../../src/cli/dashboard/event-cards.ts";
import { hostCard } from "../../../src/cli/dashboard/host-card.ts";
import { rolloutCard, rolloutDetail } from "../../../src/cli/dashboard/rollout-card.ts";
import { RolloutWatch } from "../../../src/cli/dashboard/rollout-watch.ts";
import { usageAnswer } from "../../../src/cli/dashboard/usage-answer.ts";
import { rolloutCommands } from "../../../src/cli/rollout/rollout-commands.ts";
import type { MonoMs } from "../../../src/core/duration.ts";
import { ms } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { ComponentName } from "../../../src/core/names.ts";
import type { ListedRollout } from "../../../src/fleet/rollout/list-rollouts.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { CRASHED, lost, wellComponent, wellStatus } from "../../helpers/made-up-hosts.ts";
import { writeRollouts } from "../../helpers/made-up-rollout.ts";
import { watched } from "../../helpers/simulated-dashboard.ts";

const NOW = { mono: 50_000 as MonoMs, wall: 1_800_000_000_000 };

test("uptimes become moments of the dashboard's clock, whatever the clock of the host says", () => {
  const is = wellComponent("is", 1, {
    uptimeSeconds: 100,
    ...{ lastExit: { ...CRASHED.lastExit, at: new Date(NOW.wall + 3_600_000 - 5_000) } as never },
  });
  const host = watched(wellStatus("node01", 1, [is]), {
    statusAt: 48_000 as MonoMs,
    heardAt: 49_000 as MonoMs,
    clockOffsetMs: 3_600_000,
  });
  const card = hostCard(host, NOW);
  expect(card.components[0]).toMatchObject({
    since: NOW.wall - 2_000 - 100_000,
    lastExit: { how: "SIGKILL", at: NOW.wall - 5_000 },
  });
  expect(card).toMatchObject({ link: "live", lost: null, heardAt: null });
  // A moment later nothing has changed: there is nothing to tell.
  expect(hostCard(host, { mono: 50_400 as MonoMs, wall: NOW.wall + 400 })).toEqual(card);
});

test("a host that is lost says since when, and why", () => {
  const host = { ...lost(watched(wellStatus("node01", 1)), 0), heardAt: 20_000 as MonoMs };
  const card = hostCard(host, NOW);
  expect(card.link).toBe("lost");
  expect(card.heardAt).toBe(NOW.wall - 30_000);
  expect(card.lost?.why).toContain("connection refused");
});

test("where no agent runs and that is known, nothing is stale: it is stopped", () => {
  const known = watched(wellStatus("node01", 1));
  const link = { t: "lost", error: new FaultError({ code: "SUPERVISOR_NOT_RUNNING" }), attempts: 1, since: 0 as MonoMs } as const;
  expect(hostCard({ ...known, link }, NOW)).toMatchObject({
    link: "live",
    lost: null,
    supervisor: { state: "stopped", pid: null },
  });
  expect(hostCard({ ...known, link }, NOW).components.map(({ state, pid }) => [state, pid])).toEqual(
    new Array(3).fill(["stopped", null]),
  );
});

test("events and figures are told at the dashboard's time, the newest event first", async () => {
  const clock = new FakeClock({ wall: new Date(NOW.wall) });
  const hostNow = new Date(NOW.wall + 7_200_000);
  const event = (sequence: number, back: number) =>
    ({ sequence, at: new Date(hostNow.getTime() - back), message: "m", component: null, evidence: [], tail: [] }) as never;
  async function* batches() {
    yield {
      events: [event(1, 9_000), event(2, 4_000)],
      forgottenUntil: new Date(hostNow.getTime() - 10_000),
      dropped: 0,
      now: hostNow,
    };
  }
  const { events, forgottenUntil } = await eventCards(batches(), clock);
  expect(events.map(({ sequence, at }) => [sequence, at])).toEqual([
    [2, NOW.wall - 4_000],
    [1, NOW.wall - 9_000],
  ]);
  expect(forgottenUntil).toBe(NOW.wall - 10_000);
  const points = [{ at: hostNow, memoryBytes: 1.4, peakBytes: 2, cpuPercent: 3.0999 }];
  const report = { host: "node01", now: hostNow, series: [{ component: "is" as ComponentName, step: ms(10_000), points }] };
  expect(usageAnswer(report, new Date(NOW.wall)).series).toEqual([
    { component: "is", stepMs: 10_000, at: [NOW.wall], memory: [1], peak: [2], cpu: [3.1] },
  ]);
});

test("rollouts are read as their journals grow, whoever writes them, and what to do next is said of those that are over", async () => {
  const dir = mkdtempSync("/tmp/is-rollouts-");
  const clock = new FakeClock();
  let told: readonly ListedRollout[] = [];
  let times = 0;
  using watch = new RolloutWatch(`${dir}/none-yet`, clock, (rollouts) => {
    told = rollouts;
    times++;
  });
  try {
    expect([told, times]).toEqual([[], 0]);
    const hosts = Array.from({ length: 240 }, (_, at) => `node${at + 1}`);
    const open = await writeRollouts(`${dir}/none-yet`, hosts);
    await clock.advance(500);
    expect(told.map(({ standing }) => standing)).toEqual(["running", "halted"]);
    expect(told.map(rolloutCard)[0]).toMatchObject({
      total: 240,
      kind: "restart",
      counts: { done: 72, "in-flight": 12, due: 156 },
    });
    await clock.advance(5_000);
    expect(times).toBe(1); // nothing was new
    await open.journal.append({ t: "end", at: clock.wall(), result: "interrupted", why: "" });
    await open[Symbol.asyncDispose]();
    await clock.advance(500);
    expect([told[0]?.standing, times]).toEqual(["interrupted", 2]);
    const found = watch.find("5c1a77f0-halted");
    if (found === null) throw new Error("it is there");
    const detail = rolloutDetail(found, rolloutCommands(found.id, { home: null }));
    expect(detail.card.why).toBe("1 of 40 hosts failed, and none may");
    expect(detail.hosts.filter(({ stage }) => stage === "failed")).toMatchObject([{ name: "node7", batch: 2 }]);
    expect(detail.next.join("\n")).toContain("ImageServing rollout resume 5c1a77f0-halted");
    expect(watch.find("nobody")).toBeNull();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
