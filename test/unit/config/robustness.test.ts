import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IMAGE_SERVING_PLACES, imageServingProfile } from "../../../src/config/image-serving-profile.ts";
import { MAX_FILE_BYTES } from "../../../src/config/yaml-document.ts";
import { configurationTexts } from "./configurations.ts";
import { problemsOf } from "./parsing.ts";

/** Whatever a text holds: no problem, or problems that say where. `problemsOf` lets anything else through. */
function expectProblemsOnly(text: string): void {
  for (const problem of problemsOf(text)) {
    expect(problem.message).not.toMatch(/undefined|\[object|NaN|TypeError/);
    expect(problem.line === null || (problem.line >= 1 && (problem.column ?? 0) >= 1)).toBe(true);
    expect(problem.line ?? 0).toBeLessThanOrEqual(text.split("\n").length);
  }
}

const SNIPPETS = [
  "{",
  "}",
  "[",
  "]",
  ": ",
  "- ",
  "? ",
  "&a ",
  "*a",
  "<<: ",
  "!x ",
  "|\n",
  ">-\n",
  "'",
  '"',
  "#",
  "%",
  "---\n",
  "...\n",
  "\t",
  "\n",
  "\r",
  "\0",
  "\uFEFF",
  "\uD800",
  "null",
  "1",
  "__proto__: ",
  "0x",
  "is: ",
  ", ",
  "  ",
];
const profile = imageServingProfile(IMAGE_SERVING_PLACES);
const position = fc.double({ min: 0, max: 1, noNaN: true });

/** Cuts something out of a text and puts something else in. */
const mutation = fc.record({
  at: position,
  cut: fc.oneof(fc.constant(0), fc.nat(8), fc.nat(400)),
  put: fc.oneof(fc.constantFrom(...SNIPPETS), fc.string({ unit: "binary", maxLength: 5 }), fc.constant("")),
});
const mutate = (text: string, { at, cut, put }: { at: number; cut: number; put: string }) => {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + put + text.slice(start + cut);
};

test("random texts end in problems, never in anything else", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 40 }).map((parts) => parts.join("")),
      ),
      expectProblemsOnly,
    ),
    { numRuns: 600 },
  );
});

test("a valid file with mutations ends in problems, never in anything else", { timeout: 60_000 }, () => {
  const mutated = fc
    .tuple(fc.oneof(fc.constant(profile), configurationTexts), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([text, all]) => all.reduce(mutate, text));
  fc.assert(fc.property(mutated, expectProblemsOnly), { numRuns: 150 });
});

test("any data in the place of any value ends in problems, never in anything else", { timeout: 60_000 }, () => {
  const lines = profile
    .split("\n")
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => /^ +\w+:/.test(line));
  const changed = fc.tuple(fc.constantFrom(...lines), fc.json({ maxDepth: 3 })).map(([{ index, line }, json]) => {
    const all = profile.split("\n");
    all[index] = `${line.slice(0, line.indexOf(":"))}: ${json}`;
    return all.join("\n");
  });
  fc.assert(fc.property(changed, expectProblemsOnly), { numRuns: 150 });
});

/** Depth `depth` in every way that YAML knows. */
const deep = (depth: number): Readonly<Record<string, string>> => ({
  "flow lists": "[".repeat(depth),
  "closed flow lists": "[".repeat(depth) + "]".repeat(depth),
  "flow mappings": "{a: ".repeat(depth),
  "flow pairs": "[a: ".repeat(depth),
  "lists on one line": "- ".repeat(depth),
  "keys on one line": "? ".repeat(depth),
  "values on one line": ": ".repeat(depth),
  "lists behind brackets that close nothing": `]]}\n${"- ".repeat(depth)}`,
  "lists behind brackets that indentation closes": `a: [[[\nb:\n- ${"- ".repeat(depth)}`,
  "mappings by indentation": Array.from({ length: Math.min(depth, 1_400) }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
  "lists by indentation": Array.from({ length: Math.min(depth, 1_400) }, (_, i) => `${" ".repeat(i)}-`).join("\n"),
});

describe("texts that nest deeply are refused before they can exhaust the stack", () => {
  test.each(Object.entries(deep(100_000)))("%s", { timeout: 20_000 }, (_, text) => {
    const [problem] = problemsOf(text);
    expect(problem?.message).toBe("is nested too deeply to be a configuration");
    expect(problem?.line).toBeGreaterThanOrEqual(1);
  });

  test.each(Object.entries(deep(60)))("%s, within the bound: judged like anything else", (_, text) => {
    expect(
      problemsOf(text)
        .map(({ message }) => message)
        .join(),
    ).not.toContain("deeply");
  });

  test("many keys on one line are not deep", () => {
    const env = Array.from({ length: 300 }, (_, i) => `A${i}: "1"`).join(", ");
    expect(problemsOf(`components: { is: { command: [a], env: { ${env} } } }`)).toEqual([]);
  });

  test("the place is where it becomes too deep", () => {
    expect(problemsOf(`a: 'x'\nb: |\n  [[[\nc: ${"[".repeat(70)}`)[0]).toMatchObject({ line: 4, column: 68 });
  });
});

describe("aliases are bounded", () => {
  const bomb = (levels: number, width: number) => {
    const lines = Array.from(
      { length: levels },
      (_, i) => `    A${i + 1}: &a${i + 1} [${Array(width).fill(`*a${i}`).join(", ")}]`,
    );
    return `components:\n  is:\n    command: [x]\n    A0: &a0 [x]\n${lines.join("\n")}\n`;
  };

  test("a few lines that stand for billions of values", { timeout: 5_000 }, () => {
    expect(problemsOf(bomb(9, 9)).map(({ message }) => message)).toEqual([
      expect.stringContaining("aliases stand for too many values; write them out"),
    ]);
  });

  test("a long list that is used often", { timeout: 5_000 }, () => {
    const lines = Array.from({ length: 6 }, (_, i) => `    A${i}: *a`);
    const text = `components:\n  is:\n    command: &a [${Array(2_000).fill("x").join(", ")}]\n${lines.join("\n")}\n`;
    expect(problemsOf(text)).toMatchObject([{ message: expect.stringContaining("aliases stand for too many values") }]);
  });

  test("the same through merges", { timeout: 5_000 }, () => {
    const lines = Array.from({ length: 30 }, (_, i) => `    A${i + 1}: &a${i + 1} { x: { <<: *a${i} }, y: { <<: *a${i} } }`);
    const text = `components:\n  is:\n    command: [x]\n    A0: &a0 { z: 1 }\n${lines.join("\n")}\n`;
    expect(problemsOf(text).map(({ message }) => message)).toEqual([
      expect.stringContaining("aliases stand for too many values"),
    ]);
  });

  test("and through lists of empty merges", { timeout: 5_000 }, () => {
    const lines = Array.from({ length: 60 }, (_, i) => `    A${i + 1}: &a${i + 1}\n      <<: [*a${i}, *a${i}]`);
    const text = `components:\n  is:\n    command: [x]\n    A0: &a0 {}\n${lines.join("\n")}\n`;
    expect(problemsOf(text).map(({ message }) => message)).toEqual([
      expect.stringContaining("aliases stand for too many values"),
    ]);
  });
});

describe("large texts", () => {
  test("more than 1 MiB is refused unread", () => {
    expect(problemsOf(`# ${"x".repeat(MAX_FILE_BYTES)}`)).toEqual([
      expect.objectContaining({ line: null, message: "is larger than 1 MiB; no configuration is" }),
    ]);
  });

  test("tens of thousands of keys takes no quadratic time", { timeout: 20_000 }, () => {
    expect(problemsOf(Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join("\n"))).toHaveLength(101);
  });

  test("a misspelt key of any length is no problem for the search of its neighbour", { timeout: 5_000 }, () => {
    expect(problemsOf(`${"k".repeat(1000)}: 1\ncomponents: { is: { command: [a] } }`)[0]?.message).toContain(
      "unknown key; known here: host, listen, socket, metrics, notify, components",
    );
  });
});
