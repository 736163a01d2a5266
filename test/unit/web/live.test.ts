import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventParser } from "../../../src/web/live/event-parser.ts";
import { applyMessage, type FleetModel } from "../../../src/web/live/fleet-model.ts";
import type { LiveMessage } from "../../../src/web/protocol.ts";
import { parseRoute } from "../../../src/web/route.ts";
import { gridStep } from "../../../src/web/view/grid-step.ts";
import { host } from "./samples.ts";

describe("server-sent events", () => {
  test("are the same however they are cut", () => {
    const event = fc.record({ id: fc.option(fc.stringMatching(/^[\w.]{1,8}$/)), data: fc.json() });
    fc.assert(
      fc.property(fc.array(event), fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (events, sizes) => {
        const text = events.map(({ id, data }) => `${id === null ? "" : `id: ${id}\n`}data: ${data}\n\n`).join("");
        const parser = new EventParser();
        const found = [];
        for (let at = 0; at < text.length; ) {
          const { value } = sizes.next();
          found.push(...parser.take(text.slice(at, at + value)));
          at += value;
        }
        expect(found).toEqual(events);
      }),
    );
  });
});

describe("what the page knows", () => {
  const hello = { version: "1", source: "", context: null, user: "", allowActions: false, groups: [] };
  const snapshot: LiveMessage = { t: "snapshot", at: 5_000, hello, hosts: [host("a"), host("b")], rollouts: [], actions: [] };
  const told = (...messages: readonly LiveMessage[]) =>
    messages.reduce<FleetModel | null>((model, message) => applyMessage(model, message, 1_000), null);

  test("hosts keep their order, changes replace them whole, and the rest stays", () => {
    const model = told(snapshot, { t: "change", at: 6_000, hosts: [host("a", { warnings: ["w"] })], merged: 3 });
    expect([...(model?.hosts.keys() ?? [])]).toEqual(["a", "b"]);
    expect(model?.hosts.get("a")?.warnings).toEqual(["w"]);
    expect(model).toMatchObject({ ahead: 5_000, merged: 3, rollouts: [] });
  });

  test("before a snapshot nothing is known", () => {
    expect(told({ t: "change", at: 1, hosts: [host("a")], merged: 0 }, { t: "beat", at: 2 })).toBeNull();
  });
});

test("routes are what links lead to, and anything else is the list of hosts", () => {
  expect(parseRoute("#/host/node%2F1/is")).toEqual({ t: "host", name: "node/1", component: "is" });
  expect(parseRoute("#/host/node1")).toEqual({ t: "host", name: "node1", component: null });
  expect(parseRoute("#/rollouts/abc")).toEqual({ t: "rollout", id: "abc" });
  expect(parseRoute("#/rollouts")).toEqual({ t: "rollouts" });
  for (const hash of ["", "#", "#/", "#/host", "#/host/%E0%A4%A", "#key=x", "#/nothing"])
    expect(parseRoute(hash)).toEqual({ t: "hosts" });
});

test("keys never lead out of a grid", () => {
  const keys = fc.constantFrom("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "PageDown", "PageUp", "Home", "End", "x");
  const size = fc.record({
    rows: fc.integer({ min: 1, max: 50 }),
    columns: fc.integer({ min: 1, max: 5 }),
    page: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(size, fc.array(fc.record({ key: keys, ctrlKey: fc.boolean() })), (grid, typed) => {
      let place = { row: 0, column: 0 };
      for (const each of typed) place = gridStep(each, place, grid) ?? place;
      expect(place.row).toBeGreaterThanOrEqual(0);
      expect(place.row).toBeLessThan(grid.rows);
      expect(place.column).toBeGreaterThanOrEqual(0);
      expect(place.column).toBeLessThan(grid.columns);
    }),
  );
  expect(gridStep({ key: "End", ctrlKey: true }, { row: 0, column: 0 }, { rows: 9, columns: 3, page: 4 })).toEqual({
    row: 8,
    column: 2,
  });
  expect(gridStep({ key: "x", ctrlKey: false }, { row: 0, column: 0 }, { rows: 9, columns: 3, page: 4 })).toBeNull();
});
