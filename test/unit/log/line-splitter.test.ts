import fc from "fast-check";
import { expect, test } from "vitest";
import { LINE_PIECE, LineSplitter } from "../../../src/supervisor/log/line-splitter.ts";

const timeout = 10_000;

function split(portions: Buffer[], longest?: number): string[] {
  const splitter = new LineSplitter(longest);
  return [...portions.flatMap((portion) => splitter.push(portion)), ...splitter.flush()];
}

/** Cuts bytes at the given places. */
function portionsOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

const text = fc
  .array(fc.constantFrom("a", "bc", "é", "€", "😀", "\n", "\n\n", "\r", " "), { maxLength: 60 })
  .map((all) => all.join(""));
const bytes = fc
  .array(fc.constantFrom(0x0a, 0x41, 0x80, 0xbf, 0xc3, 0xe2, 0xf0, 0xff), { maxLength: 60 })
  .map((all) => Buffer.from(all));
const cuts = fc.array(fc.nat(), { maxLength: 8 });

test("text comes out as its lines, whatever the portions", { timeout }, () => {
  fc.assert(
    fc.property(text, cuts, (text, cuts) => {
      const expected = text.split("\n");
      if (expected.at(-1) === "") expected.pop(); // what follows the last line end is no line
      expect(split(portionsOf(Buffer.from(text), cuts))).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test("bytes of any kind come out the same whatever the portions, however short the pieces", { timeout }, () => {
  fc.assert(
    fc.property(bytes, cuts, fc.integer({ min: 4, max: 9 }), (bytes, cuts, longest) => {
      expect(split(portionsOf(bytes, cuts), longest)).toEqual(split([bytes], longest));
    }),
    { numRuns: 500 },
  );
});

test("pieces of a long line are no longer than they may be, cut no character, and make up the line", { timeout }, () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "é", "€", "😀"), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 4, max: 9 }),
      (all, longest) => {
        const line = all.join("");
        const pieces = split([Buffer.from(`${line}\n`)], longest);
        expect(pieces.join("")).toBe(line);
        for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(longest);
      },
    ),
    { numRuns: 300 },
  );
});

test("a line of exactly 64 KiB is one piece, one more byte makes two, and neither leaves an empty line behind", {
  timeout,
}, () => {
  const line = Buffer.alloc(LINE_PIECE, "x");
  expect(split([line, Buffer.from("\nnext\n")]).map((l) => l.length)).toEqual([LINE_PIECE, 4]);
  expect(split([line, Buffer.from("y\nnext\n")]).map((l) => l.length)).toEqual([LINE_PIECE, 1, 4]);
  expect(split([Buffer.from("\n\n")])).toEqual(["", ""]);
});

test("bytes that are not UTF-8 are replaced, one by one", { timeout }, () => {
  expect(split([Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a, 0xe2, 0x82, 0x0a])])).toEqual(["a\ufffd\ufffdb", "\ufffd"]);
});

test("a line that was given before its end goes on as a line of its own; its line end alone is no line", { timeout }, () => {
  const splitter = new LineSplitter();
  expect(splitter.push(Buffer.from("Password"))).toEqual([]);
  expect(splitter.pending).toBe(true);
  expect(splitter.flush()).toEqual(["Password"]);
  expect(splitter.flush()).toEqual([]);
  expect(splitter.push(Buffer.from("\nnext\n"))).toEqual(["next"]);
  splitter.push(Buffer.from("a"));
  splitter.flush();
  expect(splitter.push(Buffer.from("b\n\n"))).toEqual(["b", ""]);
});
