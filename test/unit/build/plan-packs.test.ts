import { describe, expect, test } from "vitest";

const { planPacks } = await import(new URL("../../../scripts/build/plan-packs.mjs", import.meta.url).href);

const chunk = (entryPoint: string | undefined, ...imports: readonly string[]) => ({
  ...(entryPoint !== undefined && { entryPoint }),
  imports: imports.map((path) =>
    path.endsWith("?") ? { path: path.slice(0, -1), kind: "dynamic-import" } : { path, kind: "import-statement" },
  ),
});

const OUTPUTS = {
  "main.js": chunk("src/main.ts", "shared.js", "node:fs", "status.js?", "agent.js?", "rare.js?"),
  "shared.js": chunk(undefined, "deep.js"),
  "deep.js": chunk(undefined, "shared.js"), // esbuild makes cycles of chunks
  "status.js": chunk("src/status.ts", "shared.js", "rpc.js"),
  "rpc.js": chunk(undefined),
  "agent.js": chunk("src/agent.ts", "rpc.js", "own.js"),
  "own.js": chunk(undefined),
  "rare.js": chunk("src/rare.ts", "deep.js"),
};

const plan = (...packs: readonly (readonly string[])[]): Record<string, number> =>
  Object.fromEntries(
    planPacks(
      OUTPUTS,
      packs.map((entries, at) => ({ name: `p${at}`, entries })),
    ),
  );

describe("which chunk goes into which pack", () => {
  test("with an entry goes what it needs, and not what it may load later", () => {
    expect(plan(["src/main.ts"])).toEqual({ "main.js": 0, "shared.js": 0, "deep.js": 0 });
  });

  test("the first pack that wants a chunk has it", () => {
    expect(plan(["src/main.ts", "src/status.ts"], ["src/agent.ts"])).toEqual({
      "main.js": 0,
      "shared.js": 0,
      "deep.js": 0,
      "status.js": 0,
      "rpc.js": 0,
      "agent.js": 1,
      "own.js": 1,
    });
  });

  test("an entry that is not there any more fails the build", () => {
    expect(() => plan(["src/moved.ts"])).toThrow("pack p0: src/moved.ts is no entry point");
  });
});
