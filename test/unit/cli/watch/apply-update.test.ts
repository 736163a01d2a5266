import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyUpdate, KEPT_FIGURES, type Watched } from "../../../../src/cli/watch/apply-update.ts";
import type { MonoMs } from "../../../../src/core/duration.ts";
import type { WatchUpdate } from "../../../../src/core/host-service.ts";
import type { OperationId } from "../../../../src/core/names.ts";
import { component, down, hostStatus, NOON, name, operation, supervisor } from "../samples.ts";
import { stamp } from "./fake-source.ts";

const fresh: Watched = {
  host: {
    name: "node3",
    link: { t: "connecting" },
    status: null,
    statusAt: null,
    heardAt: null,
    clockOffsetMs: null,
    memory: new Map(),
    dropped: 0,
  },
  position: null,
  figuresAt: 0,
};

const at = (now: number, wall = NOON) => ({ now: now as MonoMs, wall });
const snapshot = (sequence: number, changed: Partial<Extract<WatchUpdate, { t: "snapshot" }>> = {}): WatchUpdate => ({
  ...stamp(sequence),
  t: "snapshot",
  status: hostStatus([component("is"), component("ps")]),
  ...changed,
});
const heard = (...updates: readonly WatchUpdate[]) =>
  updates.reduce((watched, update) => applyUpdate(watched, update, at(0)), fresh);
const states = ({ host }: Watched) => host.status?.components.map(({ name, state }) => `${name} ${state}`);

const figures = (second: number, ...names: readonly string[]): WatchUpdate => ({
  ...stamp(0, "life-1", new Date(NOON.getTime() + second * 1_000)),
  t: "usage",
  supervisor: null,
  components: names.map((called) => ({
    name: name(called),
    usage: { memoryBytes: second, pssBytes: null, cpuPercent: 1, processes: 1 },
    uptimeSeconds: 100 + second,
    probeLatencyMs: 3,
  })),
});

describe("one update", () => {
  test("a snapshot makes it live, with what it says and how far the clocks are apart", () => {
    const { host, position } = applyUpdate(fresh, snapshot(7), at(5, new Date(NOON.getTime() - 250)));
    expect(host).toMatchObject({ link: { t: "live" }, statusAt: 5, heardAt: 5, clockOffsetMs: 250 });
    expect(position).toEqual({ epoch: "life-1", sequence: 7 });
  });

  test("changes mean nothing before a snapshot, and those of another life never do", () => {
    const down1: WatchUpdate = { ...stamp(8), t: "component", component: down("is") };
    expect(heard(down1).host.status).toBeNull();
    expect(states(heard(snapshot(7), { ...down1, epoch: "life-2" }))).toEqual(["is running", "ps running"]);
    expect(states(heard(snapshot(7), down1))).toEqual(["is stopped", "ps running"]);
    expect(states(heard(snapshot(8), down1))).toEqual(["is running", "ps running"]); // the snapshot is later
  });

  test("a change tells nothing of the clocks: it carries the time at which it happened", () => {
    const late = { ...stamp(8, "life-1", new Date(0)), t: "component", component: down("is") } as const;
    expect(heard(snapshot(7), late).host.clockOffsetMs).toBe(0);
  });

  test("what is known grows older with each change, and what changed does not", () => {
    const first = applyUpdate(fresh, snapshot(1), at(0));
    const change: WatchUpdate = { ...stamp(2), t: "component", component: component("is", { uptimeSeconds: 1 }) };
    const { host } = applyUpdate(first, change, at(60_000));
    expect(host.status?.components.map(({ uptimeSeconds }) => uptimeSeconds)).toEqual([1, 271_550.1]);
    expect(host.status?.supervisor.uptimeSeconds).toBe(271_560.2);
  });

  test("operations come and go", () => {
    const begun = { ...stamp(2), t: "operation", operation: operation({ result: "running" }) } as const;
    const other = operation({ id: "op-2" as OperationId, result: "running" });
    const both = heard(snapshot(1), begun, { ...begun, sequence: 3, operation: other });
    expect(both.host.status?.operations?.map(({ id }) => id)).toEqual(["op-1", "op-2"]);
    const one = applyUpdate(both, { ...stamp(4), t: "operation", operation: operation() }, at(0));
    expect(one.host.status?.operations?.map(({ id }) => id)).toEqual(["op-2"]);
    const none = applyUpdate(one, { ...stamp(5), t: "operation", operation: { ...other, result: "done" } }, at(0));
    expect(none.host.status).not.toHaveProperty("operations");
  });

  test("lost changes are counted once, and a snapshot is needed even where the connection breaks before it", () => {
    const dropped: WatchUpdate = { ...stamp(50), t: "dropped", count: 40 };
    const lost = heard(snapshot(7), dropped, dropped);
    expect(lost.host.dropped).toBe(40);
    expect(lost.position).toBeNull();
    expect(applyUpdate(lost, snapshot(50), at(0)).position?.sequence).toBe(50);
  });

  test("figures: what has none is gone, of what is not known a snapshot is needed, and the same ones count once", () => {
    const known = heard(snapshot(1), figures(1, "is", "ps"), figures(1, "is", "ps"), figures(2, "is", "ps"));
    expect(known.host.memory.get(name("is"))).toEqual([1, 2]);
    expect(known.position).not.toBeNull();
    const fewer = applyUpdate(known, figures(3, "ps"), at(0));
    expect(states(fewer)).toEqual(["ps running"]);
    expect(fewer.host.memory.has(name("is"))).toBe(false);
    expect(applyUpdate(known, figures(3, "is", "ps", "svg"), at(0)).position).toBeNull();
  });

  test("of memory so many figures are kept, and a component that does not run uses none", () => {
    const many = Array.from({ length: KEPT_FIGURES + 5 }, (_, second) => figures(second + 1, "is", "ps"));
    const { host } = heard(snapshot(1), ...many);
    expect(host.memory.get(name("is"))).toHaveLength(KEPT_FIGURES);
    expect(host.memory.get(name("is"))?.at(-1)).toBe(KEPT_FIGURES + 5);
    const off = snapshot(1, { status: hostStatus([down("is"), component("ps")]) });
    const silent = {
      ...figures(1, "is", "ps"),
      components: ["is", "ps"].map((each) => ({ name: name(each), usage: null, uptimeSeconds: null, probeLatencyMs: null })),
    } as WatchUpdate;
    const unmeasured = heard(off, silent).host.memory;
    expect([unmeasured.get(name("is")), unmeasured.get(name("ps"))]).toEqual([[0], []]);
  });
});

describe("any stream", () => {
  const change = (sequence: number): fc.Arbitrary<WatchUpdate> =>
    fc.oneof(
      fc.tuple(fc.constantFrom("is", "ps", "svg"), fc.boolean(), fc.nat(9)).map(([called, up, restarts]) => ({
        ...stamp(sequence),
        t: "component" as const,
        component: up ? component(called, { restarts }) : down(called, { restarts }),
      })),
      fc.nat(9).map((pid) => ({ ...stamp(sequence), t: "supervisor" as const, supervisor: supervisor({ pid }) })),
      fc.tuple(fc.constantFrom("a", "b"), fc.boolean()).map(([id, running]) => ({
        ...stamp(sequence),
        t: "operation" as const,
        operation: operation({ id: id as OperationId, result: running ? "running" : "done" }),
      })),
    );
  const stream = fc.integer({ min: 0, max: 30 }).chain((length) => fc.tuple(...Array.from({ length }, (_, i) => change(i + 2))));

  test("said twice, resumed from before and begun anew, it ends the same", () => {
    fc.assert(
      fc.property(stream, fc.array(fc.tuple(fc.nat(), fc.nat(5))), (updates, repeats) => {
        const plain = heard(snapshot(1), ...updates);
        // A connection that breaks says some of the last changes again; each place in the stream may do so.
        const stuttered = updates.flatMap((update, i) => {
          const back = repeats
            .filter(([place]) => place % updates.length === i)
            .map(([, count]) => updates.slice(Math.max(0, i - count), i + 1));
          return [update, ...back.flat()];
        });
        const { host } = heard(snapshot(1), ...stuttered);
        expect(host.status).toEqual(plain.host.status);
        const again = heard(snapshot(1), ...updates, snapshot(1), ...updates);
        expect(again.host.status).toEqual(plain.host.status);
      }),
      { numRuns: 300 },
    );
  });

  test("each component is as its last change says", () => {
    fc.assert(
      fc.property(stream, (updates) => {
        const { host } = heard(snapshot(1), ...updates);
        for (const called of ["is", "ps", "svg"]) {
          const last = updates.findLast((update) => update.t === "component" && update.component.name === called);
          const expected = last?.t === "component" ? last.component : called === "svg" ? undefined : component(called);
          expect(host.status?.components.find((each) => each.name === called)).toEqual(expected);
        }
        const running = new Set(
          ["a", "b"].filter(
            (id) =>
              updates.findLast((u) => u.t === "operation" && u.operation.id === id && true)?.t === "operation" &&
              (updates.findLast((u) => u.t === "operation" && u.operation.id === id) as Extract<WatchUpdate, { t: "operation" }>)
                .operation.result === "running",
          ),
        );
        expect(new Set((host.status?.operations ?? []).map(({ id }) => id as string))).toEqual(running);
      }),
    );
  });
});
