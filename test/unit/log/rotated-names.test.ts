import fc from "fast-check";
import { expect, test } from "vitest";
import { movingName, partName, pieceName, planShift, readName, scrapName } from "../../../src/supervisor/log/rotated-names.ts";

test("every name of ours is read back", { timeout: 10_000 }, () => {
  const move = { block: 8192, end: 8300, nonce: "0123456789ab" };
  expect(readName("is.log", "is.log.1")).toEqual({ t: "piece", slot: 1, gz: false });
  expect(readName("is.log", "is.log.12.gz")).toEqual({ t: "piece", slot: 12, gz: true });
  expect(readName("is.log", pieceName("is.log", 7, true))).toEqual({ t: "piece", slot: 7, gz: true });
  expect(readName("is.log", movingName("is.log", move))).toEqual({ t: "moving", move });
  expect(readName("is.log", partName("is.log", 3))).toEqual({ t: "part", index: 3 });
  for (const scrap of ["copying", "packing", "probe"] as const)
    expect(readName("is.log", scrapName("is.log", scrap))).toEqual({ t: "scrap" });
});

test("nothing else is ours", { timeout: 10_000 }, () => {
  const foreign = [
    "is.log",
    "is.log.",
    "is.log.0",
    "is.log.01",
    "is.log.1.gz.bak",
    "is.log.1.bz2",
    "is.log.gz",
    "is.log.-1",
    "is.log.1 ",
  ];
  const others = [
    "ps.log.1",
    "xis.log.1",
    "is-log.1",
    "is.log1",
    "isxlog.1",
    "is.log.moving",
    "is.log.moving-1-2",
    "is.log.part-",
    "is.log.old",
  ];
  for (const name of [...foreign, ...others, "is.log.moving-1-2-0123456789AB", "is.log.copying.1", "is.log.1.gz\n"])
    expect(readName("is.log", name), name).toBeNull();
});

test("a shift, cut short anywhere and repeated, frees the newest slot, overwrites nothing and keeps the order", {
  timeout: 10_000,
}, () => {
  const slots = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 });
  fc.assert(
    fc.property(slots, slots, fc.nat({ max: 12 }), (taken, blockedSlots, killedAfter) => {
      const blocked = new Set(blockedSlots.filter((slot) => !taken.includes(slot)));
      const files = new Map(taken.map((slot) => [slot, `file ${String(slot).padStart(2)}`]));
      const move = (limit: number) => {
        const { moves, newest } = planShift(new Set(files.keys()), blocked);
        for (const [from, to] of moves.slice(0, limit)) {
          expect(files.has(to) || blocked.has(to)).toBe(false);
          files.set(to, files.get(from) as string);
          files.delete(from);
        }
        return newest;
      };
      move(killedAfter);
      const newest = move(Number.POSITIVE_INFINITY);
      expect(files.has(newest) || blocked.has(newest)).toBe(false);
      expect([...files.keys()].every((slot) => slot > newest)).toBe(true);
      const inOrder = [...files].sort(([a], [b]) => a - b).map(([, file]) => file);
      expect(inOrder).toEqual([...inOrder].sort());
      expect(inOrder.length).toBe(taken.length);
    }),
    { numRuns: 500 },
  );
});
