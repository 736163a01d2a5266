import { describe, expect, test } from "vitest";
import { from, load, problems } from "./fleet-reading.ts";

const addresses = async (text: string) =>
  [...(await load(text)).inventory.hosts.values()].map(({ name, address }) => `${name} ${address.host} ${address.port}`);

test("a whole inventory", async () => {
  const { inventory } = await load(`
tls: { cert: alice.crt, key: /keys/alice.key, ca: ca.crt }
hosts:
  node[01-03].ams: { labels: { dc: ams, role: web } }
  node3: { address: 127.0.0.3:9911 }
  db1:
groups: { web: role=web, edge: "node[01-02].ams" }
rollout: { batch: 25%, maxFailures: 0, minReady: 10s, spread: dc, order: name, groups: { web: { batch: 2, pause: 5s } } }
`);
  expect(inventory.source).toBe("/etc/imageserving/fleet.yaml");
  expect([...inventory.hosts.keys()]).toEqual(["node01.ams", "node02.ams", "node03.ams", "node3", "db1"]);
  expect(inventory.hosts.get("node02.ams")).toEqual({
    name: "node02.ams",
    address: { host: "node02.ams", port: 9910 },
    labels: new Map([
      ["dc", "ams"],
      ["role", "web"],
    ]),
  });
  expect(inventory.hosts.get("node3")?.address).toEqual({ host: "127.0.0.3", port: 9911 });
  expect([...inventory.groups]).toEqual([
    ["web", "role=web"],
    ["edge", "node[01-02].ams"],
  ]);
  expect(inventory.tls).toEqual({
    cert: "/etc/imageserving/alice.crt",
    key: "/keys/alice.key",
    ca: "/etc/imageserving/ca.crt",
  });
  const unsaid = {
    batch: null,
    canary: null,
    maxFailures: null,
    maxUnavailable: null,
    minReady: null,
    pause: null,
    order: null,
    bake: null,
    hooks: null,
  };
  expect(inventory.rollout).toEqual({
    ...unsaid,
    batch: { kind: "percent", percent: 25 },
    maxFailures: { kind: "count", count: 0 },
    minReady: 10_000,
    order: "name",
    spread: "dc",
  });
  expect([...inventory.groupRollouts]).toEqual([
    ["web", { ...unsaid, batch: { kind: "count", count: 2 }, pause: 5_000, spread: null }],
  ]);
});

test("an address is the name, or what is written, with %h for the name", async () => {
  expect(
    await addresses(`
hosts:
  a: { address: 10.0.0.7 }
  b: { address: "[2001:db8::7]" }
  c: { address: "[2001:db8::7]:99" }
  d: { address: d.example.com:99 }
  e[1-2]: { address: "%h.example.com" }
  f[1-2]: { address: "%h:99" }
  10.0.0.9: {}
`),
  ).toEqual([
    "a 10.0.0.7 9910",
    "b 2001:db8::7 9910",
    "c 2001:db8::7 99",
    "d d.example.com 99",
    "e1 e1.example.com 9910",
    "e2 e2.example.com 9910",
    "f1 f1 99",
    "f2 f2 99",
    "10.0.0.9 10.0.0.9 9910",
  ]);
});

test("what becomes of a host that does worse: off is a word here, as in YAML it is", async () => {
  const bake = async (mode: string) => (await load(`rollout: { bake: ${mode} }`)).inventory.rollout.bake;
  expect([await bake("off"), await bake("report"), await bake("halt")]).toEqual(["off", "report", "halt"]);
  await expect(bake("stop")).rejects.toThrow("rollout.bake");
});

test("an inventory may name no host", async () => {
  const { inventory } = await load("tls: { cert: a, key: b, ca: c }");
  expect([inventory.hosts.size, inventory.groups.size]).toEqual([0, 0]);
});

const ADDRESS = "write HOST or HOST:PORT, as in 10.0.0.7, [2001:db8::7]:9910 or %h.example.com";
const AMOUNT = "write a number of hosts or a share of them, from 1 or 1%, as in 3 or 25%";

describe("mistakes are told with their place", () => {
  test.each<[string, string, ...string[]]>([
    ["a misspelt key", "hots: {}", "1:1: hots: unknown key; did you mean hosts?"],
    ["a misspelt key of a host", "hosts: { a: { label: {} } }", "1:15: hosts.a.label: unknown key; did you mean labels?"],
    ["a host twice", "hosts:\n  a: {}\n  a: {}", "3:3: hosts.a: is in line 2 already; remove one of the two"],
    [
      "a host in two patterns",
      "hosts:\n  n[1-9]: {}\n  n3: {}\n  n[08-09,8-11]: {}",
      "3:3: hosts.n3: n3 is in line 2 already; remove one of the two",
      '4:3: hosts["n[08-09,8-11]"]: n[8-9] is in line 2 already; remove one of the two',
    ],
    [
      "a pattern that cannot be read",
      "hosts:\n  n[1-: {}",
      '2:3: hosts["n[1-"]: names no hosts: column 2 of it: this [ is not closed',
    ],
    [
      "one address for several",
      "hosts:\n  n[1-2]: { address: 10.0.0.7 }",
      '2:22: hosts["n[1-2]"].address: is one address for 2 hosts; write %h where the name of each belongs, or give each a line of its own',
    ],
    ["no address", "hosts: { a: { address: 'a b' } }", `1:24: hosts.a.address: "a b" is no address; ${ADDRESS}`],
    ["IPv6 without brackets", "hosts: { a: { address: '::1' } }", `1:24: hosts.a.address: "::1" is no address; ${ADDRESS}`],
    ["port 0", "hosts: { a: { address: 'a:0' } }", "1:24: hosts.a.address: port 0 is out of range; write one from 1 to 65535"],
    [
      "a name that is no address",
      "hosts: { n_1.2: {} }",
      '1:10: hosts["n_1.2"]: n_1.2 cannot be an address; give it one, as in address: 10.0.0.7',
    ],
    [
      "labels",
      "hosts: { a: { labels: { 1x: a, y: 'b c', z: 7 } } }",
      '1:25: hosts.a.labels["1x"]: is no name of a label; write a letter, then up to 62 letters, digits, dots, dashes, underscores or slashes',
      '1:35: hosts.a.labels.y: "b c" is no value of a label; write 1 to 63 letters, digits or characters of . _ / : + -',
      '1:45: hosts.a.labels.z: 7 is a number, not a text; quote it: "7"',
    ],
    [
      "the name of a group",
      "groups: { 'a b': web }",
      '1:11: groups["a b"]: is no name of a group; write a letter, then up to 62 letters, digits, dots, dashes or underscores, a letter or digit last',
    ],
    [
      "groups",
      "hosts: { web1: {} }\ngroups:\n  a: wbe1\n  b: 'web1,'",
      "3:6: groups.a: there is no host wbe1 (did you mean web1?)",
      "4:6: groups.b: column 6: something is missing after ,",
    ],
    [
      "half of tls",
      "tls: { cert: a, key: b }",
      "1:1: tls.ca: is missing; write the path of the certificate of the authority, PEM",
    ],
    [
      "tls without a value",
      "tls:",
      "1:5: tls: is null, not a mapping; write its keys under it, as in tls: { cert: alice.crt, key: alice.key, ca: ca.crt }",
    ],
    [
      "amounts",
      "rollout: { batch: 0, maxUnavailable: 101%, canary: 1%, maxFailures: few }",
      "1:19: rollout.batch: 0 is out of range; write a number of hosts or a share of them, from 1 or 1%, as in 3 or 25%",
      "1:38: rollout.maxUnavailable: 101% is out of range; write a number of hosts or a share of them, from 1 or 1%, as in 3 or 25%",
      '1:52: rollout.canary: "1%" is not a whole number; write a whole number from 0 to 100000',
      `1:69: rollout.maxFailures: "few" is not a number or share of hosts; ${AMOUNT.replace("1 or 1%", "0 or 0%")}`,
    ],
    [
      "what rollout refers to",
      "hosts: { a: { labels: { rack: r1 } } }\ngroups: { web: a }\nrollout: { spread: rck, groups: { wbe: { spread: rack } } }",
      "3:20: rollout.spread: no host has a label rck; did you mean rack?",
      "3:40: rollout.groups.wbe: there is no group wbe; did you mean web?",
    ],
  ])("%s", async (_, text, ...expected) => {
    expect(await problems(load(text))).toEqual(expected);
  });

  test("all of them in one go", async () => {
    const text = "hots: 1\nhosts:\n  a: {}\n  a: {}\n  n[: {}\nrollout: { batch: 0 }";
    expect((await problems(load(text))).map((problem) => problem.split(" ")[0])).toEqual(["1:1:", "4:3:", "5:3:", "6:19:"]);
  });

  test("what its user finds out is told with its place too", async () => {
    const { problemAt } = await load("hosts: {}\ntls: { cert: a, key: b, ca: c }");
    expect(problemAt(["tls", "key"], "cannot be read")).toMatchObject({
      line: 2,
      column: 22,
      message: "tls.key: cannot be read",
    });
  });
});

describe("several files", () => {
  const folder = "/etc/imageserving";

  test("what is included comes after, in order, each file once; its paths count from its own folder", async () => {
    const { inventory } = await load("include: [sub/a.yaml, b.yaml]\nhosts: { top: {} }\ngroups: { all: 'top,a1,b1' }", {
      files: {
        [`${folder}/sub/a.yaml`]: "include: [../b.yaml]\nhosts: { a1: {} }\ntls: { cert: x, key: y, ca: z }",
        [`${folder}/b.yaml`]: "hosts: { b1: {} }\ngroups: { b: b1 }",
      },
    });
    expect([...inventory.hosts.keys()]).toEqual(["top", "a1", "b1"]);
    expect([...inventory.groups.keys()]).toEqual(["all", "b"]);
    expect(inventory.tls?.cert).toBe(`${folder}/sub/x`);
  });

  test("what is there twice is told with both places, file by file", async () => {
    const found = await problems(
      load(
        "include: [b.yaml]\nbad: 1\nhosts:\n  n[1-4]: {}\ngroups: { g: n1 }\ntls: { cert: a, key: b, ca: c }\nrollout: { batch: 1 }",
        {
          files: {
            [`${folder}/b.yaml`]: "hosts: { n3: {} }\ngroups: { g: n3 }\ntls: { cert: a, key: b, ca: c }\nrollout: { batch: 2 }",
          },
        },
      ),
    );
    const b = `${folder}/b.yaml`;
    expect(found).toEqual([
      "2:1: bad: unknown key; known here: include, tls, hosts, groups, rollout",
      `${b}:1:10: hosts.n3: n3 is in ${folder}/fleet.yaml:4 already; remove one of the two`,
      `${b}:2:11: groups.g: is in ${folder}/fleet.yaml:5 already; remove one of the two`,
      `${b}:3:1: tls: is in ${folder}/fleet.yaml:6 already; remove one of the two`,
      `${b}:4:1: rollout: is in ${folder}/fleet.yaml:7 already; remove one of the two`,
    ]);
  });

  test("circles and files that are not there are told where they are included", async () => {
    const found = await problems(
      load("include:\n  - a.yaml\n  - gone.yaml\n  - fleet.yaml", {
        files: { [`${folder}/a.yaml`]: "include: [b.yaml]", [`${folder}/b.yaml`]: "include: [a.yaml]" },
      }),
    );
    expect(found).toEqual([
      `${folder}/b.yaml:1:11: include[0]: closes a circle: ${folder}/a.yaml includes ${folder}/b.yaml includes ${folder}/a.yaml; remove one of these`,
      `3:5: include[1]: ${folder}/gone.yaml does not exist`,
      `4:5: include[2]: closes a circle: ${folder}/fleet.yaml includes ${folder}/fleet.yaml; remove one of these`,
    ]);
  });

  test("the first file must be there", async () => {
    await expect(from("/gone.yaml", {})).rejects.toMatchObject({
      fault: { code: "NOT_CONFIGURED", file: "/gone.yaml" },
      message: "no inventory: /gone.yaml does not exist; it is where the hosts are named",
    });
  });
});
