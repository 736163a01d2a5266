import { appendFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { statusIn } from "../helpers/frames.ts";
import { Home, played } from "../helpers/home.ts";

const timeout = 60_000;
const ESCAPE = "\x1b";

test("stdout is data only, in every format, also with warnings", { timeout }, async () => {
  await using home = new Home({ is: played("", { memory: { warn: "1MiB" } }), ps: played() });
  await home.agent();
  await home.do("start");
  const [json, jsonl, yaml, table, wide, quiet] = await Promise.all([
    home.run("status", "-o", "json"),
    home.run("status", "-o", "jsonl"),
    home.run("status", "--output", "yaml"),
    home.run("status"),
    home.run("status", "-o", "wide"),
    home.run("status", "--quiet"),
  ]);
  const warning = expect.stringMatching(/^is uses .* above its limit/);
  const host = statusIn(json);
  expect(host).toMatchObject({ code: 0, warnings: [warning] });
  const [line, ...rest] = jsonl.stdout.split("\n");
  expect(rest).toEqual([""]);
  const { components } = host;
  const names = components?.map(({ name }) => expect.objectContaining({ name }));
  expect(JSON.parse(line ?? "")).toMatchObject({
    schemaVersion: 1,
    command: "status",
    host: host.host,
    outcome: "ok",
    components: names,
    warnings: [warning],
  });
  expect(parse(yaml.stdout)).toMatchObject({
    schemaVersion: 1,
    command: "status",
    exitCode: 0,
    hosts: [{ outcome: "ok", components: names, warnings: [warning] }],
  });
  for (const { stdout, stderr, code } of [table, wide]) {
    expect(code).toBe(0);
    expect(stdout).not.toContain("above its limit");
    expect(stderr).toMatch(/^warning: is uses .*\n$/);
    expect(stdout + stderr).not.toContain(ESCAPE);
  }
  expect(wide.stdout).toContain(home.path("log", "is.log"));
  expect(quiet).toMatchObject({ code: 0, stdout: "", stderr: "" });
  const restart = await home.run("restart", "is", "-o", "jsonl");
  expect(JSON.parse(restart.stdout)).toMatchObject({
    command: "restart",
    outcome: "ok",
    operation: { kind: "restart", result: "done" },
  });
});

test("colour is for terminals, and not where NO_COLOR or --no-color say no", { timeout }, async ({ skip }) => {
  await using home = new Home({ is: played() });
  await home.agent();
  await home.do("start");
  // script(1) runs the command on a terminal of its own.
  const onTerminal = (args: readonly string[], env: Record<string, string> = {}) =>
    home.begin(args, {
      through: ["sh", "-c", 'exec script -qec "$(printf "\'%s\' " "$@")" /dev/null', "sh"],
      env: { TERM: "xterm", ...env },
    }).ended;
  const coloured = await onTerminal(["status"]);
  skip(coloured.code === 127, "there is no script(1) here");
  expect(coloured.code).toBe(0);
  expect(coloured.stdout).toContain(`${ESCAPE}[32mrunning${ESCAPE}[39m`);
  const plain = await Promise.all([onTerminal(["status"], { NO_COLOR: "1" }), onTerminal(["status", "--no-color"])]);
  for (const { stdout, code } of plain) {
    expect(code).toBe(0);
    expect(stdout).toContain("running");
    expect(stdout).not.toContain(ESCAPE);
  }
});

test("logs shows the last lines, of one or of all, from the agent or without it", { timeout }, async () => {
  await using home = new Home({ is: played(), ps: played() });
  await home.agent();
  await home.do("start");
  appendFileSync(home.path("log", "is.log"), "one\ntwo\nthree\x1b[2J\n");
  const clean = { code: 0, stderr: "" };
  const check = async () => {
    const [two, all, objects, unknown] = await Promise.all([
      home.run("logs", "is", "-n", "2"),
      home.run("logs", "-n", "1"),
      home.run("logs", "is", "-n", "3", "-o", "jsonl"),
      home.run("logs", "foo"),
    ]);
    expect(two).toMatchObject({ ...clean, stdout: expect.stringMatching(/^two\nthree[^\x1b]*\n$/) });
    expect(all).toMatchObject(clean);
    expect(all.stdout).toMatch(/^is +\| three/m);
    expect(all.stdout).toMatch(/^ps +\| hello from ps/m);
    const lines = objects.stdout.split("\n").slice(0, -1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject(
      ["one", "two", "three\x1b[2J"].map((line) => ({ command: "logs", component: "is", line })),
    );
    expect(unknown).toMatchObject({
      code: 2,
      stdout: "",
      stderr: 'unknown component "foo"; known: is, ps\n',
    });
  };
  await check();
  await home.killAgent();
  await check();
});

test("logs -f goes on with what is added, until Ctrl-C", { timeout }, async () => {
  await using home = new Home({ is: played(), ps: played() });
  await home.agent();
  await home.do("start");
  const follow = home.begin(["logs", "-f", "-n", "1"]);
  await follow.said(/is +\| hello from is/);
  for (const text of ["first", "second"]) {
    appendFileSync(home.path("log", "ps.log"), `${text} of ps\n`);
    await follow.said(new RegExp(`ps +\\| ${text} of ps`));
  }
  follow.child.kill("SIGINT");
  const { code, stdout, stderr } = await follow.ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
  expect(stdout.match(/of ps/g)).toHaveLength(2);
});

test("a reader that goes away, as head does, is no error", { timeout }, async () => {
  await using home = new Home({ is: played() });
  await home.agent();
  await home.do("start");
  appendFileSync(home.path("log", "is.log"), `${"x".repeat(99)}\n`.repeat(5_000));
  const head = { through: ["sh", "-c", '"$@" | head -1', "sh"] } as const;
  const [logs, follow, status] = await Promise.all([
    home.begin(["logs", "is", "-n", "5000"], head).ended,
    home.begin(["logs", "is", "-f", "-n", "5000"], head).ended,
    home.begin(["status"], head).ended,
  ]);
  expect([logs, follow]).toMatchObject([1, 2].map(() => ({ code: 0, stdout: `${"x".repeat(99)}\n`, stderr: "" })));
  expect(status).toMatchObject({ code: 0, stdout: expect.stringMatching(/^COMPONENT .*\n$/), stderr: "" });
});

test("version and help go to stdout", { timeout }, async () => {
  await using home = new Home();
  const [version, flag, help, json] = await Promise.all([
    home.run("version"),
    home.run("--version"),
    home.run("start", "--help"),
    home.run("version", "-o", "json"),
  ]);
  expect(version).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^ImageServing \d+\.\d+\.\d+\n$/) });
  expect(flag).toMatchObject({ code: 0, stderr: "", stdout: version.stdout });
  expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^Usage: ImageServing start /) });
  expect(JSON.parse(json.stdout)).toMatchObject({ command: "version", exitCode: 0 });
});
