import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

// What an import graph cannot see: globals that are used in one place only. The floors are in .dependency-cruiser.mjs.

const src = fileURLToPath(new URL("../../src", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.startsWith("rpc/gen/"),
);

const RULES: readonly { readonly what: string; readonly pattern: RegExp; readonly only: RegExp }[] = [
  {
    what: "a clock is read or a timer set",
    pattern: /\b(Date\.now|performance\.now|process\.hrtime|setTimeout|setInterval|setImmediate)\b|new Date\(\)/,
    only: /^core\/clock\.ts$/,
  },
  {
    what: "the process is ended, or its environment or signals used",
    pattern: /\bprocess\.(exit|env|on|once|off)\b/,
    only: /^main\.ts$/,
  },
  { what: "something is written to the terminal", pattern: /\bconsole\.|process\.(stdout|stderr)\b/, only: /^main\.ts$/ },
  { what: "chance is used", pattern: /\bMath\.random\b/, only: /^agent\/(daemon|insight\/insight)\.ts$/ },
];

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, "");

describe("one place only", () => {
  test.each(RULES)("$what", ({ pattern, only }) => {
    const found = files.filter(
      (file) => !only.test(file) && pattern.test(withoutComments(readFileSync(join(src, file), "utf8"))),
    );
    expect(found).toEqual([]);
  });

  test("the rules look at something", () => {
    expect(files.length).toBeGreaterThan(50);
    for (const { pattern, only } of RULES) {
      const homes = files.filter((file) => only.test(file));
      expect(homes.some((file) => pattern.test(readFileSync(join(src, file), "utf8")))).toBe(true);
    }
  });
});

test("no file of src is longer than 300 lines", () => {
  const long = files.filter((file) => readFileSync(join(src, file), "utf8").split("\n").length > 300);
  expect(long).toEqual([]);
});
