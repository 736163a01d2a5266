import { describe, expect, test } from "vitest";
import { from, load, problems } from "./fleet-reading.ts";

const hooksOf = async (text: string) => (await load(text)).inventory.rollout.hooks;

test("hooks for all hosts, and for those of a group", async () => {
  const { inventory } = await load(`
hosts: { a: {} }
groups: { edge: a }
rollout:
  hooks:
    before: { command: [./drain.sh, "--of=%h", ./a], timeout: 1m }
    after: { http: "http://127.0.0.1:8081/add/%h?x=1", method: PUT, timeout: 10s, status: 204 }
    onFailure: { command: [page-somebody] }
  groups: { edge: { hooks: { before: { http: "https://%h.example.com/drain" } } } }
`);
  const folder = "/etc/imageserving";
  expect(inventory.rollout.hooks).toEqual({
    before: { kind: "command", command: ["/etc/imageserving/drain.sh", "--of=%h", "./a"], folder, timeout: 60_000 },
    after: { kind: "http", url: "http://127.0.0.1:8081/add/%h?x=1", method: "PUT", status: 204, timeout: 10_000 },
    onFailure: { kind: "command", command: ["page-somebody"], folder, timeout: 30_000 },
  });
  expect(inventory.groupRollouts.get("edge")?.hooks).toEqual({
    before: { kind: "http", url: "https://%h.example.com/drain", method: "POST", status: null, timeout: 30_000 },
    after: null,
    onFailure: null,
  });
});

test("nothing said is null", async () => {
  expect(await hooksOf("rollout: { batch: 1 }")).toBeNull();
  expect(await hooksOf("rollout: { hooks: null }")).toBeNull();
  expect(await hooksOf("rollout: { hooks: {} }")).toEqual({ before: null, after: null, onFailure: null });
  expect(await hooksOf("rollout: { hooks: { before: null } }")).toEqual({ before: null, after: null, onFailure: null });
});

test("programs count from the folder of their file, or of the program that names them", async () => {
  const files = { "/etc/imageserving/sub/a.yaml": "rollout: { hooks: { after: { command: [bin/add] } } }" };
  expect((await load("include: [sub/a.yaml]", { files })).inventory.rollout.hooks?.after).toMatchObject({
    command: ["/etc/imageserving/sub/bin/add"],
    folder: "/etc/imageserving/sub",
  });
  const stdout = JSON.stringify({ rollout: { hooks: { after: { command: ["./add"] } } } });
  const { inventory } = await from("exec:/opt/inventory", { run: async () => ({ code: 0, stdout, stderr: "" }) });
  expect(inventory.rollout.hooks?.after).toMatchObject({ command: ["/opt/add"], folder: "/opt" });
});

describe("mistakes are told with their place", () => {
  const URL_RULE = "write an address such as http://127.0.0.1:8081/drain/%h";
  test.each<[string, string, ...string[]]>([
    ["neither", "{ timeout: 5s }", "2:5: rollout.hooks.before: says not what to do; write one of command and http"],
    [
      "both",
      "{ command: [a], http: http://a/ }",
      "2:29: rollout.hooks.before.http: one is enough, and command is there already; remove one",
    ],
    [
      "what is for http",
      "{ command: [a], method: POST, status: 200 }",
      "2:29: rollout.hooks.before.method: is for http only; remove it",
      "2:43: rollout.hooks.before.status: is for http only; remove it",
    ],
    [
      "a command line",
      "{ command: drain.sh a }",
      '2:24: rollout.hooks.before.command: "drain.sh a" is not a list; write it as a list of the program and its arguments, as in [drain.sh, %h]; no shell is involved',
    ],
    [
      "an empty command",
      "{ command: [] }",
      "2:24: rollout.hooks.before.command: is empty; write the program and its arguments, as in [drain.sh, %h]",
    ],
    [
      "a program for each host",
      '{ command: ["drain-%h.sh"] }',
      "2:25: rollout.hooks.before.command[0]: must be one program for all hosts; write %h as an argument of it",
    ],
    ["an argument", "{ command: [a, 7] }", '2:28: rollout.hooks.before.command[1]: 7 is a number, not a text; quote it: "7"'],
    ["another scheme", "{ http: ftp://a/ }", `2:21: rollout.hooks.before.http: "ftp://a/" is not an http address; ${URL_RULE}`],
    [
      "no address",
      "{ http: 'http://a b/' }",
      `2:21: rollout.hooks.before.http: "http://a b/" is not an http address; ${URL_RULE}`,
    ],
    [
      "a mark for the port",
      "{ http: 'http://a:%h/' }",
      `2:21: rollout.hooks.before.http: "http://a:%h/" is not an http address; ${URL_RULE}`,
    ],
    ["port 0", "{ http: 'http://a:0/' }", "2:21: rollout.hooks.before.http: port 0 is out of range; write one from 1 to 65535"],
    [
      "credentials",
      "{ http: 'http://me:secret@a/' }",
      "2:21: rollout.hooks.before.http: must not hold a user or password; write a command that reads them where only its user can",
    ],
    [
      "a method",
      "{ http: http://a/, method: PSOT }",
      '2:40: rollout.hooks.before.method: "PSOT" is not one of POST, PUT, PATCH, GET, DELETE; did you mean POST?',
    ],
    [
      "a status",
      "{ http: http://a/, status: 99 }",
      "2:40: rollout.hooks.before.status: 99 is out of range; write something from 100 to 599",
    ],
    [
      "a time-out",
      "{ command: [a], timeout: 11m }",
      "2:38: rollout.hooks.before.timeout: 11m is out of range; write something from 100ms to 10m",
    ],
    [
      "a misspelt key",
      "{ comand: [a] }",
      "2:5: rollout.hooks.before: says not what to do; write one of command and http",
      "2:15: rollout.hooks.before.comand: unknown key; did you mean command?",
    ],
    [
      "a text",
      "drain.sh",
      '2:13: rollout.hooks.before: "drain.sh" is not a mapping; write its keys under it, as in before: { command: [./drain.sh] }',
    ],
  ])("%s", async (_, before, ...expected) => {
    expect(await problems(load(`rollout: { hooks: {\n    before: ${before} } }`))).toEqual(expected);
  });

  test("a misspelt hook, and one of a group", async () => {
    const text =
      "hosts: { a: {} }\ngroups: { g: a }\nrollout: { hooks: { on-failure: {} }, groups: { g: { hooks: { after: {} } } } }";
    expect(await problems(load(text))).toEqual([
      "3:21: rollout.hooks.on-failure: unknown key; did you mean onFailure?",
      "3:63: rollout.groups.g.hooks.after: says not what to do; write one of command and http",
    ]);
  });
});
