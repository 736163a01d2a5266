import { describe, expect, test } from "vitest";
import { optionsOf } from "../../../bench/kit/options.ts";

const T = { timeout: 10_000 };

describe("what the benchmark is asked", () => {
  test("nothing: all of it, bars told and not asserted", T, () => {
    expect(optionsOf([])).toEqual({ names: [], quick: false, strict: false, install: true, list: false, json: null, runs: null });
  });

  test("all of it, in any order", T, () => {
    const asked = ["--quick", "local-status", "--json", "x.json", "--no-install", "--strict", "--runs", "5", "idle-agent"];
    const told = { quick: true, strict: true, install: false, list: false, json: "x.json", runs: 5 };
    expect(optionsOf(asked)).toEqual({ names: ["local-status", "idle-agent"], ...told });
  });

  test.each([["--runs", "0"], ["--runs", "1.5"], ["--runs", "many"], ["--fast"], ["--json"]])("refused: %s %s", T, (...args) => {
    expect(() => optionsOf(args.filter((arg) => arg !== undefined))).toThrow();
  });
});
