import fc from "fast-check";
import { expect, test } from "vitest";
import { cutTo, displayWidth, wrapTo } from "../../../src/cli/render/display-width.ts";

test("wide characters take two columns, combining marks none", () => {
  expect([displayWidth("abc"), displayWidth("漢字"), displayWidth("e\u0301"), displayWidth("👍")]).toEqual([3, 4, 1, 2]);
});

test("cut text is never wider than it may be, and says that something is missing", { timeout: 10_000 }, () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 40 }), (text, width) => {
      const cut = cutTo(width, text);
      expect(displayWidth(cut)).toBeLessThanOrEqual(width);
      if (displayWidth(text) <= width) expect(cut).toBe(text);
      else expect(cut.endsWith("…")).toBe(true);
    }),
  );
});

test("wrapped text has every word once, in lines that fit unless a word does not", { timeout: 10_000 }, () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,20}$/)), fc.integer({ min: 1, max: 40 }), (words, width) => {
      const lines = wrapTo(width, words.join(" "));
      expect(lines.join(" ")).toBe(words.join(" "));
      expect(lines.every((line) => displayWidth(line) <= width || !line.includes(" "))).toBe(true);
    }),
  );
});
