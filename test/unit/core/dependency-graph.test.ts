import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dependents, findCycle, inOrder, type Needs } from "../../../src/core/dependency-graph.ts";

const timeout = 10_000;
const NAMES = ["a", "b", "c", "d", "e", "f", "g"];

/** Any graph over a few names; some needs name nobody. */
const graph: fc.Arbitrary<Needs<string>> = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), fc.uniqueArray(fc.constantFrom(...NAMES, "nobody"), { maxLength: 3 })), {
    maxLength: 7,
  })
  .map((pairs) => new Map(pairs));

/** One without a cycle: a node needs earlier ones only; the map's order is another. */
const acyclic: fc.Arbitrary<Needs<string>> = fc
  .tuple(fc.shuffledSubarray(NAMES, { minLength: 1 }), fc.infiniteStream(fc.nat()), fc.nat())
  .map(([names, choices, turn]) => {
    const pairs = names.map((name, at) => {
      const needed = names.slice(0, at).filter(() => (choices.next().value ?? 0) % 3 === 0);
      return [name, needed] as const;
    });
    const by = turn % pairs.length;
    return new Map([...pairs.slice(by), ...pairs.slice(0, by)]);
  });

/** The naive way: whatever can be reached from a node in any number of steps. */
function reachable(needs: Needs<string>, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const node of [from, ...found])
      for (const next of needs.get(node) ?? [])
        if (!found.has(next)) {
          found.add(next);
          grew = true;
        }
  }
  return found;
}

describe("a cycle", () => {
  test("is found if, and only if, some node can be reached from itself", { timeout }, () => {
    fc.assert(
      fc.property(graph, (needs) => {
        const expected = [...needs.keys()].some((node) => reachable(needs, node).has(node));
        expect(findCycle(needs) !== null).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("is told as a path of needs that ends where it began, each node once", { timeout }, () => {
    fc.assert(
      fc.property(graph, (needs) => {
        const cycle = findCycle(needs);
        if (cycle === null) return;
        expect(cycle.length).toBeGreaterThanOrEqual(2);
        expect(cycle.at(-1)).toBe(cycle[0]);
        expect(new Set(cycle).size).toBe(cycle.length - 1);
        for (let at = 1; at < cycle.length; at++) expect(needs.get(cycle[at - 1] ?? "")).toContain(cycle[at]);
      }),
      { numRuns: 500 },
    );
  });

  test("of one node that needs itself is one", () => {
    expect(findCycle(new Map([["a", ["a"]]]))).toEqual(["a", "a"]);
  });

  test("is no diamond", () => {
    expect(
      findCycle(
        new Map([
          ["a", ["b", "c"]],
          ["b", ["d"]],
          ["c", ["d"]],
          ["d", []],
        ]),
      ),
    ).toBeNull();
  });
});

describe("the order", () => {
  test("has every node once, after all that it needs", { timeout }, () => {
    fc.assert(
      fc.property(acyclic, (needs) => {
        const order = inOrder(needs);
        expect([...order].sort()).toEqual([...needs.keys()].sort());
        for (const [node, needed] of needs)
          for (const other of needed) expect(order.indexOf(other)).toBeLessThan(order.indexOf(node));
      }),
    );
  });

  test("is that of the map where nothing else decides", () => {
    expect(
      inOrder(
        new Map([
          ["c", []],
          ["a", []],
          ["b", []],
        ]),
      ),
    ).toEqual(["c", "a", "b"]);
    expect(
      inOrder(
        new Map([
          ["c", ["b"]],
          ["a", []],
          ["b", []],
        ]),
      ),
    ).toEqual(["b", "c", "a"]);
  });

  test("passes over names that nobody has", () => {
    expect(inOrder(new Map([["a", ["nobody"]]]))).toEqual(["a"]);
  });
});

test("dependents are those that need a node directly", { timeout }, () => {
  fc.assert(
    fc.property(graph, fc.constantFrom(...NAMES), (needs, node) => {
      const found = dependents(needs, node);
      for (const name of needs.keys()) expect(found.includes(name)).toBe(needs.get(name)?.includes(node));
    }),
  );
});
