import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { parseDocument, parse as parseYaml } from "yaml";
import { agentSchema } from "../../../src/config/agent-schema.ts";
import { keyReference, knownKeys } from "../../../src/config/schema-tree.ts";
import { FACTS, problemsOf } from "./parsing.ts";

const DOC = new URL("../../../docs/configuration.md", import.meta.url);
const GENERATOR = new URL("../../../scripts/docs/configuration.mjs", import.meta.url);
const SCHEMA = agentSchema({ ...FACTS, folder: "/" });
const KEYS = keyReference(SCHEMA).map((key) => [key.path.join("."), key] as const);

test("the reference in docs/ matches the schema", { timeout: 20_000 }, async () => {
  const { configuration } = await import(GENERATOR.href);
  expect(await readFile(DOC, "utf8")).toBe(await configuration());
});

test("the example in it is a valid configuration", async () => {
  const [, example] = /```yaml\n(.*?)```/s.exec(await readFile(DOC, "utf8")) ?? [];
  expect(problemsOf(example ?? "")).toEqual([]);
});

/** A file that has everything which a key may need beside it. */
const SURROUNDINGS = `
listen: { address: 127.0.0.1:1, tls: { cert: a, key: b, ca: c } }
metrics: { address: 127.0.0.1:2, tls: { cert: a, key: b, ca: c } }
notify: { x: { http: http://h/ } }
components:
  is: { command: [a] }
  svg: { command: [a] }
  x: { command: [a], ready: { http: http://h/ }, live: { http: http://h/ } }
`;

/** The same file with the value at the path, as the reference shows it. */
function withExample(path: readonly string[], example: string): string {
  const file = parseDocument(SURROUNDINGS);
  const here = path.map((step) => (step === "NAME" ? "x" : step));
  if (here.at(-1) === "tcp" || (here.at(-1) === "command" && (here.length > 3 || here[0] === "notify")))
    file.deleteIn([...here.slice(0, -1), "http"]);
  if (here.at(-1) === "plain") file.deleteIn(["metrics", "tls"]); // the two do not go together
  file.setIn(here, parseYaml(example));
  return String(file);
}

describe.each(KEYS)("%s", (_, { path, example, description, otherwise }) => {
  test("has an example that is valid", () =>
    expect(problemsOf(withExample(path, example)), withExample(path, example)).toEqual([]));

  test("is described in whole sentences", () => expect(description).toMatch(/^[`A-Z].*\.$/));

  test("has a default that can be written, where it is no words", () => {
    if (otherwise === null || !/^[\w.]+$/.test(otherwise) || otherwise === "none") return;
    expect(problemsOf(withExample(path, otherwise)), otherwise).toEqual([]);
  });
});

test("the reference has every key of the schema, and what needs to be there", () => {
  expect(KEYS.length).toBe(80);
  expect(KEYS.filter(([, { otherwise }]) => otherwise === null).map(([path]) => path)).toEqual([
    "listen.address",
    "listen.tls.cert",
    "listen.tls.key",
    "listen.tls.ca",
    "metrics.address",
    "metrics.tls.cert",
    "metrics.tls.key",
    "metrics.tls.ca",
    "components",
    "components.NAME.command",
  ]);
  expect(knownKeys(SCHEMA, ["components", "anything", "stop"])).toEqual(["signal", "timeout", "dump"]);
  expect(knownKeys(SCHEMA, ["components", "anything", "title"])).toEqual([]);
});
