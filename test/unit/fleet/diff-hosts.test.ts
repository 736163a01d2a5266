import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Desired } from "../../../src/core/status.ts";
import { areAlike, type ComparedHost, diffHosts } from "../../../src/fleet/diff-hosts.ts";

const up = (...names: readonly string[]) => names.map((name) => ({ name, desired: "up" as Desired }));
const host = (name: string, changed: Partial<ComparedHost> = {}): ComparedHost => ({
  host: name,
  version: "1.2.0",
  configHash: "sha256:aa",
  components: up("ps", "is", "svg"),
  ...changed,
});

const anyHosts = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }).chain((numbers) =>
  fc.tuple(
    ...numbers.map((number) =>
      fc.record({
        host: fc.constant(`node${number}`),
        version: fc.constantFrom("", "1.0.0", "1.1.0"),
        configHash: fc.constantFrom("", "sha256:aa", "sha256:bb"),
        components: fc
          .subarray(["is", "ps", "svg"])
          .chain((names) =>
            fc.tuple(
              ...names.map((name) => fc.record({ name: fc.constant(name), desired: fc.constantFrom<Desired>("up", "down") })),
            ),
          ),
      }),
    ),
  ),
) as fc.Arbitrary<readonly ComparedHost[]>;

const alike = (a: ComparedHost, b: ComparedHost) => {
  const essence = ({ host: _, components, ...rest }: ComparedHost) =>
    JSON.stringify([rest.version, rest.configHash, [...components].sort((x, y) => x.name.localeCompare(y.name))]);
  return essence(a) === essence(b);
};

describe("whatever the hosts are", () => {
  const against = (hosts: readonly ComparedHost[], choice: number) => hosts[choice]?.host ?? null;

  test("each is in exactly one group, with those that are alike and no others", () => {
    fc.assert(
      fc.property(anyHosts, fc.nat(14), (hosts, choice) => {
        const { groups } = diffHosts(hosts, against(hosts, choice));
        expect(groups.flatMap(({ names }) => names).sort()).toEqual(hosts.map((each) => each.host).sort());
        const groupOf = (name: string) => groups.findIndex(({ names }) => names.includes(name));
        for (const a of hosts) for (const b of hosts) expect(groupOf(a.host) === groupOf(b.host)).toBe(alike(a, b));
      }),
    );
  });

  test("their order does not matter, nor that of their components", () => {
    fc.assert(
      fc.property(anyHosts, fc.nat(14), (hosts, choice) => {
        const turned = hosts.toReversed().map((each) => ({ ...each, components: each.components.toReversed() }));
        expect(diffHosts(turned, against(hosts, choice))).toEqual(diffHosts(hosts, against(hosts, choice)));
      }),
    );
  });

  test("a deviation names what the host has and the reference, which are different; the reference is what most have", () => {
    fc.assert(
      fc.property(anyHosts, (hosts) => {
        const { groups, aspects } = diffHosts(hosts, null);
        for (const { about, values, reference } of aspects) {
          const most = Math.max(...values.map((each) => each.hosts.length));
          const leaders = values.filter((each) => each.hosts.length === most);
          expect(reference).toBe(leaders.length === 1 ? leaders[0]?.value : null);
          for (const { value, hosts: names } of values) {
            for (const name of names) {
              const found = groups.find((group) => group.names.includes(name))?.deviations.find((each) => each.about === about);
              expect(found?.value ?? null).toBe(reference === null || value === reference ? null : value);
            }
          }
        }
      }),
    );
  });

  test("compared with one of them, it does not deviate, and no other reference counts", () => {
    fc.assert(
      fc.property(anyHosts, (hosts) => {
        const [chosen] = hosts;
        if (chosen === undefined) return;
        const { groups } = diffHosts(hosts, chosen.host);
        expect(groups[0]?.deviations).toEqual([]);
        for (const { deviations, names } of groups) {
          expect(deviations.length === 0 || !names.includes(chosen.host)).toBe(true);
          const member = hosts.find((each) => each.host === names[0]) as ComparedHost;
          const common = deviations.filter(({ about }) => !about.startsWith("desired."));
          const differs = [
            member.version !== chosen.version,
            member.configHash !== chosen.configHash,
            member.components
              .map(({ name }) => name)
              .sort()
              .join() !==
              chosen.components
                .map(({ name }) => name)
                .sort()
                .join(),
          ];
          expect(common.length).toBe(differs.filter(Boolean).length);
        }
      }),
    );
  });

  test("they are alike exactly where there is one group at the most", () => {
    fc.assert(
      fc.property(anyHosts, (hosts) => {
        const diff = diffHosts(hosts, null);
        expect(areAlike(diff)).toBe(diff.groups.length <= 1);
      }),
    );
  });
});

test("who deviates, and in what", () => {
  const { groups } = diffHosts(
    [
      host("node1"),
      host("node2"),
      host("node3"),
      host("node4", { version: "1.1.0" }),
      host("node5", { components: [...up("ps", "cache"), { name: "is", desired: "down" }] }),
    ],
    null,
  );
  expect(groups.map(({ hosts, deviations }) => [hosts, deviations])).toEqual([
    ["node[1-3]", []],
    ["node4", [{ about: "version", value: "1.1.0", expected: "1.2.0" }]],
    [
      "node5",
      [
        { about: "components", value: "cache is ps", expected: "is ps svg" },
        { about: "desired.is", value: "down", expected: "up" },
      ],
    ],
  ]);
});

test("a tie has no reference, and nobody deviates in that", () => {
  const { aspects, groups } = diffHosts([host("node1"), host("node2", { version: "1.1.0" })], null);
  expect(aspects.find(({ about }) => about === "version")).toEqual({
    about: "version",
    values: [
      { value: "1.1.0", hosts: ["node2"] },
      { value: "1.2.0", hosts: ["node1"] },
    ],
    reference: null,
  });
  expect(groups.every(({ deviations }) => deviations.length === 0)).toBe(true);
});
