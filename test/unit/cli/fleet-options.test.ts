import { expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import { choicesFor } from "./choices-for.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const choicesOf = (line: string, env: Readonly<Record<string, string>> = {}) =>
  choicesFor(line, fakeTerminal({ env: { IMAGESERVING_HOME: "/home", ...env } }).terminal);

/** A whole command line, in an empty home. */
async function type(args: readonly string[]) {
  const { terminal, stdout, stderr } = fakeTerminal({ env: { IMAGESERVING_HOME: "/nowhere" } });
  const code = await runCommandLine(args, terminal, async () => 0);
  return { code, out: stdout.text, err: stderr.text };
}

test("nothing said: the local host, and what holds otherwise", () => {
  expect(choicesOf("")).toMatchObject({
    selection: null,
    inventory: null,
    context: null,
    concurrency: 64,
    connectTimeout: 3_000,
    fold: true,
    paths: { fleetConfig: "/home/fleet.yaml" },
  });
});

test("each --host and each --exclude adds up", () => {
  expect(choicesOf("-H node[01-20] --host @edge -x node3 --exclude=db1,db2").selection).toEqual({
    hosts: ["node[01-20]", "@edge"],
    exclude: ["node3", "db1,db2"],
    all: false,
  });
  expect(choicesOf("--all -x db1").selection).toEqual({ hosts: [], exclude: ["db1"], all: true });
  expect(choicesOf("--all -H db1").selection).toEqual({ hosts: ["db1"], exclude: [], all: true });
});

test("how hosts are reached", () => {
  expect(choicesOf("--concurrency 1024 --connect-timeout 250ms --no-fold")).toMatchObject({
    concurrency: 1_024,
    connectTimeout: 250,
    fold: false,
  });
});

test("an option goes before the environment", () => {
  expect(choicesOf("", { IMAGESERVING_CONTEXT: "lab" }).context).toBe("lab");
  expect(choicesOf("--context prod", { IMAGESERVING_CONTEXT: "lab" }).context).toBe("prod");
  expect(choicesOf("--inventory /tmp/x", { IMAGESERVING_CONTEXT: "lab" })).toMatchObject({ context: null, inventory: "/tmp/x" });
  expect(choicesOf("", { IMAGESERVING_CONTEXT: "" }).context).toBeNull();
});

test.each([
  ["/tmp/hosts.yaml", "/tmp/hosts.yaml"],
  ["exec:./hosts", "exec:./hosts"],
  ["dns:_x._tcp.example.com", "dns:_x._tcp.example.com"],
])("--inventory %s", (named, fleetConfig) => {
  expect(choicesOf(`--inventory ${named}`).paths.fleetConfig).toBe(fleetConfig);
});

test.each([
  ["status --host=", "It must not be empty"],
  ["status --exclude= --all", "It must not be empty"],
  ["status --inventory= --all", "It must not be empty"],
  ["status --context= --all", "It must not be empty"],
  ["hosts --concurrency 0", "a number from 1 to 1024"],
  ["hosts --concurrency 1025", "a number from 1 to 1024"],
  ["hosts --concurrency 1e2", "a number from 1 to 1024"],
  ["hosts --connect-timeout 0s", "a number with a unit"],
  ["status -x node3", "--exclude takes hosts away from a selection; say from which, with --host or --all"],
  ["restart --context lab", "--context names a fleet; say which of its hosts are meant"],
  ["restart --inventory lab.yaml is", "--inventory names a fleet; say which of its hosts are meant"],
  ["hosts --inventory a --context b", "--inventory and --context both name an inventory"],
])("misuse: %s", async (line, problem) => {
  const { code, out, err } = await type(line.split(" "));
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(problem);
  expect(err).toContain("Usage: ImageServing");
});

test.each(["agent", "init", "config check", "config show", "context list", "context use lab", "version"])(
  "%s is about this machine: which hosts are meant is misuse, and nothing is done",
  async (command) => {
    for (const option of [["-H", "node3"], ["--all"], ["-x", "node3"], ["--inventory", "x"], ["--context", "x"]]) {
      const { code, out, err } = await type([...command.split(" "), ...option]);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(/^error: \w+ is about this machine alone; --\w+ does not go with it\nUsage: ImageServing \w+/);
    }
  },
);

test("a command for many hosts reads the inventory before it does anything", async () => {
  for (const command of ["start", "stop", "restart", "status", "logs", "hosts"]) {
    const { code, out, err } = await type([command, "--all"]);
    expect([command, code, out]).toEqual([command, 6, ""]);
    expect(err).toContain("no inventory: /nowhere/fleet.yaml does not exist");
  }
});
