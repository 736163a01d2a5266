import { Module } from "node:module";
import { runInThisContext } from "node:vm";
import { describe, expect, test } from "vitest";

const { fileOf, packChunk, packOf } = await import(new URL("../../../scripts/build/pack-chunk.mjs", import.meta.url).href);

type Exports = Record<string, unknown>;
type Factory = (module: { exports: Exports }, exports: Exports, ...rest: unknown[]) => void;

const CHUNKS = ["./later.js", "./other.js"];

const packed = (code: string) => packChunk("main.js", code, (path: string) => CHUNKS.includes(path));

/** Runs the text as bin/load.js does. */
async function run(code: string, others: Record<string, unknown> = {}): Promise<Exports> {
  const { code: text } = await packed(code);
  const table = runInThisContext(packOf([{ name: "./main.js", code: text, map: null }], "p.cjs").code) as Record<string, Factory>;
  const module = { exports: {} as Exports };
  const require = (name: string) => others[name] ?? process.getBuiltinModule(name);
  const importLater = async (name: string) => others[name];
  table["./main.js"]?.(module, module.exports, require, importLater, "file:///d/main.js", "/d/build/src");
  return module.exports;
}

describe("a chunk as a function", () => {
  test("it exports what it did, and later values of it too", async () => {
    const made = await run("let n = 1; export const more = () => { n += 1; }; export { n };");
    (made.more as () => void)();
    expect(made.n).toBe(2);
  });

  test("it is strict, as a module is", async () => {
    expect((await run("export const self = (function () { return this; })();")).self).toBeUndefined();
  });

  test("what it imports are the others of the table, and Node's", async () => {
    const made = await run('import { a } from "./other.js"; import { sep } from "node:path"; export const all = a + sep;', {
      "./other.js": { a: "A" },
    });
    expect(made.all).toBe("A/");
  });

  test("import() gives the others of the table, and Node's", async () => {
    const later = { a: 1 };
    const made = await run('export const both = async () => [await import("./later.js"), (await import("node:path")).sep];', {
      "./later.js": later,
    });
    expect(await (made.both as () => Promise<unknown>)()).toEqual([later, "/"]);
  });

  test("it knows where it lies", async () => {
    const made = await run("export const at = [import.meta.url, __dirname];");
    expect(made.at).toEqual(["file:///d/main.js", "/d/build/src"]);
  });

  test("a top-level await is refused", async () => {
    await expect(packed("await 1;")).rejects.toThrow("Top-level await");
  });
});

describe("source maps", () => {
  const map = { version: 3, sources: ["s.ts"], names: [], mappings: "AAAA" };

  test("of a pack they start below the line of each module", () => {
    const modules = ["./a.js", "./b.js"].map((name) => ({ name, code: "function () {\nx();\n}", map }));
    const { code, map: all } = packOf(modules, "p.cjs");
    const lines = code.split("\n");
    expect(all.sections.map(({ offset }: { offset: { line: number } }) => lines[offset.line])).toEqual(["x();", "x();"]);
    expect(code).toContain("//# sourceMappingURL=p.cjs.map");
  });

  test("of a file of its own it is the second line", () => {
    const { code, map: all } = fileOf({ code: "function () {\nx();\n}", map }, "f.cjs");
    expect(code.split("\n")[all.sections[0].offset.line]).toBe("x();");
  });

  test("a pack that Node loads exports its table", () => {
    const module = new Module("p") as Module & { _compile(code: string, name: string): void };
    module._compile(packOf([{ name: "./a.js", code: "function () {}", map: null }], "p.cjs").code, "p.cjs");
    expect(Object.keys(module.exports)).toEqual(["./a.js"]);
  });
});
