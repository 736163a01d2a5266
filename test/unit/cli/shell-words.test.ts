import fc from "fast-check";
import { expect, test } from "vitest";
import { shellWords } from "../../../src/cli/completion/shell-words.ts";
import { shellWord } from "../../../src/cli/fleet/aim.ts";

test.each([
  ["", [""]],
  ["a  b", ["a", "b"]],
  ["a ", ["a", ""]],
  [" a", ["a"]],
  ["'a b'c \"d e\"", ["a bc", "d e"]],
  ['"a\\"b\\n" c', ['a"b\\n', "c"]],
  ["a\\ b\\", ["a b"]],
  ["'' \"\" x", ["", "", "x"]],
  ["--host='no de'", ["--host=no de"]],
  ["a\tb\nc", ["a", "b", "c"]],
])("%j has the words %j", (line, words) => {
  expect(shellWords(line).map(({ text }) => text)).toEqual(words);
});

test.each([
  ["a 'b c", "b c", "'"],
  ['a "b c', "b c", '"'],
  ["a 'b'", "b", null],
  ["a ''", "", null],
  ["a 'b'\"c", "bc", '"'],
  ["a 'b'c", "bc", null],
])("%j ends in %j with the quote %j open", (line, text, quote) => {
  expect(shellWords(line).at(-1)).toEqual({ text, quote });
});

test("whatever is quoted for a shell comes out as it was", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (words) => {
      const line = words.map((word) => (word === "" ? "''" : shellWord(word))).join(" ");
      expect(shellWords(line).map(({ text }) => text)).toEqual(words);
    }),
  );
});
