import { writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseCut } from "../../../src/supervisor/log/cut.ts";
import { FILLER_MIN, makeFiller } from "../../../src/supervisor/log/filler.ts";
import { LogFolder } from "./log-folder.ts";

const blockSize = 512;
const lengths = fc.array(fc.oneof(fc.nat({ max: 80 }), fc.nat({ max: 3_000 })), { maxLength: 60 });
const fillers = fc.option(fc.integer({ min: FILLER_MIN, max: blockSize + FILLER_MIN }), { nil: 0 });

test("a cut takes whole lines and whole blocks, no more than a rotated file may hold, and leaves room for a filler", {
  timeout: 15_000,
}, async () => {
  using folder = new LogFolder();
  const property = fc.asyncProperty(lengths, fillers, fc.boolean(), fc.boolean(), async (lengths, filler, ended, whole) => {
    const text = lengths.map((length) => "x".repeat(length)).join("\n") + (ended ? "\n" : "");
    const head = filler === 0 ? Buffer.alloc(0) : makeFiller(filler, "0123456789ab");
    const bytes = Buffer.concat([head, Buffer.from(text)]);
    writeFileSync(folder.path, bytes);
    await using file = await open(folder.path, "r");
    const maxSize = 2_000;
    const cut = await chooseCut(file, { filler, size: bytes.length, maxSize, blockSize, whole });
    const limit = Math.min(bytes.length, filler + maxSize);
    const lastEnd = bytes.lastIndexOf(0x0a, limit - 1) + 1;
    if (cut === null) {
      // Only what is short enough may stay, where no line ends in it or it is too short for a filler.
      expect(bytes.length).toBeLessThanOrEqual(filler + maxSize);
      expect(lastEnd <= filler || lastEnd < FILLER_MIN).toBe(true);
      return;
    }
    expect(cut.block % blockSize).toBe(0);
    expect(cut.end - cut.block).toBeGreaterThanOrEqual(FILLER_MIN);
    expect(cut.end).toBeGreaterThan(filler);
    expect(cut.end).toBeLessThanOrEqual(limit);
    if (lastEnd > filler && lastEnd >= FILLER_MIN) expect(bytes[cut.end - 1]).toBe(0x0a);
    else expect(cut.end).toBeGreaterThan(filler + maxSize - blockSize - FILLER_MIN);
    if (whole && lastEnd > filler && lastEnd >= FILLER_MIN) expect(cut.end).toBe(lastEnd);
    expect(cut.end - cut.block).toBeLessThan(blockSize + FILLER_MIN);
  });
  await fc.assert(property, { numRuns: 400 });
});
