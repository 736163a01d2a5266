import { describe, expect, test } from "vitest";
import { doctorExitCode } from "../../../src/cli/doctor/doctor-exit-code.ts";
import { foldFindings } from "../../../src/cli/doctor/fold-findings.ts";
import { mergeFindings } from "../../../src/cli/doctor/host-checkup.ts";
import { mixedVersions, sharedAddresses } from "../../../src/cli/doctor/judge-inventory.ts";
import { judgeSilence } from "../../../src/cli/doctor/judge-silence.ts";
import { findingsText } from "../../../src/cli/render/findings-text.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { CHECKS } from "../../../src/core/checks/check-table.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { Finding } from "../../../src/core/finding.ts";

const finding = (change: Partial<Finding> = {}): Finding => ({
  severity: "warning",
  check: "disk",
  subject: "/log",
  message: "little room is left: 3.2 GB free of 80 GB",
  remedy: "make room there",
  ...change,
});

describe("exit code", () => {
  const end = { outcomes: ["ok"], findings: [], invalid: false, strict: false } as const;
  const [error, warning, note] = (["error", "warning", "note"] as const).map((severity) => finding({ severity })) as [
    Finding,
    Finding,
    Finding,
  ];
  test.each([
    [{}, 0],
    [{ findings: [note] }, 0],
    [{ findings: [warning] }, 0],
    [{ findings: [warning], strict: true }, 1],
    [{ findings: [note], strict: true }, 0],
    [{ findings: [warning, error] }, 1],
    [{ findings: [error], invalid: true }, 6],
    [{ findings: [error], invalid: true, outcomes: ["ok", "unreachable"] as const }, 4],
    [{ outcomes: ["unknown"] as const }, 4],
    [{ outcomes: [], invalid: true }, 6],
  ])("%j is %i", (change, code) => expect(doctorExitCode({ ...end, ...change })).toBe(code));
});

describe("the same of many hosts", () => {
  const nobody = () => null;

  test("is one finding: names, addresses and amounts may differ, severities may not; the worst comes first", () => {
    const found = [
      { host: "node1", finding: finding() },
      { host: "node2", finding: finding({ message: "little room is left: 900 MB free of 1.02 TB" }) },
      { host: "node3", finding: finding({ severity: "error" }) },
      { host: "node4", finding: finding({ subject: "/etc/node4.crt", message: "expires in 3d 4h", check: "certificate" }) },
      { host: "node5", finding: finding({ subject: "/etc/node5.crt", message: "expires in 2d 23h", check: "certificate" }) },
    ];
    const folded = foldFindings(found, nobody, true);
    expect(folded.map(({ hosts, count, differs }) => [hosts, count, differs])).toEqual([
      ["node3", 1, false],
      ["node[1-2]", 2, true],
      ["node[4-5]", 2, true],
    ]);
    expect(foldFindings(found, nobody, false)).toHaveLength(5);
    const keys = ["node1", "node2"].map((host) => ({
      host,
      finding: finding({ subject: `/etc/${host}.key`, message: "open", remedy: `chmod 600 /etc/${host}.key` }),
    }));
    expect(foldFindings(keys, nobody, true)).toEqual([
      expect.objectContaining({
        differs: false,
        finding: expect.objectContaining({ subject: "/etc/HOST.key", remedy: "chmod 600 /etc/HOST.key" }),
      }),
    ]);
  });

  test("other words are another finding", () => {
    const found = [finding(), finding({ message: "the disk is full" })].map((each, at) => ({ host: `node${at}`, finding: each }));
    expect(foldFindings(found, nobody, true)).toHaveLength(2);
  });
});

test("what both looked at, the agent knows better", () => {
  const agent = [finding({ severity: "ok" })];
  const own = [finding({ message: "could not be checked" }), finding({ subject: "/state" })];
  expect(mergeFindings(agent, own)).toEqual([agent[0], own[1]]);
});

test.each([
  ["its certificate has expired, or this machine's clock is wrong", "certificate", "pki issue"],
  ["its certificate is that of host node3, not of node4", "identity", "mixed up"],
  ["its certificate is of an authority that is not known here", "certificate", "same authority"],
  [
    "it hung up, as an agent does that does not know the authority of the certificate that is shown to it",
    "certificate",
    "ca.crt",
  ],
  ["it does not speak TLS there", "certificate", "listen.tls"],
  ["refused", "reach", "start the agent"],
  ["no answer within 3 s", "reach", "firewall"],
  ["unknown name", "reach", "inventory"],
  ["something new", "reach", ""],
])("a host that cannot be reached: %s", (cause, check, remedy) => {
  const found = judgeSilence(new FaultError({ code: "UNREACHABLE", target: "192.0.2.4:9910", cause }));
  expect(found).toMatchObject({ severity: "error", check, remedy: expect.stringContaining(remedy) });
});

test("a host that answers, and not as it should", () => {
  expect(judgeSilence(new FaultError({ code: "WRONG_HOST", expected: "node3", actual: "node4" })).check).toBe("identity");
  expect(judgeSilence(new FaultError({ code: "NOT_RESPONDING", target: "a", pid: null, afterMs: 5 })).check).toBe("reach");
  expect(judgeSilence(new FaultError({ code: "PERMISSION_DENIED", what: "x", who: "y" })).check).toBe("permission");
  expect(judgeSilence(new FaultError({ code: "AGENT_ERROR", cause: "UNIMPLEMENTED: unknown method" })).check).toBe("version");
});

test("hosts with one address, agents of several versions", () => {
  const host = (name: string, port: number) => ({ name, address: { host: "192.0.2.4", port }, labels: new Map() });
  expect(sharedAddresses([host("node1", 1), host("node2", 2)])).toEqual([]);
  expect(sharedAddresses([host("node1", 1), host("node2", 2), host("node3", 1)])).toEqual([
    expect.objectContaining({
      severity: "warning",
      subject: "192.0.2.4:1",
      message: expect.stringContaining("node[1,3] have the same address"),
    }),
  ]);
  expect(mixedVersions(new Map([["node1", "1.0.0"]]))).toEqual([]);
  const [mixed] = mixedVersions(
    new Map([
      ["node1", "1.0.0"],
      ["node2", "1.1.0"],
      ["node3", "1.1.0"],
    ]),
  );
  expect(mixed?.message).toBe("the agents have 2 versions: 1.1.0 on node[2-3]; 1.0.0 on node1");
});

describe("text", () => {
  const options = { width: 40, paint: paintWhere(false), wide: false, places: true };
  const folded = (change: Partial<Finding>, count = 1) => ({ hosts: "node1", count, finding: finding(change), differs: false });

  test("fits its width, is harmless, and counts what is well", () => {
    const lines = findingsText(
      [folded({ severity: "error", message: "bad \x1b[2J \u202e thing", subject: "/log" }), folded({ severity: "ok" }, 7)],
      options,
    );
    expect(lines).toEqual([
      "error    node1: disk /log",
      "         bad \\x1b[2J \\u202e thing",
      "         → make room there",
      "1 error, 7 checks are well",
    ]);
    for (const width of [20, 40, 80]) {
      const long = findingsText([folded({ message: "word ".repeat(60), remedy: "word ".repeat(30) })], { ...options, width });
      expect(Math.max(...long.slice(0, -1).map((line) => line.length))).toBeLessThanOrEqual(Math.max(width, 39));
    }
  });

  test("wide shows what is well, and nothing wrong is said", () => {
    expect(findingsText([folded({ severity: "ok" })], options)).toEqual(["nothing is wrong, 1 check is well"]);
    expect(findingsText([folded({ severity: "ok" })], { ...options, wide: true })[0]).toBe("ok       node1: disk /log");
  });
});

test("every check has whole words for people", () => {
  for (const [name, row] of Object.entries(CHECKS)) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(row.error, name).not.toBe("");
    expect(row.remedy, name).not.toBe("");
  }
});

test("docs/doctor.md matches the table", { timeout: 20_000 }, async () => {
  const { doctor } = await import(new URL("../../../scripts/docs/doctor.mjs", import.meta.url).href);
  const { readFile } = await import("node:fs/promises");
  expect(await readFile(new URL("../../../docs/doctor.md", import.meta.url), "utf8")).toBe(await doctor());
});
