import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import type { AgentStart } from "../../../src/cli/commands/agent.ts";
import { Interrupted, type Terminal } from "../../../src/cli/terminal.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { fakeTerminal, KeptOutput } from "./fake-terminal.ts";

let home: string;
const agents: AgentStart[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "is-cli-"));
  agents.length = 0;
});
afterEach(() => rmSync(home, { recursive: true }));

/** Runs a command line in an empty home, where no agent is. */
async function type(line: string, changed: Partial<Terminal> = {}) {
  const { terminal, stdout, stderr } = fakeTerminal({ clock: systemClock, env: { IMAGESERVING_HOME: home }, ...changed });
  const code = await runCommandLine(line === "" ? [] : line.split(" "), terminal, async (start) => {
    agents.push(start);
    return 0;
  });
  return { code, out: stdout.text, err: stderr.text };
}

const VALID = "components:\n  is:\n    command: [/bin/true]\n  ps:\n    command: [/bin/true]\n";
const configure = (text: string) => writeFileSync(join(home, "agent.yaml"), text);

test.each([
  ["strt", "Did you mean start?"],
  ["status --hom /x", "Did you mean --home?"],
  ["config chek", "Did you mean check?"],
  ["status -o xml", "Allowed choices are table, wide, json, jsonl, yaml"],
  ["status --timeout 5", "a number with a unit"],
  ["status --timeout 0s", "a number with a unit"],
  ["logs -n x", "a number from 0 to 100000"],
  ["logs -n 100001", "a number from 0 to 100000"],
  ["version now", "too many arguments"],
  ["status --home", "argument missing"],
  ["init --profile x", "Allowed choices are demo, image-serving"],
  ["logs -f -o json", "--output jsonl"],
])("misuse: %s", async (line, hint) => {
  const { code, out, err } = await type(line);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(hint);
});

test("misuse is answered with the usage of the command, and what was typed cannot act upon the terminal", async () => {
  expect((await type("start --foo")).err).toMatch(
    /Usage: ImageServing start \[options\] \[component...\]\nMore: {2}ImageServing start --help/,
  );
  expect((await type("config check a b")).err).toContain("Usage: ImageServing config check [options] [file]");
  expect((await type("\x1b[2J")).err).not.toContain("\x1b");
});

test("no command: the help, and exit code 2", async () => {
  const { code, out, err } = await type("");
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("Usage: ImageServing");
});

test.each([
  "--help",
  "-h",
  "help",
  "start --help",
  "stop -h",
  "restart -h",
  "help status",
  "logs -h",
  "config -h",
  "config check -h",
  "config show -h",
  "hosts -h",
  "context -h",
  "context list -h",
  "context use -h",
  "init -h",
  "agent -h",
  "version -h",
])("%s is help, on stdout, exit code 0", async (line) => {
  const { code, out, err } = await type(line);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("Usage: ImageServing");
  expect(out).toContain("--home <dir>");
});

test.each([
  "start",
  "stop",
  "restart",
  "status",
  "logs",
  "config",
  "config check",
  "config show",
  "hosts",
  "context",
  "context list",
  "context use",
  "init",
  "agent",
])("the help of %s has examples", async (command) => {
  expect((await type(`${command} --help`)).out).toContain(`Examples:\n  ImageServing ${command}`);
});

test.each(["version", "--version", "-V"])("%s prints the version", async (line) => {
  expect(await type(line)).toEqual({ code: 0, out: "ImageServing 1.2.3\n", err: "" });
});

test("global options are taken before and after the command", async () => {
  const elsewhere = { env: {} };
  for (const line of [
    `--home ${home} status -o json is`,
    `status is --home ${home} -o json`,
    `-o json status --home ${home} is`,
    `--home=${home} --output=json status is`,
  ]) {
    configure(VALID);
    const { code, out } = await type(line, elsewhere);
    expect([code, JSON.parse(out).hosts[0].components[0].name]).toEqual([3, "is"]);
  }
});

test("--home goes before the environment, and paths become absolute", async () => {
  await type("agent --home some/where --config other.yaml --background");
  expect(agents).toEqual([
    expect.objectContaining({
      background: true,
      adoptOnly: false,
      paths: expect.objectContaining({ home: join(process.cwd(), "some/where"), agentConfig: join(process.cwd(), "other.yaml") }),
    }),
  ]);
  await type("agent --adopt-only");
  expect(agents[1]).toMatchObject({ background: false, adoptOnly: true, paths: { home } });
});

test("without an agent: the local end of the table", async () => {
  expect(await type("status")).toEqual({ code: 3, out: "Server Supervisor is not running\n", err: "" });
  expect(await type("stop")).toEqual({ code: 0, out: "Server Supervisor is not running\n", err: "" });
  expect(await type("start")).toMatchObject({ code: 6, out: "", err: expect.stringContaining("ImageServing init") });
  expect(await type("restart")).toMatchObject({ code: 6, out: "" });
  configure(VALID);
  expect(await type("status foo")).toMatchObject({ code: 4, out: "", err: 'unknown component "foo"; known: is, ps\n' });
  for (const kind of ["start", "stop", "restart"]) {
    expect(await type(`${kind} foo`)).toMatchObject({ code: 2, out: "", err: 'unknown component "foo"; known: is, ps\n' });
    expect(await type(`${kind} is`)).toMatchObject({
      code: 7,
      out: "",
      err: expect.stringContaining("Server Supervisor is not running"),
    });
  }
});

test("an invalid configuration: every problem with its place, also in the frame", async () => {
  configure("components:\n  is:\n    command: true\n    colour: red\n");
  const plain = await type("start");
  expect([plain.code, plain.out]).toEqual([6, ""]);
  expect(plain.err).toContain(`${join(home, "agent.yaml")}:3:`);
  expect(plain.err).toContain(`${join(home, "agent.yaml")}:4:`);
  const { code, out } = await type("start -o json");
  expect(JSON.parse(out)).toMatchObject({
    command: "start",
    exitCode: code,
    hosts: [{ outcome: "failed", error: { code: "INVALID_CONFIG", problems: [{ line: 3 }, { line: 4 }] } }],
  });
});

test.each([
  ["status", 3],
  ["status foo", 4],
  ["start", 6],
  ["start is", 7],
  ["stop", 0],
  ["restart", 6],
  ["config check", 6],
  ["config show", 6],
  ["logs", 0],
])("%s -o json prints a frame, whatever the outcome, and exits as it says", async (line, expected) => {
  const { code, out } = await type(`${line} -o json`);
  expect(JSON.parse(out)).toMatchObject({
    schemaVersion: 1,
    command: line.replace(/ (foo|is)$/, ""),
    exitCode: expected,
    summary: { hosts: 1 },
    hosts: [{ host: "this-host" }],
  });
  expect(code).toBe(expected);
});

test("a home whose socket could not be had is said, and nothing is started", async () => {
  const deep = join(home, "x".repeat(120));
  expect(await type(`status --home ${deep}`)).toMatchObject({ code: 4, err: expect.stringContaining("choose a shorter home") });
  expect(await type(`start --home ${deep}`)).toMatchObject({ code: 1, err: expect.stringContaining("choose a shorter home") });
});

test("quiet prints errors only", async () => {
  expect(await type("status -q")).toEqual({ code: 3, out: "", err: "" });
  expect(await type("stop -q")).toEqual({ code: 0, out: "", err: "" });
  expect((await type("start -q")).err).not.toBe("");
});

test("config check counts what it found", async () => {
  configure(VALID);
  expect(await type("config check")).toEqual({
    code: 0,
    out: `${join(home, "agent.yaml")}: ok (2 components: is, ps)\n`,
    err: "",
  });
  expect(await type(`config check ${home}/none.yaml`)).toMatchObject({ code: 6, out: "" });
});

test("config show has origins, in every format", async () => {
  configure(VALID);
  expect((await type("config show")).out).toContain("# agent.yaml:3");
  const [{ config }] = JSON.parse((await type("config show -o json")).out).hosts;
  expect(config.values).toContainEqual({ path: "components.is.stop.signal", value: "TERM", origin: "default" });
});

test("init writes what can be checked, and does not overwrite unless it is told to", { timeout: 20_000 }, async () => {
  for (const profile of ["demo", "image-serving"]) {
    const folder = join(home, profile);
    expect(await type(`init --home ${folder} --profile ${profile}`)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Wrote ${folder}/agent.yaml`),
    });
    expect(await type(`init --home ${folder} --profile ${profile}`)).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("--force"),
    });
    expect((await type(`init --home ${folder} --profile ${profile} --force`)).code).toBe(0);
    expect((await type(`config check --home ${folder}`)).out).toContain("ok (3 components");
  }
});

test("logs without an agent come from the files, with a word about following", async () => {
  configure(VALID);
  const { code, out } = await type("logs");
  expect([code, out]).toEqual([0, ""]);
  mkdirSync(join(home, "log"));
  writeFileSync(join(home, "log/is.log"), "one\ntwo\x1b[2J\nthree");
  writeFileSync(join(home, "log/ps.log"), "four\n");
  expect((await type("logs -n 2")).out).toBe("is | two\\x1b[2J\nis | three\nps | four\n");
  expect((await type("logs is -n 1")).out).toBe("three\n");
  expect(await type("logs is -n 1 -f")).toEqual({
    code: 0,
    out: "three\n",
    err: "no agent is running, so the logs are not followed\n",
  });
  expect(
    (await type("logs -n 1 -o jsonl")).out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).line),
  ).toEqual(["three", "four"]);
  expect(JSON.parse((await type("logs is -n 1 -o json")).out).hosts[0].components).toEqual([{ name: "is", lines: ["three"] }]);
  expect((await type("logs foo")).code).toBe(2);
});

test("colour only on a terminal that wants it", async () => {
  configure(VALID);
  const stdout = new KeptOutput(80);
  mkdirSync(join(home, "log"));
  writeFileSync(join(home, "log/is.log"), "one\n");
  await type("logs", { stdout });
  expect(stdout.text).toContain("\x1b[2mis | ");
  for (const without of [
    { line: "logs --no-color", stdout: new KeptOutput(80) },
    { line: "logs", stdout: new KeptOutput() },
  ]) {
    await type(without.line, { stdout: without.stdout });
    expect(without.stdout.text).toBe("is | one\n");
  }
});

test("Ctrl-C is 130, and never 0", async () => {
  const stop = new AbortController();
  stop.abort(new Interrupted("SIGINT"));
  const server = createServer().listen(join(home, "agent.sock"));
  expect(await type("status", { interrupted: stop.signal })).toMatchObject({ code: 130, out: "" });
  const { code, err } = await type("start", { interrupted: stop.signal });
  expect(code).toBe(130);
  expect(err).toContain("How it stands: ImageServing status");
  server.close();
});

test.each([
  ["pki issue", false],
  ["agent", false],
  ["config show", false],
  ["rollout list", false],
  ["rollout resume", "no selection"],
  ["restart", true],
  ["status", true],
  ["hosts", true],
  ["", true],
] as const)("the help of `%s` offers options for many hosts: %s", { timeout: 10_000 }, async (words, offers) => {
  const { terminal, stdout } = fakeTerminal();
  await runCommandLine([...words.split(" ").filter(Boolean), "--help"], terminal, async () => 0);
  expect([stdout.text.includes("--host <set>"), stdout.text.includes("--inventory <file>")]).toEqual(
    offers === "no selection" ? [false, true] : [offers, offers],
  );
  expect(stdout.text).toContain("--home <dir>");
});
