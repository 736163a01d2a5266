import { expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { fleetDiff } from "../../../src/cli/insight/run-diff.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import type { HostStatus } from "../../../src/core/status.ts";
import { choicesFor } from "./choices-for.ts";
import { FakeFleet, unreachable } from "./fake-fleet.ts";
import { fakeTerminal } from "./fake-terminal.ts";
import { component, hostStatus, supervisor } from "./samples.ts";

const timeout = 10_000;
const plain = { stdout: paintWhere(false), stderr: paintWhere(false) };
const three = [component("ps"), component("is"), component("svg")];
const HASH = `sha256:${"ab".repeat(32)}`;
const usual = hostStatus(three, { supervisor: supervisor({ configHash: HASH }) });
const old = hostStatus(three, { supervisor: supervisor({ configHash: HASH, version: "0.9.0" }) });
const more = hostStatus([...three, component("cache", { desired: "down" })], { supervisor: supervisor({ configHash: HASH }) });

async function diff(
  line: string,
  hosts: Readonly<Record<string, HostStatus | null>>,
  against: string | null = null,
  columns = 80,
) {
  const fleet = new FakeFleet(Object.keys(hosts), (host) => ({
    status: async () => hosts[host] ?? Promise.reject(unreachable()),
  }));
  const { terminal, stdout, stderr } = fakeTerminal({ clock: fleet.clock });
  Object.assign(stdout, { columns });
  const context: CommandContext = { choices: choicesFor(line, terminal), terminal, paint: plain };
  const code = await fleetDiff(against, fleet, context);
  expect(fleet.open_).toBe(0);
  return { code, out: stdout.text, err: stderr.text };
}

const MANY = { node1: usual, node2: usual, node3: old, node4: usual, node5: more };

test("most first, then who deviates and in what; exit code 1", { timeout }, async () => {
  expect(await diff("--all", MANY)).toEqual({
    code: 1,
    err: "",
    out: `node[1-2,4] (3 hosts): as most
  version 1.0.0, configuration abababababab, components is ps svg
node3: differs: version 0.9.0, not 1.0.0
node5: differs: with cache besides

5 hosts: 2 not as most
`,
  });
});

test("all alike: exit code 0, also one alone", { timeout }, async () => {
  expect(await diff("--all", { node1: usual, node2: usual })).toMatchObject({
    code: 0,
    out: expect.stringContaining("2 hosts: 2 alike\n"),
  });
  expect(await diff("--all", { node1: usual })).toMatchObject({
    code: 0,
    out: expect.stringContaining("nothing to compare with"),
  });
});

test("a host that does not answer is not known: it is named, and the exit code is 4 whatever the others are", {
  timeout,
}, async () => {
  for (const hosts of [
    { node1: usual, node2: usual, node3: null },
    { ...MANY, node6: null },
  ]) {
    const { code, out, err } = await diff("--all", hosts);
    const lost = Object.keys(hosts).at(-1);
    expect([code, out]).toEqual([4, expect.stringContaining(`1 not known: ${lost}\n`)]);
    expect(err).toMatch(new RegExp(`^${lost}: unreachable: connect: refused`));
  }
});

test("a tie is said to be one; in what they are alike, too", { timeout }, async () => {
  const { code, out } = await diff("--all", { node1: usual, node2: old });
  expect(code).toBe(1);
  expect(out).toBe(`node[1-2] (2 hosts): alike in configuration abababababab, components is ps svg
version: no majority, 2 different on 2 hosts
  0.9.0: node2
  1.0.0: node1

2 hosts: no majority in version
`);
});

test("compared with one host", { timeout }, async () => {
  const { code, out } = await diff("--all", { node1: usual, node2: usual, node3: old }, "node3");
  expect(code).toBe(1);
  expect(out).toContain("node3: what the others are compared with\n");
  expect(out).toContain("node[1-2] (2 hosts): differs: version 1.0.0, not 0.9.0\n");
  expect(out).toContain("3 hosts: 2 not as node3\n");
});

test("compared with one that does not answer: nothing can be said, and that is said", { timeout }, async () => {
  const { code, out, err } = await diff("--all", { node1: usual, node2: null }, "node2");
  expect([code, out]).toEqual([4, ""]);
  expect(err).toContain("node2 did not tell how it is set up, so nothing can be compared with it\n");
});

test("json: the aspects with values and hosts, the groups, and each host; jsonl the hosts", { timeout }, async () => {
  const { code, out } = await diff("--all -o json", { ...MANY, node6: null });
  const frame = JSON.parse(out);
  expect([code, frame.exitCode]).toEqual([4, 4]);
  expect(frame).toMatchObject({ command: "diff", against: null, summary: { hosts: 6, ok: 5, unreachable: 1 } });
  expect(frame.aspects[0]).toEqual({
    about: "version",
    reference: "1.0.0",
    alike: false,
    values: [
      { value: "1.0.0", hosts: ["node1", "node2", "node4", "node5"] },
      { value: "0.9.0", hosts: ["node3"] },
    ],
  });
  expect(frame.groups.map(({ hosts }: { hosts: string[] }) => hosts)).toEqual([
    ["node1", "node2", "node4"],
    ["node3"],
    ["node5"],
  ]);
  expect(frame.hosts[2]).toMatchObject({ host: "node3", differs: true, values: { version: "0.9.0" } });
  expect(frame.hosts[5]).toMatchObject({ host: "node6", outcome: "unreachable", error: { code: "UNAVAILABLE" } });
  const lines = (await diff("--all -o jsonl", MANY)).out.trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).differs)).toEqual([false, false, true, false, true]);
});

test("a hostile version cannot act upon the terminal", { timeout }, async () => {
  const evil = hostStatus(three, { supervisor: supervisor({ configHash: HASH, version: "\x1b[2J" }) });
  for (const line of ["--all", "--all -o wide", "--all -o json"])
    expect((await diff(line, { node1: usual, node2: usual, node3: evil })).out).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
});
