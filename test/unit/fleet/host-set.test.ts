import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldHosts } from "../../../src/fleet/fold-hosts.ts";
import { expandHosts } from "../../../src/fleet/host-set.ts";

describe("expanding", () => {
  test.each([
    ["web1", "web1"],
    ["node[1-3]", "node1 node2 node3"],
    ["node[08-11].ams", "node08.ams node09.ams node10.ams node11.ams"],
    ["node[8-11]", "node8 node9 node10 node11"],
    ["n[0-10/5]", "n0 n5 n10"],
    ["n[0-11/5]", "n0 n5 n10"],
    ["n[1,3,5-7]", "n1 n3 n5 n6 n7"],
    ["n[3,1]", "n3 n1"],
    ["n[1,1-2]", "n1 n2"],
    ["n[7]", "n7"],
    ["n[1,01,001]", "n1 n01 n001"],
    ["rack[1-2]node[1-2]", "rack1node1 rack1node2 rack2node1 rack2node2"],
    ["[1-2]x", "1x 2x"],
    ["a[1-2],b,a1", "a1 a2 b"],
    ["n[000-002/2]", "n000 n002"],
    ["n[999999999999998-999999999999999]", "n999999999999998 n999999999999999"],
    ["a12345678901234567890", "a12345678901234567890"],
    ["Node_1-a.B", "Node_1-a.B"],
  ])("%s", (text, names) => {
    expect(expandHosts(text)).toEqual(names.split(" "));
  });

  const RULE = "write numbers and ranges, as in [1,3,05-07] or [0-10/2]";
  test.each([
    ["", 1, "a host name is missing"],
    ["a,,b", 3, "a host name is missing"],
    ["a,", 3, "a host name is missing"],
    ["node[1-", 5, "this [ is not closed"],
    ["node1]", 6, "this ] closes nothing"],
    ["a,node[]", 8, `a number is missing; ${RULE}`],
    ["node[1,,2]", 8, `a number is missing; ${RULE}`],
    ["node[a-b]", 6, `"a-b" is no range; ${RULE}`],
    ["node[1-[2]]", 6, `"1-[2" is no range; ${RULE}`],
    ["node[1-2/]", 6, `"1-2/" is no range; ${RULE}`],
    ["node[-1]", 6, `"-1" is no range; ${RULE}`],
    ["node[1,5-3]", 8, "5-3 runs backwards; write 3-5"],
    ["node[1-9/0]", 6, "a step of 0 leads nowhere"],
    ["node[01-100]", 6, "01 and 100 have to have the same number of digits, because one begins with 0"],
    ["node[1-010]", 6, "1 and 010 have to have the same number of digits, because one begins with 0"],
    ["node[1-1000000000000000]", 6, "15 digits are the most"],
    ["n[0-999999999]", 1, "this stands for 1,000,000,000 names; 100,000 are the most"],
    ["n[1-1000]x[1-1000]", 1, "this stands for 1,000,000 names; 100,000 are the most"],
    ["a,n ode", 4, '" " cannot stand here'],
    ["größe", 3, '"ö" cannot stand here'],
    ["a^b", 2, "^ is not used here; hosts in one of two and not in both are (a!b),(b!a)"],
    [
      "web-,a",
      1,
      '"web-" is no host name; write letters, digits, dots, dashes and underscores, a letter or digit first and last',
    ],
  ])("%j is pointed out at column %i", (selector, column, problem) => {
    expect(() => expandHosts(selector)).toThrow(
      expect.objectContaining({ fault: { code: "INVALID_SELECTOR", selector, column, problem } }),
    );
  });

  test("many large patterns are too many as well", () => {
    expect(() => expandHosts("a[1-60000],b[1-60000]")).toThrow("more than 100000 names");
  });
});

describe("folding", () => {
  test.each([
    ["", ""],
    ["web1", "web1"],
    ["node20 node01 node03 node02", "node[01-03,20]"],
    ["n8 n9 n10 n11", "n[8-11]"],
    ["n08 n09 n10 n100", "n[08-10,100]"],
    ["n8 n9 n08 n09 n10", "n[8-9,08-10]"],
    ["n98 n99 n100", "n[98-100]"],
    ["n099 n100", "n[099-100]"],
    ["n99 n0100", "n[99,0100]"],
    ["n0 n00 n1", "n[0-1,00]"],
    ["db web1 db2.ams web2", "db,db2.ams,web[1-2]"],
    ["rack1node1 rack1node2 rack2node1 rack2node2", "rack[1-2]node[1-2]"],
    ["rack1node1 rack1node2 rack2node1", "rack1node[1-2],rack2node1"],
    ["n1.ams2 n2.ams2", "n[1-2].ams2"],
    ["a12345678901234567890 a12345678901234567891", "a12345678901234567890,a12345678901234567891"],
    ["10.0.0.7 10.0.0.8 10.0.1.7 10.0.1.8", "10.0.[0-1].[7-8]"],
  ])("%s", (names, text) => {
    expect(foldHosts(names === "" ? [] : names.split(" "))).toBe(text);
  });

  const number = fc
    .oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 95, max: 103 }))
    .chain((value) => fc.integer({ min: 0, max: 3 }).map((width) => String(value).padStart(width, "0")));
  const name = fc.oneof(
    fc.tuple(fc.constantFrom("n", "web-", "r"), number).map(([text, a]) => text + a),
    fc
      .tuple(fc.constantFrom("n", "r"), number, fc.constantFrom(".", "x"), number)
      .map(([text, a, dot, b]) => `${text}${a}${dot}${b}`),
    fc.tuple(number, fc.constantFrom("a", "-b"), number, number).map(([a, text, b, c]) => `${a}${text}${b}.${c}z`),
    fc.constantFrom("db", "a.b", "n", "x99999999999999999999"),
  );
  const names = fc.array(name, { maxLength: 60 });

  test("what was folded expands to the same names, each once", () => {
    fc.assert(
      fc.property(names, (all) => {
        const folded = foldHosts(all);
        const again = folded === "" ? [] : expandHosts(folded);
        expect([...again].sort()).toEqual([...new Set(all)].sort());
        expect(folded.replaceAll(/\[[^\]]*\]/g, "").split(",").length).toBeLessThanOrEqual(Math.max(1, new Set(all).size));
      }),
      { numRuns: 150 },
    );
  });

  test("the order, and how often a name is there, make no difference", () => {
    fc.assert(
      fc.property(names, fc.infiniteStream(fc.nat()), (all, chance) => {
        const shuffled = [...all, ...all.slice(0, 3)]
          .map((one) => ({ one, at: chance.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect(foldHosts(shuffled)).toBe(foldHosts(all));
        expect(foldHosts(foldHosts(all) === "" ? [] : expandHosts(foldHosts(all)))).toBe(foldHosts(all));
      }),
      { numRuns: 60 },
    );
  });

  test("a full grid is one word", () => {
    const size = fc.integer({ min: 2, max: 6 });
    fc.assert(
      fc.property(size, size, size, (a, b, c) => {
        const text = `r[1-${a}]n[01-0${b}].s[1-${c}]`;
        expect(foldHosts(expandHosts(text))).toBe(text);
      }),
    );
  });
});
