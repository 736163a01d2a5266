import { describe, expect, test } from "vitest";
import { canonicalJson, componentHash } from "../../../src/config/component-hash.ts";
import { component, load, parse } from "./parsing.ts";

const BASE = `
components:
  is: { command: [run], env: { A: "1", B: "2" }, stop: { timeout: 60s } }
  svg: { command: [run] }
  ps: { command: [run], after: [is, svg] }
`;

describe("the hash over the components", () => {
  const hash = parse(BASE).hash;

  test("has the form that other hosts show", () => expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/));

  test.each([
    ["comments and blank lines", `# note\n${BASE}\n\n`],
    [
      "the order of components",
      'components:\n  ps: { command: [run], after: [is, svg] }\n  svg: { command: [run] }\n  is: { command: [run], env: { A: "1", B: "2" }, stop: { timeout: 60s } }',
    ],
    [
      "the order of keys",
      BASE.replace('env: { A: "1", B: "2" }, stop: { timeout: 60s }', 'stop: { timeout: 60s }, env: { B: "2", A: "1" }'),
    ],
    ["the order of what a component needs", BASE.replace("[is, svg]", "[svg, is]")],
    ["how a duration is written", BASE.replace("60s", "1m")],
    [
      "a default that is written out",
      BASE.replace("svg: { command: [run] }", "svg: { command: [run], memory: { warn: null }, title: svg, cwd: . }"),
    ],
    ["the host and where it listens", `host: other\nlisten: { address: 127.0.0.1:1 }\nsocket: { group: ops }\n${BASE}`],
    [
      "anchors",
      BASE.replace("svg: { command: [run] }", "svg: { command: &c [run] }").replace("ps: { command: [run]", "ps: { command: *c"),
    ],
  ])("does not change with %s", (_, text) => expect(parse(text).hash).toBe(hash));

  test.each([
    ["an argument", BASE.replace("[run]", "[run, x]")],
    ["a name", BASE.replace("svg: {", "sv: {").replace("svg]", "sv]")],
    ["a variable", BASE.replace('"1"', '"3"')],
    ["a time-out", BASE.replace("60s", "61s")],
    ["what a component needs", BASE.replace("[is, svg]", "[is]")],
    ["a component less", BASE.replace("  svg: { command: [run] }\n", "").replace(", svg]", "]")],
  ])("changes with %s", (_, text) => expect(parse(text).hash).not.toBe(hash));

  test("counts the folder of the file only where a component runs in it", () => {
    const elsewhere = (text: string) => load(text, "/srv/agent.yaml").config.hash;
    expect(elsewhere(BASE)).not.toBe(hash);
    const absolute = "components: { is: { command: [run], cwd: /srv } }";
    expect(elsewhere(absolute)).toBe(parse(absolute).hash);
  });
});

test("the hash of one component changes with that component alone", () => {
  expect(componentHash(component("stop: { timeout: 60s }"))).toBe(componentHash(component("stop: { timeout: 1m }")));
  expect(componentHash(component("stop: { timeout: 61s }"))).not.toBe(componentHash(component("")));
});

test("canonical JSON sorts the keys at every depth and leaves lists alone", () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: { z: null, y: "x" } })).toBe('{"a":{"y":"x","z":null},"b":[{"c":2,"d":1}]}');
});
