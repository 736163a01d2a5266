import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FaultError } from "../../../src/core/fault.ts";
import { matchesGlob } from "../../../src/fleet/glob.ts";
import { groupProblems } from "../../../src/fleet/host-language.ts";
import { selectHosts } from "../../../src/fleet/select-hosts.ts";
import { host, inventory } from "./samples.ts";

const FLEET = inventory(
  [
    host("web2", { role: "web", dc: "ams" }),
    host("web1", { role: "web", dc: "fra" }),
    ...["01", "02", "03", "04"].map((n) => host(`node${n}.ams`, { role: "node", dc: "ams", rack: `r${Number(n) % 2}` })),
    host("db1"),
  ],
  { web: "role=web", edge: "node[01-02].ams", both: "@web,@edge", none: "nothing*", rest: "*!@both" },
);

const names = (...hosts: string[]) => selectHosts(FLEET, { hosts, exclude: [], all: false }).map(({ name }) => name);
const listed = (text: string) => names(text).join(" ");

const refusal = (...hosts: string[]) => {
  try {
    names(...hosts);
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
  throw new Error("was accepted");
};

const NODES = "node01.ams node02.ams node03.ams node04.ams";

describe("a selector", () => {
  test.each([
    ["web1", "web1"],
    ["node[04,01].ams", "node01.ams node04.ams"],
    ["web1,web2,web1", "web2 web1"],
    ["*", `web2 web1 ${NODES} db1`],
    ["web*", "web2 web1"],
    ["node0?.ams", NODES],
    ["node[01-02]*", "node01.ams node02.ams"],
    ["*.a?s", NODES],
    ["@web", "web2 web1"],
    ["@both", "web2 web1 node01.ams node02.ams"],
    ["@rest", "node03.ams node04.ams db1"],
    ["role=web", "web2 web1"],
    ["role!=web", `${NODES} db1`],
    ["rack=r[0-1]", NODES],
    ["rack=*", NODES],
    ["rack!=*", "web2 web1 db1"],
    ["dc=a*&role=web", "web2"],
    ["dc=ams!role=web", NODES],
    ["dc=ams!@edge", "web2 node03.ams node04.ams"],
    ["web1,@edge&dc=ams", "node01.ams node02.ams"],
    ["web1,(@edge&dc=ams)", "web1 node01.ams node02.ams"],
    ["*!web1!@edge,web1", "web2 web1 node03.ams node04.ams db1"],
    ["*!(role=web,@edge)", "node03.ams node04.ams db1"],
    ["((web1))", "web1"],
    [" web1 , ( db1 ) ", "web1 db1"],
    ["web1,nothing*", "web1"],
    ["db1,dc=nowhere", "db1"],
  ])("%s", (text, expected) => {
    expect(listed(text)).toBe(expected);
  });

  test.each([
    ["", 1, "a host, @group, label=value or * is missing"],
    ["  ", 1, "a host, @group, label=value or * is missing"],
    ["web1,", 6, "something is missing after ,"],
    ["web1&!db1", 6, "something is missing after &"],
    [",web1", 1, "a host, @group, label=value or * is missing"],
    ["!web1", 1, "there is nothing yet to take away from; all but something is *!something"],
    ["web1 web2", 6, "an operator is missing before this: a comma for both, & for those in both, ! for but not"],
    ["web1(db1)", 5, "an operator is missing before this: a comma for both, & for those in both, ! for but not"],
    ["(web1,db1", 1, "this ( is not closed"],
    ["web1,(db1 web2)", 11, "an operator is missing before this: a comma for both, & for those in both, ! for but not"],
    ["web1)", 5, "this ) closes nothing"],
    ["()", 2, "a host, @group, label=value or * is missing"],
    ["web1,node[1-", 10, "this [ is not closed"],
    ["[1-", 1, "this [ is not closed"],
    ["@", 2, "a host name is missing"],
    ["role=", 6, "a value is missing; any value is role=*"],
    ["web1,role!=", 12, "a value is missing; any value is role=*"],
    ["=web", 1, '"" is no label; write a letter, then up to 62 letters, digits, dots, dashes, underscores or slashes'],
    ["role==web", 6, '"=" cannot stand here'],
    ["node[1-2000]*", 1, "this stands for more than 1000 patterns"],
    ["db1,web~1", 8, '"~" cannot stand here'],
    [`${"(".repeat(51)}web1`, 51, "parentheses are nested more than 50 deep"],
  ])("%j is refused at column %i", (selector, column, problem) => {
    expect(refusal(selector)).toEqual({ code: "INVALID_SELECTOR", selector, column, problem });
  });

  test.each([
    ["wbe1", "host wbe1 (did you mean web1?)"],
    ["web", "host web (did you mean @web?)"],
    ["node03", "host node03 (did you mean node03.ams?)"],
    ["node[01-07].ams", "host node[05-07].ams"],
    ["@edeg", "group @edeg (did you mean @edge?)"],
    ["@whatever", "group @whatever"],
    ["roel=web", "label roel (did you mean role?)"],
    ["quite-something", "host quite-something"],
  ])("%s names what is not there", (text, missing) => {
    expect(refusal(text)).toEqual({ code: "UNKNOWN_HOST", source: "fleet.yaml", missing: [missing] });
  });

  test("everything that is not there is told at once, wherever it is named, also where the result would not need it", () => {
    expect(() => selectHosts(FLEET, { hosts: ["web1,wbe2", "role=web&@x"], exclude: ["db2"], all: false })).toThrow(
      "fleet.yaml has no host wbe2 (did you mean web2?), and no group @x, and no host db2 (did you mean db1?); nothing was sent",
    );
  });

  test("no host is left", () => {
    expect(refusal("role=web&dc=nowhere")).toEqual({ code: "NO_MATCH", source: "fleet.yaml", selector: "role=web&dc=nowhere" });
    expect(refusal("@none")).toMatchObject({ code: "NO_MATCH" });
    expect(() => selectHosts(inventory([]), { hosts: [], exclude: [], all: true })).toThrow("no host of fleet.yaml matches *");
  });
});

describe("several options", () => {
  const select = (hosts: string[], exclude: string[], all = false) =>
    selectHosts(FLEET, { hosts, exclude, all }).map(({ name }) => name);

  test("--host adds up, --exclude takes away and wins, in the order of the inventory", () => {
    expect(select(["db1", "web1", "web*"], [])).toEqual(["web2", "web1", "db1"]);
    expect(select(["db1,web1"], ["web*"])).toEqual(["db1"]);
    expect(select(["db1"], ["web*", "dc=ams"], true)).toEqual(["db1"]);
    expect(select([], ["@both", "db1"], true)).toEqual(["node03.ams", "node04.ams"]);
  });

  test("what is left is told with both", () => {
    expect(() => select(["web1", "web2"], ["@web"])).toThrow("no host of fleet.yaml matches web1,web2 without @web");
  });

  test("nobody is not everybody", () => {
    expect(() => select([], ["web1"])).toThrow("no host is named; all of them are --all");
  });

  test("ten thousand names in one selector, and a long chain", () => {
    const fleet = inventory(Array.from({ length: 10_000 }, (_, i) => host(`n${i}`)));
    const text = [...fleet.hosts.keys()].reverse().join(",");
    const chosen = selectHosts(fleet, { hosts: [text], exclude: [`n0${"!n1".repeat(10_000)}`], all: false });
    expect(chosen.map(({ name }) => name)).toEqual([...fleet.hosts.keys()].slice(1));
  });
});

test("selecting is set algebra from left to right", () => {
  const term = fc.constantFrom("web*", "@edge", "dc=ams", "db1", "*", "role!=node");
  const operator = fc.constantFrom(",", "&", "!");
  const sets = (text: string) => new Set(selectHosts(FLEET, { hosts: [text], exclude: [], all: false }).map(({ name }) => name));
  fc.assert(
    fc.property(term, fc.array(fc.tuple(operator, term), { maxLength: 6 }), (first, rest) => {
      let expected = sets(first);
      for (const [op, text] of rest) {
        const other = sets(text);
        if (op === ",") expected = new Set([...expected, ...other]);
        else expected = new Set([...expected].filter((name) => other.has(name) === (op === "&")));
      }
      const text = first + rest.map(([op, next]) => op + next).join("");
      const got = () => sets(text);
      if (expected.size === 0) expect(got).toThrow("matches");
      else expect(got()).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

describe("globs", () => {
  test("as a regular expression would have it", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 8 });
    const glob = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), maxLength: 8 });
    fc.assert(
      fc.property(text, glob, (name, pattern) => {
        const same = new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".")}$`);
        expect(matchesGlob(name, pattern)).toBe(same.test(name));
      }),
      { numRuns: 1_000 },
    );
  });

  test("many stars take no time", { timeout: 2_000 }, () => {
    expect(matchesGlob("a".repeat(250), `${"*a".repeat(40)}*b`)).toBe(false);
  });
});

describe("groups", () => {
  const problems = (groups: Record<string, string>) => groupProblems(inventory([host("web1", { role: "web" })], groups));

  test("sound ones, also where they are empty or use each other", () => {
    expect(problems({ a: "web1", b: "@a!web*", c: "@a,@b", d: "role=none" })).toEqual([]);
  });

  test("each problem is told where it is written, and not again with those who use it", () => {
    expect(problems({ a: "@b", b: "wbe1", c: "web1,", d: "@elsewhere,roel=1" })).toEqual([
      { group: "b", message: "there is no host wbe1 (did you mean web1?)" },
      { group: "c", message: "column 6: something is missing after ," },
      { group: "d", message: "there is no group @elsewhere, and no label roel (did you mean role?)" },
    ]);
  });

  test("one that contains itself", () => {
    expect(problems({ z: "@a", a: "web1,@b", b: "@a" })).toEqual([
      { group: "z", message: "column 1: @a contains itself: @a has @b has @a" },
    ]);
  });
});
