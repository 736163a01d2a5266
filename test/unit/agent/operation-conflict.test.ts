import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Asked,
  conflict,
  describeAsked,
  type Relation,
  relation,
} from "../../../src/agent/operations/operation-conflict.ts";
import type { ComponentName } from "../../../src/core/names.ts";
import type { Operation, OperationKind } from "../../../src/core/operation.ts";

const timeout = 10_000;
const NAMES = ["ps", "is", "svg", "one-more"] as readonly string[] as readonly ComponentName[];
const KINDS: readonly OperationKind[] = ["start", "stop", "restart"];
const asked: fc.Arbitrary<Asked> = fc.record({
  kind: fc.constantFrom(...KINDS),
  requested: fc.array(fc.constantFrom(...NAMES), { maxLength: 5 }),
});
const pair = (property: (a: Asked, b: Asked) => void) => fc.assert(fc.property(asked, asked, property), { numRuns: 500 });

/** The same by the words of the rule, over all that could ever be configured. */
function naively(a: Asked, b: Asked): Relation {
  const universe = [...NAMES, "yet-another"] as readonly string[];
  const set = ({ requested }: Asked) => new Set<string>(requested.length === 0 ? universe : requested);
  const [left, right] = [set(a), set(b)];
  if (![...left].some((name) => right.has(name))) return "apart";
  const same = left.size === right.size && [...left].every((name) => right.has(name));
  if (a.kind === b.kind && same) return "join";
  if (a.kind !== "stop") return "conflict";
  return b.kind === "stop" ? "beside" : "pre-empt";
}

describe("how a new operation stands to one in progress", () => {
  test("is as the rule has it", { timeout }, () => {
    pair((a, b) => {
      expect(relation(a, b)).toBe(naively(a, b));
    });
  });

  test("is the same seen from either side, as far as it is about components", { timeout }, () => {
    pair((a, b) => {
      expect(relation(a, b) === "apart").toBe(relation(b, a) === "apart");
      expect(relation(a, b) === "join").toBe(relation(b, a) === "join");
    });
  });

  test("to itself is to join it, however its components are listed", { timeout }, () => {
    fc.assert(
      fc.property(asked, fc.func(fc.nat()), (one, by) => {
        const shuffled = [...one.requested, ...one.requested].sort((a, b) => by(a) - by(b));
        expect(relation(one, { ...one, requested: shuffled })).toBe("join");
      }),
    );
  });

  test("never makes a stop wait or fail, and lets nothing but a stop end another", { timeout }, () => {
    pair((a, b) => {
      if (a.kind === "stop") expect(["apart", "join", "beside", "pre-empt"]).toContain(relation(a, b));
      else expect(["apart", "join", "conflict"]).toContain(relation(a, b));
    });
  });

  test("of everything is apart from nothing", { timeout }, () => {
    fc.assert(
      fc.property(asked, fc.constantFrom(...KINDS), (one, kind) => {
        expect(relation({ kind, requested: [] }, one)).not.toBe("apart");
      }),
    );
  });
});

test("what is asked is described as one would say it", () => {
  expect(describeAsked({ kind: "restart", requested: NAMES.slice(0, 2) })).toBe("restart ps, is");
  expect(describeAsked({ kind: "stop", requested: [] })).toBe("stop of everything");
});

test("a refusal says who is at work on what, since when", () => {
  const startedAt = new Date("2026-01-01T12:00:00Z");
  const running = { id: "op-1", kind: "start", requested: [], by: "bob", startedAt } as unknown as Operation;
  expect(conflict(running).message).toBe(
    "refused: start of everything is in progress, asked for by bob since 2026-01-01T12:00:00.000Z (operation op-1); wait for it, or stop it with: ImageServing stop",
  );
});
