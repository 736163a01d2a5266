import { expect, test } from "vitest";
import { parseYaml } from "../../../src/config/yaml-document.ts";

test("values know where their keys and they themselves are written", () => {
  const document = parseYaml("a:\n  b: [1, { c: 0x1F }]\n", "f.yaml");
  expect(document.problems).toEqual([]);
  expect(JSON.stringify(document.value)).toBe('{"a":{"b":[1,{"c":31}]}}');
  expect(document.place(["a", "b"], "key")).toEqual({ line: 2, column: 3 });
  expect(document.place(["a", "b"], "value")).toEqual({ line: 2, column: 6 });
  expect(document.place(["a", "b", 1, "c"], "value")).toEqual({ line: 2, column: 15 });
  expect(document.place(["a", "b", 0], "key")).toEqual({ line: 2, column: 7 }); // items have no key
  expect(document.source(["a", "b", 1, "c"])).toBe("0x1F");
  expect([document.place(["a", "x"], "key"), document.source(["a"])]).toEqual([null, null]);
});

test("a problem at what is not written lies at the nearest mapping above it", () => {
  const document = parseYaml("hosts:\n  node[01-20].ams:\n    labels: {}\n", "f.yaml");
  expect(document.problem(["hosts", "node[01-20].ams", "labels", "dc"], "is missing")).toEqual({
    file: "f.yaml",
    line: 3,
    column: 5,
    message: 'hosts["node[01-20].ams"].labels.dc: is missing',
  });
  expect(document.problem(["rollout", "batch"], "is missing")).toMatchObject({ line: 1, column: 1 });
  expect(document.problem([], "is wrong")).toEqual({ file: "f.yaml", line: 1, column: 1, message: "is wrong" });
});

test("a key without a value is a problem, or null, as the reader wants it", () => {
  const text = "hosts:\n  node1:\n  node2: {}\n";
  expect(parseYaml(text, "f.yaml").problems).toEqual([
    { file: "f.yaml", line: 2, column: 3, message: "hosts.node1: has no value; give it one, or remove it" },
  ]);
  expect(parseYaml(text, "f.yaml").lacksValue(["hosts", "node1"])).toBe(true);
  expect(parseYaml(text, "f.yaml").lacksValue(["hosts"])).toBe(false);
  const allowed = parseYaml(text, "f.yaml", "null");
  expect([allowed.problems, JSON.stringify(allowed.value)]).toEqual([[], '{"hosts":{"node1":null,"node2":{}}}']);
});

test("keys are texts as written", () => {
  expect(JSON.stringify(parseYaml("b: { 007: 1, true: 2, ~: 3, 'x y': 4 }", "f").value)).toBe(
    '{"b":{"007":1,"true":2,"~":3,"x y":4}}',
  );
});

test("mappings have no prototype, so that no key can be taken for a method", () => {
  const { value } = parseYaml("constructor: 1", "f");
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(parseYaml("__proto__: { polluted: 1 }", "f").problems).toHaveLength(1);
});

test("what cannot be read has problems and no value", () => {
  for (const text of ["", "a: [", "a: 1\n---\nb: 2", "a: *x", "[".repeat(1000)]) {
    const document = parseYaml(text, "f");
    expect(document.value, text).toBeUndefined();
    expect(document.problems.length, text).toBeGreaterThan(0);
  }
});
