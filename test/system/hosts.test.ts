import { chmodSync, mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { eventually, Home } from "../helpers/home.ts";

const timeout = 60_000;

const FLEET = `
hosts:
  node[01-20].ams: { labels: { dc: ams, role: web } }
  node3: { address: 127.0.0.3:19910 }
  db1:
groups: { web: role=web, edge: "node[01-04].ams" }
`;

function homeWith(fleet = FLEET): Home {
  const home = new Home();
  home.write("fleet.yaml", fleet);
  return home;
}

test("what a selection means, in ranges", { timeout }, async () => {
  await using home = homeWith();
  for (const [args, out] of [
    [[], "db1,node3,node[01-20].ams\n22 hosts\n"],
    [["node[03-05,07].ams"], "node[03-05,07].ams\n4 hosts\n"],
    [["@web!@edge", "db1"], "db1,node[05-20].ams\n17 hosts\n"],
    [["dc=ams", "-x", "node0*"], "node[10-20].ams\n11 hosts\n"],
    [["-x", "@web"], "db1,node3\n2 hosts\n"],
    [["-H", "node3", "-H", "node3,db1"], "db1,node3\n2 hosts\n"],
    [["--all", "-x", "*.ams", "-x", "db1", "--no-fold"], "node3\n"],
    [["db1,node3", "--no-fold"], "node3\ndb1\n"],
  ] as const)
    expect(await home.run("hosts", ...args)).toMatchObject({ code: 0, stdout: out, stderr: "" });
});

test("with addresses, labels and groups, for people and for programs", { timeout }, async () => {
  await using home = homeWith();
  const { stdout } = await home.run("hosts", "@edge&node04.ams,node3", "-o", "wide");
  expect(stdout).toBe(
    [
      "HOST        ADDRESS          LABELS           GROUPS",
      "node04.ams  node04.ams:9910  dc=ams role=web  @web @edge",
      "node3       127.0.0.3:19910  -                -",
      "",
    ].join("\n"),
  );
  const frame = JSON.parse((await home.run("hosts", "node04.ams", "-o", "json")).stdout);
  expect(frame).toMatchObject({ schemaVersion: 1, command: "hosts", exitCode: 0, summary: { hosts: 1, ok: 1 } });
  expect(frame.hosts).toEqual([
    {
      host: "node04.ams",
      outcome: "ok",
      address: "node04.ams:9910",
      labels: { dc: "ams", role: "web" },
      groups: ["web", "edge"],
    },
  ]);
});

test("names that are not there, selections that match nothing, and what cannot be read", { timeout }, async () => {
  await using home = homeWith();
  const file = home.path("fleet.yaml");
  for (const [args, code, stderr] of [
    [["node4"], 2, `${file} has no host node4 (did you mean node3?); nothing was sent\n`],
    [
      ["node3", "-x", "@wbe,db2"],
      2,
      `${file} has no group @wbe (did you mean @web?), and no host db2 (did you mean db1?); nothing was sent\n`,
    ],
    [["web"], 2, `${file} has no host web (did you mean @web?); nothing was sent\n`],
    [["cd=ams"], 2, `${file} has no label cd (did you mean dc?); nothing was sent\n`],
    [["@edge&node3"], 5, `no host of ${file} matches @edge&node3\n`],
    [["--all", "-x", "*"], 5, `no host of ${file} matches * without *\n`],
    [["node[01"], 2, "not a selection of hosts: column 5: this [ is not closed\n  node[01\n      ^\n"],
  ] as const)
    expect(await home.run("hosts", ...args)).toMatchObject({ code, stdout: "", stderr });
});

test("an inventory with mistakes: all of them, with their places, and nothing else", { timeout }, async () => {
  await using home = homeWith(`hosts:
  node[1-3]: { adress: 10.0.0.1 }
  node2: { labels: { dc: 7 } }
groups: { web: "@wbe" }
`);
  const { code, stdout, stderr } = await home.run("hosts");
  expect([code, stdout]).toEqual([6, ""]);
  expect(stderr).toContain(`${home.path("fleet.yaml")}:2:16: `);
  expect(stderr).toContain("did you mean address?");
  expect(stderr).toContain(`${home.path("fleet.yaml")}:3:3: `);
  expect(stderr).toContain("node2 is in line 2 already");
  expect(stderr).toContain(`${home.path("fleet.yaml")}:3:26: `);
});

test("no inventory", { timeout }, async () => {
  await using home = new Home();
  const stderr = `no inventory: ${home.path("fleet.yaml")} does not exist; it is where the hosts are named\n`;
  expect(await home.run("hosts")).toMatchObject({ code: 6, stdout: "", stderr });
  expect(await home.run("status", "--all")).toMatchObject({ code: 6, stdout: "", stderr });
  expect(await home.run("hosts", "--inventory", "/nowhere/x.yaml")).toMatchObject({ code: 6, stdout: "" });
});

test("hosts that cannot be reached: 4, each told", { timeout }, async () => {
  await using home = homeWith("hosts: { node1: { address: localhost:1 }, node2: { address: localhost:1 } }");
  const { code, stdout, stderr } = await home.run("hosts", "--check");
  expect([code, stderr]).toEqual([4, ""]);
  expect(stdout).toMatch(/^HOSTS .*\nnode\[1-2\] +unreachable +- +connect: .*\n2 unreachable\n$/);
});

describe("a program that names the hosts", () => {
  const program = (home: Home, text: string): string => {
    home.write("program", `#!/bin/sh\n${text}\n`);
    chmodSync(home.path("program"), 0o755);
    return `exec:${home.path("program")}`;
  };

  test("is asked each time", { timeout }, async () => {
    await using home = new Home();
    const named = program(home, `cat ${home.path("answer")}`);
    home.write("answer", '{"hosts": {"made[1-3]": {"labels": {"dc": "ams"}}}}');
    expect(await home.run("hosts", "--inventory", named)).toMatchObject({ code: 0, stdout: "made[1-3]\n3 hosts\n", stderr: "" });
    home.write("answer", '{"hosts": {"made1": {"lables": {}}}}');
    const { code, stderr } = await home.run("hosts", "--inventory", named);
    expect([code, stderr]).toEqual([6, `${named}: hosts.made1.lables: unknown key; did you mean labels?\n`]);
  });

  test.each([
    ["fails", "echo first >&2; echo no power >&2; exit 3", "ended with exit code 3: no power"],
    ["is killed", "kill -9 $$", "was ended by a signal"],
    ["writes nothing", "true", "did not write JSON: it wrote nothing"],
    ["writes rubbish", "printf '\\033[2J\\377\\000{'", "did not write JSON: "],
    ["writes too much", "head -c 20971520 /dev/zero", "wrote more than 16 MiB"],
    ["hangs with a child", "sleep 60 & wait", "did not end within 10 s"],
  ])("that %s is told from one that is well, with exit code 6", { timeout }, async (_, text, why) => {
    await using home = new Home();
    const named = program(home, text);
    const { code, stdout, stderr } = await home.run("hosts", "--inventory", named);
    expect([code, stdout]).toEqual([6, ""]);
    expect(stderr).toContain(`${named}: ${why}`);
    expect(stderr).not.toContain("\x1b");
    expect(home.processes()).toEqual([]);
  });

  test("that is not there, or may not be run", { timeout }, async () => {
    await using home = new Home();
    home.write("plain", "");
    for (const [name, why] of [
      ["none", "there is no such program"],
      ["plain", "may not be run; make it executable with: chmod +x"],
    ]) {
      const { code, stderr } = await home.run("hosts", "--inventory", `exec:${home.path(name as string)}`);
      expect([code, stderr]).toEqual([6, expect.stringContaining(why as string)]);
    }
  });

  test("Ctrl-C does not wait for it", { timeout }, async () => {
    await using home = new Home();
    const named = program(home, `touch ${home.path("asked")}; sleep 60`);
    const running = home.begin(["hosts", "--inventory", named]);
    await eventually(() => home.exists("asked"), "the program");
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
  });
});

test("DNS that does not know the name is told, in bounded time", { timeout }, async () => {
  await using home = new Home();
  const named = "dns:_imageserving._tcp.nowhere.invalid";
  const { code, stdout, stderr } = await home.run("hosts", "--inventory", named);
  expect([code, stdout]).toEqual([6, ""]);
  expect(stderr).toMatch(new RegExp(`^${named}: [^\n]+\n$`));
});

test("contexts: other inventories beside the usual one", { timeout }, async () => {
  await using home = homeWith();
  mkdirSync(home.path("fleets"));
  home.write("fleets/lab.yaml", "hosts:\n  lab[1-2]:\n");
  expect((await home.run("hosts", "--context", "lab")).stdout).toBe("lab[1-2]\n2 hosts\n");
  expect((await home.begin(["hosts"], { env: { IMAGESERVING_CONTEXT: "lab" } }).ended).stdout).toBe("lab[1-2]\n2 hosts\n");
  expect(await home.run("context", "use", "lbb")).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining("known: lab, default"),
  });
  expect(await home.run("context", "use", "lab")).toMatchObject({ code: 0, stderr: "" });
  expect((await home.run("hosts")).stdout).toBe("lab[1-2]\n2 hosts\n");
  expect((await home.run("context", "list")).stdout).toMatch(/^ +CONTEXT.*\n +default +22 .*\n\* +lab +2 /);
  home.shut("fleets/lab.yaml");
  expect(await home.run("hosts")).toMatchObject({
    code: 6,
    stdout: "",
    stderr: expect.stringContaining("ImageServing context use NAME"),
  });
  expect(await home.run("status", "--context", "default")).toMatchObject({ code: 2, stdout: "" });
});
