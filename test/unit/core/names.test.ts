import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseComponentName, parseOperationId } from "../../../src/core/names.ts";

const timeout = 10_000;
const any = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.stringMatching(/^[a-zA-Z0-9._\-/]{0,70}$/));

describe("component names", () => {
  test.each(["a", "ps", "image-server", "a1-", `a${"b".repeat(31)}`])("%s is one", (text) => {
    expect(parseComponentName(text)).toBe(text);
  });

  test.each(["", "1a", "-a", "A", "aB", "a_b", "a.b", "a/b", "a b", " a", "a\n", "ä", `a${"b".repeat(32)}`, ".."])(
    '"%s" is none',
    (text) => {
      expect(parseComponentName(text)).toBeNull();
    },
  );

  test("what is taken keeps the rule, whatever the text", { timeout }, () => {
    fc.assert(
      fc.property(any, (text) => {
        const name = parseComponentName(text);
        const fits =
          text.length >= 1 && text.length <= 32 && [...text].every((c) => "abcdefghijklmnopqrstuvwxyz0123456789-".includes(c));
        expect(name).toBe(fits && text.charAt(0) >= "a" ? text : null);
      }),
    );
  });
});

describe("operation ids", () => {
  test.each(["a", "0", "8f14e45f-ceea-467f-a4a6-0f2e4b2d3c10", "rollout-7.node3_1", "X".repeat(64)])("%s is one", (text) => {
    expect(parseOperationId(text)).toBe(text);
  });

  test.each(["", ".", "..", ".hidden", "-x", "_x", "a/b", "../a", "a b", "a\0", "a\n", "é", "X".repeat(65)])(
    '"%s" is none',
    (text) => {
      expect(parseOperationId(text)).toBeNull();
    },
  );

  test("one is always a plain file name that no listing hides", { timeout }, () => {
    fc.assert(
      fc.property(any, (text) => {
        const id = parseOperationId(text);
        if (id !== null) expect(id).toMatch(/^[A-Za-z0-9][^/\0\n]{0,63}$/);
      }),
    );
  });
});
