import { expect, test } from "vitest";
import { parse } from "yaml";
import { hostObjectIn } from "../helpers/frames.ts";
import { Home, played } from "../helpers/home.ts";

const timeout = 60_000;

const INVALID = `components:
  is:
    comand: [sleep, "1"]
    ready: { tcp: 127.0.0.1, timeout: 60 }
  Ps:
    command: [sleep, "1"]
`;

/** Where each problem stands, as every message of it must say. */
const PLACES = ["3:5", "4:19", "4:39", "5:3"];

const told = (text: string, file: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith(file))
    .map((line) => /^[^:]+:(\d+:\d+): \S/.exec(line)?.[1]);

test("an invalid configuration is refused with 6 and every problem with its place; nothing is started", { timeout }, async () => {
  await using home = new Home();
  home.write("agent.yaml", INVALID);
  const file = home.path("agent.yaml");
  for (const args of [["start"], ["agent"], ["config", "check"]]) {
    const refused = await home.run(...args);
    expect(refused).toMatchObject({ code: 6, stdout: "" });
    expect(told(refused.stderr.replace(/^ImageServing agent: /, ""), file)).toEqual(expect.arrayContaining(PLACES));
  }
  const { code, error } = await home.operate("restart");
  expect({ code, error: error?.code }).toEqual({ code: 6, error: "INVALID_CONFIG" });
  expect(error?.problems?.map(({ line, column }) => `${line}:${column}`)).toEqual(expect.arrayContaining(PLACES));
  await home.nothingLeft();
});

test("an invalid configuration lets restart stop nothing, and status and stop work all the same", { timeout }, async () => {
  await using home = new Home({ is: played(), ps: played("", { after: ["is"] }) });
  await home.agent();
  await home.do("start");
  const before = await home.pids();
  home.write("agent.yaml", INVALID);
  const refused = await home.run("restart");
  expect(refused).toMatchObject({ code: 6, stdout: "" });
  expect(told(refused.stderr, home.path("agent.yaml"))).toEqual(expect.arrayContaining(PLACES));
  expect(await home.pids()).toEqual(before);
  expect(await home.run("status")).toMatchObject({ code: 0 });
  expect(await home.run("restart", "is")).toMatchObject({ code: 0 });
  expect(await home.pids()).toEqual({ is: home.lastPid("is"), ps: before["ps"] });
  home.shut("agent.yaml");
  expect(await home.run("restart")).toMatchObject({ code: 6, stdout: "" });
  expect(await home.pids()).toEqual({ is: home.lastPid("is"), ps: before["ps"] });
  expect(await home.run("stop")).toMatchObject({ code: 0 });
  expect(home.componentProcesses()).toEqual([]);
});

test("restart reads the configuration anew: other commands, new components, and old ones that are gone", {
  timeout,
}, async () => {
  await using home = new Home({ is: played("as-it-was"), old: played() });
  await home.agent();
  await home.do("start");
  const before = await home.now();
  home.configure({ is: played("changed"), fresh: played("", { after: ["is"] }) }, { host: "elsewhere" });
  expect(await home.do("start")).toMatchObject({ message: "already running" }); // nothing is to be done, so nothing is read
  expect(home.count("start")).toEqual({ is: 1, old: 1 });
  const restart = await home.operate("restart");
  expect(restart).toMatchObject({
    code: 0,
    operation: {
      components: expect.arrayContaining([
        expect.objectContaining({ name: "is", action: "restarted" }),
        expect.objectContaining({ name: "old", action: "stopped", pid: null }),
        expect.objectContaining({ name: "fresh", action: "started", previousPid: null }),
      ]),
    },
  });
  expect(home.read("log/is.log").split("\n")).toContain("hello from is changed");
  const after = await home.now();
  expect(after.host).toBe("elsewhere");
  expect(after.components.map(({ name }) => name)).toEqual(["is", "fresh"]);
  expect(after.supervisor.configHash).not.toBe(before.supervisor.configHash);
  expect(home.count("start")).toEqual({ is: 2, old: 1, fresh: 1 });
});

test("a program that is not there lets restart stop nothing, and lets start fail with its name", { timeout }, async () => {
  await using home = new Home({ is: played() });
  await home.agent();
  await home.do("start");
  const { is } = await home.pids();
  home.configure({ is: { command: ["no-such-program"] } });
  const refused = await home.run("restart");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("no-such-program");
  expect(await home.pids()).toEqual({ is });
  await home.do("stop");
  const start = await home.run("start");
  expect(start.code).toBe(1);
  expect(start.stderr).toMatch(/is failed: .*no-such-program/);
  expect(await home.status()).toMatchObject({
    code: 3,
    components: [{ name: "is", state: "failed", reason: expect.stringContaining("no-such-program") }],
  });
});

test("init writes a configuration that holds, and replaces none unless it is told to", { timeout }, async () => {
  await using home = new Home();
  const file = home.path("agent.yaml");
  expect(await home.run("init", "--profile", "demo")).toMatchObject({
    code: 0,
    stderr: "",
    stdout: expect.stringContaining(file),
  });
  const written = home.read("agent.yaml");
  const again = await home.run("init");
  expect(again).toMatchObject({ code: 1, stdout: "" });
  expect(again.stderr).toContain(`${file}: it exists already`);
  expect(home.read("agent.yaml")).toBe(written);
  expect(await home.run("config", "check")).toMatchObject({
    code: 0,
    stderr: "",
    stdout: `${file}: ok (3 components: is, svg, ps)\n`,
  });
  expect(hostObjectIn(await home.run("init", "--profile", "image-serving", "--force", "-o", "json"))).toMatchObject({
    outcome: "ok",
    file,
  });
  expect(home.read("agent.yaml")).not.toBe(written);
});

test("config show prints a configuration that is the same when it is read back", { timeout }, async () => {
  await using home = new Home({
    is: played("", { title: "Image: Server", env: { A: "yes", B: "#1" } }),
    ps: played("", { after: ["is"], memory: { warn: "1GiB" } }),
  });
  const shown = await home.run("config", "show", "--show-secrets");
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect((await home.run("config", "show")).stdout).not.toContain("#1");
  expect(parse(shown.stdout)).toMatchObject({
    components: { is: { title: "Image: Server", env: { A: "yes", B: "#1" } }, ps: { after: ["is"] } },
  });
  const values = (await home.run("config", "show", "--show-secrets", "-o", "json")).stdout;
  home.write("agent.yaml", shown.stdout);
  expect((await home.run("config", "show", "--show-secrets")).stdout.replaceAll(/ +#.*$/gm, "")).toBe(
    shown.stdout.replaceAll(/ +#.*$/gm, ""),
  );
  const host = hostObjectIn({ code: 0, stdout: values, stderr: "" }) as unknown as { config: { hash: string } };
  const back = hostObjectIn(await home.run("config", "check", "-o", "json")) as unknown as { config: { hash: string } };
  expect(back.config.hash).toBe(host.config.hash);
});
