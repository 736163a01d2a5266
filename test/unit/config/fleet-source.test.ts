import { describe, expect, test } from "vitest";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { type Around, from, load, problems, SOURCE_TIMEOUT } from "./fleet-reading.ts";

const ended = (stdout: string, code: number | null = 0, stderr = "") => ({ run: async () => ({ code, stdout, stderr }) });

describe("a program", () => {
  test("writes JSON of the same shape; paths count from its folder", async () => {
    const json = {
      hosts: { "n[1-2]": { labels: { dc: "ams" } }, db1: null },
      groups: { a: "dc=ams" },
      tls: { cert: "c", key: "k", ca: "a" },
    };
    const { inventory } = await from("exec:/opt/inventory", ended(JSON.stringify(json)));
    expect([...inventory.hosts.keys()]).toEqual(["n1", "n2", "db1"]);
    expect([inventory.source, inventory.tls?.cert]).toEqual(["exec:/opt/inventory", "/opt/c"]);
  });

  test.each<[string, Around, string]>([
    ["exit code", ended("{}", 3, "hm\nno network\n"), "ended with exit code 3: no network"],
    ["exit code, and nothing said", ended("{}", 1), "ended with exit code 1"],
    ["signal", ended("", null), "was ended by a signal"],
    ["nothing", ended(" \n"), "did not write JSON: it wrote nothing"],
    ["too much", ended(" ".repeat(17_000_000)), "wrote more than 16 MiB; no inventory is so large"],
    ["not there", { run: () => Promise.reject(new Error("spawn ENOENT")) }, "spawn ENOENT"],
    ["a list", ended("[]"), "a list is not a mapping; write its keys under it"],
    ["unknown key", ended('{"hots":{}}'), "hots: unknown key; did you mean hosts?"],
    ["a number", ended('{"hosts":{"a":{"labels":{"rack":7}}}}'), 'hosts.a.labels.rack: 7 is a number, not a text; quote it: "7"'],
    [
      "host twice",
      ended('{"hosts":{"a1":{},"a[1-2]":{}}}'),
      'hosts["a[1-2]"]: a1 is in exec:/opt/p already; remove one of the two',
    ],
  ])("%s", async (_, around, problem) => {
    expect(await problems(from("exec:/opt/p", around))).toEqual([`exec:/opt/p: ${problem}`]);
  });

  test("what is no JSON is said so", async () => {
    expect((await problems(from("exec:p", ended("hosts:"))))[0]).toMatch(/^exec:p: did not write JSON: Unexpected token/);
  });

  test("has ten seconds, and is ended then", async () => {
    const clock = new FakeClock();
    let aborted = false;
    const run = (_: string, signal: AbortSignal) => {
      signal.addEventListener("abort", () => {
        aborted = true;
      });
      return new Promise<never>(() => {});
    };
    const reading = problems(from("exec:p", { run, clock }));
    await clock.advance(SOURCE_TIMEOUT - 1);
    expect(aborted).toBe(false);
    await clock.advance(1);
    expect(await reading).toEqual(["exec:p: did not end within 10 s"]);
    expect([aborted, clock.pending]).toEqual([true, 0]);
  });

  test("can be included, by its name or from the folder of the file", async () => {
    const ran: string[] = [];
    const run = async (program: string) => {
      ran.push(program);
      return { code: 0, stdout: `{"hosts":{"h${ran.length}":{}}}`, stderr: "" };
    };
    const { inventory } = await load("include: [exec:./cloud.sh, exec:cloud]\nhosts: { a: {} }", { run });
    expect([...inventory.hosts.keys()]).toEqual(["a", "h1", "h2"]);
    expect(ran).toEqual(["/etc/imageserving/cloud.sh", "cloud"]);
  });
});

describe("DNS", () => {
  const record = (name: string, port: number, priority = 0) => ({ name, port, priority, weight: 0 });

  test("each target is a host, in an order that does not change", async () => {
    const srv = async () => [
      record("n10.ams", 9910),
      record("n2.ams.", 9911),
      record("first.ams", 1, -1),
      record("n2.ams.", 9911),
    ];
    const { inventory } = await from("dns:_imageserving._tcp.ams", { srv });
    expect([...inventory.hosts.values()].map(({ name, address }) => [name, address.host, address.port])).toEqual([
      ["first.ams", "first.ams", 1],
      ["n2.ams", "n2.ams", 9911],
      ["n10.ams", "n10.ams", 9910],
    ]);
    expect(inventory.tls).toBeNull();
  });

  const failing = (code: string) => ({ srv: () => Promise.reject(Object.assign(new Error(`querySrv ${code} _x`), { code })) });

  test.each<[string, Around, string]>([
    ["no records", failing("ENODATA"), "there are no such SRV records; look with: dig SRV _x"],
    ["no name", failing("ENOTFOUND"), "there are no such SRV records; look with: dig SRV _x"],
    ["no server", failing("ETIMEOUT"), "querySrv ETIMEOUT _x"],
    [
      "two ports",
      { srv: async () => [record("a", 1), record("a", 2)] },
      "a is there with several ports; each agent needs a name of its own",
    ],
    [
      "a strange name",
      { srv: async () => [record("-a", 1)] },
      'hosts["-a"]: names no hosts: column 1 of it: "-a" is no host name; write letters, digits, dots, dashes and underscores, a letter or digit first and last',
    ],
  ])("%s", async (_, around, problem) => {
    expect(await problems(from("dns:_x", around))).toEqual([`dns:_x: ${problem}`]);
  });
});
