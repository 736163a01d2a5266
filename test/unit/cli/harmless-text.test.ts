import fc from "fast-check";
import { expect, test } from "vitest";
import { harmlessJson, harmlessLine, harmlessLines, harmlessText } from "../../../src/core/harmless-text.ts";

const ESCAPES = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
/** Text in which what a terminal acts upon is not rare. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom("\x1b", "\x9b", "\x07", "\r", "\n", "\t", "\x7f", "\u2028", "\u202e", "\ud800", "[2J"),
    fc.string({ maxLength: 3 }),
  ),
});

test("nothing that a terminal acts upon is left, whatever the text", { timeout: 10_000 }, () => {
  fc.assert(fc.property(hostile, (text) => !ESCAPES.test(harmlessText(text))));
  fc.assert(fc.property(hostile, (text) => !ESCAPES.test(harmlessLine(text).replaceAll("\t", ""))));
  fc.assert(fc.property(hostile, (text) => !ESCAPES.test(harmlessLines(text).replaceAll(/[\t\n]/g, ""))));
});

test("harmless text stays as it is, and once is enough", { timeout: 10_000 }, () => {
  fc.assert(fc.property(fc.stringMatching(/^[ -~äßé漢]*$/), (text) => harmlessText(text) === text));
  fc.assert(fc.property(hostile, (text) => harmlessText(harmlessText(text)) === harmlessText(text)));
});

test("JSON means the same afterwards, and is harmless", { timeout: 10_000 }, () => {
  const unpaired = /[\ud800-\udfff]/;
  fc.assert(
    fc.property(hostile, (text) => {
      const json = harmlessJson(JSON.stringify({ text }, null, 2));
      expect(json.replaceAll("\n", "")).not.toMatch(ESCAPES);
      if (!unpaired.test(text)) expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});

test("what was there can be read", () => {
  expect(harmlessText("\x1b[31mred\x07\n\u202e")).toBe("\\x1b[31mred\\x07\\n\\u202e");
  expect(harmlessLine("a\tb\r")).toBe("a\tb");
  expect(harmlessLine("50%\r100%")).toBe("50%\\r100%");
  expect(harmlessLines("a\nb\x1b")).toBe("a\nb\\x1b");
});
