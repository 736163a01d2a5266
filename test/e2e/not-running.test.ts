import { hostname } from "node:os";
import { expect, test } from "vitest";
import { Home, played } from "../helpers/home.ts";

const timeout = 60_000;
const MESSAGE = "Server Supervisor is not running\n";

test("status says so on stdout and exits 3", { timeout }, async () => {
  await using home = new Home({ is: played(), ps: played("", { title: "Platform Server", after: ["is"] }) });
  for (const args of [["status"], ["status", "is"]]) {
    expect(await home.run(...args)).toMatchObject({ code: 3, stdout: MESSAGE, stderr: "" });
  }
  const status = await home.status();
  expect(status).toMatchObject({
    code: 3,
    stderr: "",
    host: hostname(),
    outcome: "ok",
    supervisor: { state: "stopped", pid: null, uptimeSeconds: null },
    components: [
      { name: "is", state: "stopped", ready: false, pid: null },
      { name: "ps", title: "Platform Server", state: "stopped", ready: false, pid: null },
    ],
  });
  expect((await home.status("ps")).components?.map(({ name }) => name)).toEqual(["ps"]);
});

test("status of an unknown component exits 4 and lists the known ones", { timeout }, async () => {
  await using home = new Home({ is: played(), ps: played() });
  expect(await home.run("status", "foo")).toMatchObject({
    code: 4,
    stdout: "",
    stderr: 'unknown component "foo"; known: is, ps\n',
  });
  expect(await home.status("is", "foo")).toMatchObject({
    code: 4,
    outcome: "failed",
    error: { code: "UNKNOWN_COMPONENT", names: ["foo"], known: ["is", "ps"] },
  });
});

test("single components are refused with 7, unknown ones with 2; a stop of everything says so; nothing is changed", {
  timeout,
}, async () => {
  await using home = new Home({ is: played() });
  for (const kind of ["start", "stop", "restart"] as const) {
    const refused = await home.run(kind, "is");
    expect(refused).toMatchObject({ code: 7, stdout: "" });
    expect(refused.stderr).toContain("Server Supervisor is not running");
    expect(await home.run(kind, "foo")).toMatchObject({ code: 2, stdout: "", stderr: 'unknown component "foo"; known: is\n' });
  }
  expect(await home.operate("start", "is")).toMatchObject({
    code: 7,
    outcome: "failed",
    error: { code: "SUPERVISOR_NOT_RUNNING" },
  });
  expect(await home.run("stop")).toMatchObject({ code: 0, stdout: MESSAGE, stderr: "" });
  expect(await home.operate("stop")).toMatchObject({
    code: 0,
    outcome: "ok",
    operation: { kind: "stop", result: "done", components: [] },
  });
  await home.nothingLeft();
  expect(home.exists("state")).toBe(false);
});

test("restart says so and starts", { timeout }, async () => {
  await using home = new Home({ is: played() });
  const { code, stdout } = await home.run("restart");
  expect(code).toBe(0);
  expect(stdout.startsWith(MESSAGE)).toBe(true);
  expect(stdout).toMatch(/^is +started +pid \d+ /m);
  expect(home.count("start")).toEqual({ is: 1 });
});

test("without a configuration a start is refused with 6, and init is named", { timeout }, async () => {
  await using home = new Home();
  const refused = await home.run("start");
  expect(refused).toMatchObject({ code: 6, stdout: "" });
  expect(refused.stderr).toBe(`no configuration: ${home.path("agent.yaml")} does not exist; write one with: ImageServing init\n`);
  expect(await home.operate("restart")).toMatchObject({
    code: 6,
    outcome: "failed",
    error: { code: "NOT_CONFIGURED", file: home.path("agent.yaml") },
  });
  expect(await home.run("status")).toMatchObject({ code: 3, stdout: MESSAGE });
  expect(await home.run("stop")).toMatchObject({ code: 0, stdout: MESSAGE });
  const agent = await home.run("agent");
  expect(agent).toMatchObject({ code: 6, stdout: "" });
  expect(agent.stderr).toContain("write one with: ImageServing init");
});

test.each([
  { args: [], usage: "Usage: ImageServing [options] [command]" },
  { args: ["strat"], usage: "Usage: ImageServing [options] [command]" },
  { args: ["start", "--nope"], usage: "Usage: ImageServing start [options] [component...]" },
  { args: ["status", "--output", "xml"], usage: "Usage: ImageServing [options] [command]" },
  { args: ["logs", "-n", "-1"], usage: "Usage: ImageServing logs [options] [component...]" },
])("misuse is answered with the usage on stderr: $args", { timeout }, async ({ args, usage }) => {
  await using home = new Home({ is: played() });
  const { code, stdout, stderr } = await home.run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(usage);
  expect(home.exists("state")).toBe(false);
});
