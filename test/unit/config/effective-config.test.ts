import fc from "fast-check";
import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { effectiveValues, effectiveYaml } from "../../../src/config/effective-config.ts";
import { configurationTexts } from "./configurations.ts";
import { FILE, load } from "./parsing.ts";

const SHORT = `host: node3
components:
  is:
    command: [run, "8080", "a b"]
    ready: &probe { tcp: "[::1]:27345", timeout: 90s }
    memory: { warn: 1GiB }
  svg:
    command:
      - run
      - "two\\nlines"
    env: { A: "x\\ny", B: "2" }
    ready: { <<: *probe, tcp: "h:1" }
`;

test("whatever is configured, the effective YAML is the same configuration", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(configurationTexts, (text) => {
      const first = load(text);
      const shown = effectiveYaml(first);
      const second = load(shown);
      expect(second.config).toEqual(first.config);
      expect([...second.config.components.keys()]).toEqual([...first.config.components.keys()]);
      expect(effectiveValues(second).map(({ path, value }) => ({ path, value }))).toEqual(
        effectiveValues(first).map(({ path, value }) => ({ path, value })),
      );
      expect(effectiveValues(second).filter(({ origin }) => origin === "default")).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test("every line with a value says where it comes from, and no other line does", () => {
  const lines = effectiveYaml(load(SHORT)).split("\n");
  expect(lines[0]).toBe(`# Effective configuration of ${FILE}`);
  expect(lines[1]).toMatch(/^# sha256:[0-9a-f]{64}$/);
  const body = lines.slice(3, -1);
  const mappings = body.filter((line) => / # (default|agent\.yaml:\d+)$/.test(line) === false);
  expect(mappings.filter((line) => !/^ *[a-zA-Z]+:$/.test(line))).toEqual([]);
  expect(body.length - mappings.length).toBe(effectiveValues(load(SHORT)).length);
});

test("origins: the line of the key, the anchor's line for what is merged, or default", () => {
  const text = effectiveYaml(load(SHORT));
  const section = (name: string) => text.slice(text.indexOf(`  ${name}:\n`));
  expect(text).toContain("host: node3 # agent.yaml:1\nlisten: null # default\nsocket:\n  group: null # default\n");
  expect(section("is")).toContain('    command: [run, "8080", a b] # agent.yaml:4\n    env: {} # default\n');
  expect(section("is")).toContain("      warn: 1GiB # agent.yaml:6\n      restart: null # default\n");
  expect(section("svg")).toContain('    command: [run, "two\\nlines"] # agent.yaml:8\n');
  expect(section("svg")).toContain('      A: "x\\ny" # agent.yaml:11\n      B: "2" # agent.yaml:11\n');
  expect(section("svg")).toContain(
    "      tcp: h:1 # agent.yaml:12\n      interval: 250ms # default\n      timeout: 1m30s # agent.yaml:5\n",
  );
});

test("the structured form has the same values with file, line and column", () => {
  const values = effectiveValues(load(SHORT));
  const of = (path: string) => values.find((value) => value.path === path);
  expect(of("host")).toEqual({ path: "host", value: "node3", origin: { file: FILE, line: 1, column: 1 } });
  expect(of("components.is.ready.timeout")).toEqual({
    path: "components.is.ready.timeout",
    value: "1m30s",
    origin: { file: FILE, line: 5, column: 41 },
  });
  expect(of("components.is.env")).toEqual({ path: "components.is.env", value: {}, origin: "default" });
  expect(of("components.svg.command")?.value).toEqual(["run", "two\nlines"]);
  expect(of("components.is.stop.timeout")).toEqual({ path: "components.is.stop.timeout", value: "1m", origin: "default" });
});

test("a list of any length stays on its line", () => {
  const words = Array.from({ length: 60 }, (_, i) => `argument-${i}`);
  const text = effectiveYaml(load(`components: { is: { command: [${words.join(", ")}] } }`));
  expect(text).toContain(`    command: [${words.join(", ")}] # agent.yaml:1\n`);
});

test("it is YAML that any reader reads the same", () => {
  const data = parseYaml(effectiveYaml(load(SHORT)));
  expect(data.components.svg.env).toEqual({ A: "x\ny", B: "2" });
});

test("a file name that holds a line break cannot add a line to the YAML", () => {
  const text = effectiveYaml(load(SHORT, "/tmp/a\nhost: evil.yaml"));
  expect(load(text).config.host).toBe("node3");
  expect(text).toContain("# a?host: evil.yaml:1");
});
