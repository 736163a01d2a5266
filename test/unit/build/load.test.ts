import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

// bin/load.js with small packs of our own; test/e2e/start.test.ts has the product's.

const LOAD = fileURLToPath(new URL("../../../bin/load.js", import.meta.url));
const BIG = `const unused = [${Array.from({ length: 300 }, (_, at) => `function f${at}(a) { return a + ${at}; }`).join(",\n")}];`;

let dist: string;

beforeEach(() => {
  dist = mkdtempSync("/tmp/is-load-");
  chmodSync(dist, 0o755);
});
afterEach(() => rmSync(dist, { recursive: true }));

const moduleText = (code: string) => `function (module, exports, require, importLater, __metaUrl, __dirname) {\n${code}\n}`;

/** Lays down a dist: modules of the pack, and modules that have files of their own. */
function lay(packed: Readonly<Record<string, string>>, apart: Readonly<Record<string, string>> = {}): void {
  const table = Object.entries(packed).map(([name, code]) => `${JSON.stringify(`./${name}.js`)}: ${moduleText(code)}`);
  writeFileSync(
    join(dist, "all-1.cjs"),
    `((table) => (typeof module === "object" ? (module.exports = table) : table))({${table.join(",")}})`,
  );
  for (const [name, code] of Object.entries(apart))
    writeFileSync(join(dist, `${name}.cjs`), `module.exports = ${moduleText(code)}`);
  const packOf = Object.fromEntries(Object.keys(packed).map((name) => [`./${name}.js`, 0]));
  writeFileSync(join(dist, "packs.json"), JSON.stringify({ packs: ["all-1.cjs"], packOf }));
}

function run(flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { NODE_OPTIONS: _, ...usual } = process.env;
  const code = `require(${JSON.stringify(LOAD)}).run(${JSON.stringify(dist)})`;
  writeFileSync(join(dist, "start.cjs"), code);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, join(dist, "start.cjs")], {
    encoding: "utf8",
    env: { ...usual, ...env },
    timeout: 15_000,
  });
  return { status, stdout, stderr };
}

const caches = () => readdirSync(dist).filter((file) => file.includes(".cache"));
const cache = () => join(dist, caches()[0] ?? "none");

describe("modules", () => {
  test("each is run once, whoever asks for it, from a pack or a file of its own", () => {
    lay(
      {
        main: 'const a = require("./shared.js"); importLater("./apart.js").then((b) => console.log(a === b.shared, __metaUrl, __dirname));',
        shared: 'console.log("once"); module.exports = { made: {} };',
      },
      { apart: 'exports.shared = require("./shared.js"); exports.path = require("node:path").sep;' },
    );
    expect(run().stdout).toBe(`once\ntrue file://${dist}/main.js ${dist}/build/src\n`);
  });

  test("modules that need each other see what there is so far", () => {
    lay({
      main: 'exports.first = 1; require("./b.js"); exports.second = 2;',
      b: 'const a = require("./main.js"); console.log(a.first, a.second);',
    });
    expect(run().stdout).toBe("1 undefined\n");
  });

  test("what a module wants awaited is there before anybody gets it", () => {
    lay({
      main: 'importLater("./slow.js").then((slow) => console.log(slow.value));',
      slow: "importLater.before(new Promise((resolve) => setTimeout(resolve, 20)).then(() => { exports.value = 7; }));",
    });
    expect(run().stdout).toBe("7\n");
  });

  test("a module that throws rejects the import, and throws again the next time", () => {
    lay({
      main: 'const again = () => importLater("./bad.js").catch((error) => console.log(error.message)); again().then(again);',
      bad: 'throw new Error("bad");',
    });
    expect(run().stdout).toBe("bad\nbad\n");
  });

  test("a stack names the pack and the function", () => {
    lay({ main: "function inner() { throw new Error('deep'); }\ninner();" });
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toMatch(/at inner \(.*all-1\.cjs:\d+:\d+\)/);
  });

  test("with --enable-source-maps Node loads the pack, for it knows the way to the sources", () => {
    lay({ main: "throw new Error('mapped');" });
    const text = `${readFileSync(join(dist, "all-1.cjs"), "utf8")}\n//# sourceMappingURL=all-1.cjs.map\n`;
    writeFileSync(join(dist, "all-1.cjs"), text);
    const map = { version: 3, sources: ["origin.ts"], names: [], mappings: "AAAA" };
    writeFileSync(
      join(dist, "all-1.cjs.map"),
      JSON.stringify({ version: 3, sources: [], sections: [{ offset: { line: 1, column: 0 }, map }] }),
    );
    for (const flagged of [run(["--enable-source-maps"]), run([], { NODE_OPTIONS: "--enable-source-maps" })]) {
      expect(flagged.stderr).toContain("origin.ts:1:1");
    }
  });
});

describe("what V8 compiled is kept", () => {
  const TOLD = "console.log(process.argv.length);";

  test("after the first run, and not written again", () => {
    lay({ main: BIG + TOLD });
    expect(run().status).toBe(0);
    expect(caches()).toHaveLength(1);
    const kept = readFileSync(cache());
    rmSync(cache());
    writeFileSync(join(dist, "marker"), "");
    run();
    expect(readFileSync(cache()).length).toBe(kept.length);
  });

  test("and used: the source is not looked at any more where it need not be", () => {
    lay({ main: TOLD });
    run();
    // V8 compares the length of the source alone.
    const text = readFileSync(join(dist, "all-1.cjs"), "utf8");
    writeFileSync(join(dist, "all-1.cjs"), text.replace("argv.length", "argv.lengtX"));
    expect(run().stdout).toBe("2\n");
  });

  const DAMAGE: readonly (readonly [string, (good: Buffer) => Buffer])[] = [
    ["cut off", (good) => good.subarray(0, good.length >> 1)],
    ["empty", () => Buffer.alloc(0)],
    ["three bytes long", (good) => good.subarray(0, 3)],
    ["zeros", (good) => Buffer.alloc(good.length)],
    ["one bit wrong", (good) => good.map((byte, at) => (at === good.length >> 1 ? byte ^ 1 : byte)) as Buffer],
    [
      "right in its head and wrong after it",
      (good) => Buffer.concat([good.subarray(0, 64), Buffer.alloc(good.length - 64, 0xa5)]),
    ],
  ];
  test.each(DAMAGE)("a cache that is %s is not believed, and replaced", (_, damage) => {
    lay({ main: BIG + TOLD });
    run();
    const good = readFileSync(cache());
    writeFileSync(cache(), damage(Buffer.from(good)));
    expect(run()).toEqual({ status: 0, stdout: "2\n", stderr: "" });
    expect(readFileSync(cache()).length).toBe(good.length);
    expect(caches()).toHaveLength(1);
  });

  test.each([
    ["a run that failed", () => run(), "process.exitCode = 3;"],
    ["flags", () => run(["--max-lazy"]), ""],
    ["NODE_OPTIONS", () => run([], { NODE_OPTIONS: "--stack-trace-limit=20" }), ""],
  ])("%s: nothing is kept", (_, start, more) => {
    lay({ main: TOLD + more });
    expect(start().stdout).toBe("2\n");
    expect(caches()).toEqual([]);
  });

  test.each([0o775, 0o777, 0o1777])("nor in a folder that others can write to (%o)", (mode) => {
    lay({ main: TOLD });
    chmodSync(dist, mode);
    expect(run().stdout).toBe("2\n");
    expect(caches()).toEqual([]);
  });

  test("flags that V8 does not take it with: it runs without, and leaves it alone", () => {
    lay({ main: BIG + TOLD });
    run();
    const good = readFileSync(cache());
    expect(run(["--no-lazy-feedback-allocation", "--max-lazy"]).stdout).toBe("2\n");
    expect(readFileSync(cache()).equals(good)).toBe(true);
  });

  test("a folder in its way is nobody's trouble", () => {
    lay({ main: TOLD });
    run();
    const name = cache();
    rmSync(name);
    mkdirSync(name);
    expect(run()).toEqual({ status: 0, stdout: "2\n", stderr: "" });
    expect(existsSync(name)).toBe(true);
    expect(caches()).toHaveLength(1);
  });
});
