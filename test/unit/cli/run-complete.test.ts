import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { fakeTerminal } from "./fake-terminal.ts";

let home: string;

/** What reads inventories takes its time to load here, where it is not bundled. */
beforeAll(async () => {
  await Promise.all([import("../../../src/config/read-inventory.ts"), import("../../../src/cli/completion/live-components.ts")]);
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "is-complete-"));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Asks as the scripts do; nothing may be said on stderr, and the exit code is always 0. */
async function ask(args: readonly string[], changed: Partial<Terminal> = {}): Promise<readonly string[]> {
  const { terminal, stdout, stderr } = fakeTerminal({ clock: systemClock, env: { IMAGESERVING_HOME: home }, ...changed });
  const code = await runCommandLine(["__complete", ...args], terminal, async () => 0);
  expect([code, stderr.text]).toEqual([0, ""]);
  return stdout.text.split("\n").slice(0, -1);
}

const words = (...typed: readonly string[]) => ask(["words", ...typed]);
const write = (name: string, text: string) => writeFileSync(join(home, name), text);
const fleet = (name = "fleet.yaml") =>
  write(name, 'hosts: { "node[1-2]": { labels: { role: web } } }\ngroups: { web: role=web }\n');

test("hosts, groups and labels of the inventory", async () => {
  fleet();
  expect(await words("-H", "no")).toEqual(["words", "node1\tnode1:9910 role=web", "node2\tnode2:9910 role=web"]);
  expect(await words("-H", "@")).toEqual(["words", "@web\trole=web"]);
  expect(await words("-H", "role=")).toEqual(["words", "role=web\t2 hosts"]);
});

test("what was typed before says where the names are", async () => {
  mkdirSync(join(home, "fleets"));
  fleet("other.yaml");
  fleet("fleets/lab.yaml");
  write("fleets/$(touch x).yaml", "");
  const names = ["words", "node1", "node2"];
  const bare = async (...typed: readonly string[]) => (await words(...typed)).map((line) => line.split("\t")[0]);
  expect(await bare("-H", "no")).toEqual([]);
  expect(await bare("--inventory", join(home, "other.yaml"), "-H", "no")).toEqual(names);
  expect(await bare("status", "--context=lab", "-H", "no")).toEqual(names);
  expect(await bare("--context", "none", "-H", "no")).toEqual([]);
  expect(await bare("--context", "")).toEqual(["words", "default", "lab"]);
  for (const inventory of ["~/other.yaml", "$HOME/other.yaml", `\${HOME}/other.yaml`]) {
    const env = { IMAGESERVING_HOME: join(home, "none"), HOME: home };
    expect((await ask(["words", "--inventory", inventory, "-H", "no"], { env })).length).toBe(3);
  }
  expect((await ask(["words", "--home", home, "--context", "lab", "-H", "no"], { env: {} })).length).toBe(3);
});

test("components of the configuration, also of one with mistakes elsewhere", async () => {
  write("agent.yaml", "colour: red\ncomponents:\n  is: { title: Image Server, command: 3 }\n  $(x): {}\n  ps:\n");
  expect(await words("restart", "")).toEqual(["words", "is\tImage Server", "ps"]);
  write("agent.yaml", "components: [");
  expect(await words("restart", "")).toEqual([]);
});

describe("a line as Bash has it", () => {
  const line = (text: string, atCursor: string) => ask(["line", text, atCursor]);

  test.each([
    ["ImageServing sta", "sta", ["words", "start", "status"]],
    ["/opt/bin/ImageServing sta", "sta", ["words", "start", "status"]],
    ["LANG=C ImageServing sta", "sta", ["words", "start", "status"]],
    ["ImageServing -H 'node1,no", "node1,no", ["words", "node1,node2"]],
    ["ImageServing -H @web\\!no", "@web\\!no", ["words", "@web\\!node1", "@web\\!node2"]],
    ["ImageServing --host=node1,no", "node1,no", ["words", "node1,node2"]],
    ["ImageServing -H role=", "", ["words", "web"]],
    ["ImageServing --output=js", "js", ["words", "json", "jsonl"]],
    ["ImageServing --config /etc/", "/etc/", ["files"]],
    ["ImageServing", "ImageServing", []],
    ["", "", []],
  ])("%j", async (text, atCursor, expected) => {
    fleet();
    expect(await line(text, atCursor)).toEqual(expected);
  });
});

describe("whatever is wrong", () => {
  test.each([[], ["nothing"], ["words"], ["line"]])("asked without what is needed: %j", async (...asked) => {
    expect((await ask(asked)).length).toBe(asked[0] === "words" ? (await words("")).length : 0);
  });

  test.each(["hosts: [", "hosts: { node1: { colour: red } }", "\0", "", "hosts: { '$(touch x)': {} }"])(
    "an inventory that is broken, %j, names nobody",
    async (text) => {
      write("fleet.yaml", text);
      expect(await words("-H", "")).toEqual([]);
      expect((await words("sta")).length).toBe(3);
    },
  );

  test("a pipe in place of a file holds nobody up", async () => {
    execFileSync("mkfifo", [join(home, "fleet.yaml"), join(home, "agent.yaml")]);
    expect(await words("-H", "")).toEqual([]);
    expect(await words("status", "")).toEqual([]);
  });

  test("a program that names hosts has a second", { timeout: 10_000 }, async () => {
    const program = (body: string) => {
      write("hosts.sh", `#!/bin/sh\n${body}\n`);
      chmodSync(join(home, "hosts.sh"), 0o755);
    };
    const asked = () => words("--inventory", `exec:${home}/hosts.sh`, "-H", "no");
    program(`echo '{ "hosts": { "node1": {} } }'`);
    expect(await asked()).toEqual(["words", "node1\tnode1:9910"]);
    program("echo no >&2; exit 1");
    expect(await asked()).toEqual([]);
    program("exec sleep 60");
    const began = performance.now();
    expect(await asked()).toEqual([]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test("a host that does not answer has no components to offer, and nobody waits for it", { timeout: 10_000 }, async () => {
    write("fleet.yaml", "hosts: { node1: { address: 127.0.0.1:1 } }\n");
    expect(await words("-H", "node1", "status", "")).toEqual([]);
  });
});
