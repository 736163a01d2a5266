import { describe, expect, test } from "vitest";
import { arrangeHosts, columnsOf, countHealths, mostMemory } from "../../../src/web/look/arrange-hosts.ts";
import { chartData, livePoint } from "../../../src/web/look/chart-data.ts";
import { componentLook, HEALTH_LOOKS, hostHealth } from "../../../src/web/look/component-look.ts";
import { age, moment, percent, shortAge, size, what } from "../../../src/web/look/text.ts";
import type { HostCard } from "../../../src/web/protocol.ts";
import { component, host } from "./samples.ts";

const failing = (name: string) => host(name, { components: [component("is", { state: "failed", ready: false })] });
const stale = (name: string) => host(name, { link: "lost", lost: { why: "", since: 0 } });

describe("how a host stands", () => {
  test.each<[string, HostCard, string]>([
    ["well", host("a"), "ok"],
    ["failing", failing("a"), "bad"],
    ["in backoff", host("a", { components: [component("is", { state: "backoff", ready: false })] }), "bad"],
    ["lost, whatever it was", { ...stale("a"), components: failing("a").components }, "stale"],
    ["not heard yet", host("a", { link: "connecting", supervisor: null, components: [] }), "unknown"],
    ["running and not ready", host("a", { components: [component("is", { ready: false })] }), "warn"],
    ["starting", host("a", { components: [component("is", { state: "starting", ready: false })] }), "busy"],
    [
      "stopped on purpose",
      host("a", { components: [component("is", { state: "stopped", ready: false, desired: "down" })] }),
      "off",
    ],
    [
      "one of two stopped on purpose",
      host("a", { components: [component("is"), component("ps", { state: "stopped", desired: "down" })] }),
      "ok",
    ],
  ])("%s", (_, card, health) => {
    expect(hostHealth(card)).toBe(health);
  });

  test("no two states look alike but for their colour", () => {
    const states = ["stopped", "starting", "running", "stopping", "backoff", "failed"] as const;
    const looks = states.flatMap((state) =>
      [true, false].map((ready) => componentLook(component("is", { state, ready: ready && state === "running" }))),
    );
    for (const a of looks)
      for (const b of looks) if (a.tone !== b.tone) expect(`${a.shape} ${a.word}`).not.toBe(`${b.shape} ${b.word}`);
    const words = Object.values(HEALTH_LOOKS).map(({ word }) => word);
    expect(new Set(words).size).toBe(words.length);
  });
});

test("problems come first, the worst on top, the others as in the inventory", () => {
  const hosts = [host("a"), stale("b"), host("c"), failing("d"), failing("e")];
  expect(arrangeHosts(hosts, null, "all").map((row) => row.host.name)).toEqual(["d", "e", "b", "a", "c"]);
  expect(arrangeHosts(hosts, new Set(["a", "d"]), "all").map((row) => row.host.name)).toEqual(["d", "a"]);
  expect(arrangeHosts(hosts, null, "problems").map((row) => row.host.name)).toEqual(["d", "e", "b"]);
  expect(arrangeHosts(hosts, null, "ok").map((row) => row.host.name)).toEqual(["a", "c"]);
  expect(countHealths(hosts)).toMatchObject({ bad: 2, stale: 1, ok: 2 });
});

test("a column for each component, as long as they are few", () => {
  expect(columnsOf([host("a"), host("b", { components: [component("ps"), component("is")] })])).toEqual(["is", "ps"]);
  expect(columnsOf([host("a", { components: ["a", "b", "c", "d", "e", "f", "g"].map((name) => component(name)) })])).toBeNull();
  expect([...mostMemory([host("a"), host("b", { components: [component("is", { memory: 300 })] })])]).toEqual([["is", 300]]);
});

describe("charts", () => {
  const columns = (step: number, at: readonly number[]) => ({
    component: "is",
    stepMs: step,
    at,
    memory: at.map((each) => each / 1_000),
    peak: at,
    cpu: at.map(() => 5),
  });
  const usage = { series: [columns(600_000, [600_000]), columns(10_000, [10_000, 20_000, 90_000])] };

  test("the finer series is the hour, lines are broken in gaps, and what came live goes on", () => {
    const point = livePoint(host("a", { components: [component("is", { memory: 7 })] }), 95_000);
    const before = livePoint(host("a"), 15_000);
    const { names, at, values } = chartData(usage, [before, point], "memory", "hour");
    expect(names).toEqual(["is"]);
    expect(at).toEqual([10, 20, 30, 90, 95]);
    expect(values).toEqual([[10, 20, null, 90, 7]]);
  });

  test("the coarser one is the week, and nothing is nothing", () => {
    expect(chartData(usage, [], "cpu", "week")).toEqual({ names: ["is"], at: [600], values: [[5]] });
    expect(chartData({ series: [] }, [], "cpu", "hour")).toEqual({ names: [], at: [], values: [] });
  });
});

test("figures for people", () => {
  expect(age(0, 59_900)).toBe("59s");
  expect(age(0, 3_700_000)).toBe("1h 1m");
  expect(age(5_000, 0)).toBe("0s");
  expect(shortAge(0, 3_700_000)).toBe("1h");
  expect([size(null), size(913e6)]).toEqual(["–", "913 MB"]);
  expect([percent(null), percent(3.14), percent(71.6)]).toEqual(["–", "3.1 %", "72 %"]);
  expect(what("stop", [])).toBe("stop everything");
  const noon = new Date(2026, 0, 2, 12, 0, 0).getTime();
  expect(moment(noon, noon)).toBe("12:00:00");
  expect(moment(noon - 86_400_000, noon)).toBe("2026-01-01 12:00:00");
});
