import { describe, expect, test } from "vitest";
import { type Check, runChecks } from "../../../src/core/checks/check.ts";
import { judgeAudit, judgeComponent, judgeUnattended, judgeVersion } from "../../../src/core/checks/judge-agent.ts";
import { type CertificateFacts, judgeCertificate } from "../../../src/core/checks/judge-certificate.ts";
import { judgeClock, judgeOffset } from "../../../src/core/checks/judge-clock.ts";
import { judgeConfiguration } from "../../../src/core/checks/judge-configuration.ts";
import { judgeDisk } from "../../../src/core/checks/judge-disk.ts";
import { judgePath, type PathExpectation, type PathFacts } from "../../../src/core/checks/judge-file.ts";
import { judgeLimits, judgeMemory, judgeService } from "../../../src/core/checks/judge-machine.ts";
import { judgeComponentPort, judgeListen } from "../../../src/core/checks/judge-port.ts";
import { ms } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const NOW = new Date("2026-06-01T12:00:00Z");
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const GB = 1e9;

type Seen =
  | { readonly severity: string; readonly message: string }
  | readonly { readonly severity: string; readonly message: string }[];
const severities = (seen: Seen) => [seen].flat().map(({ severity }) => severity);
const first = (seen: Seen) =>
  [seen]
    .flat()
    .map(({ severity, message }) => `${severity}: ${message}`)
    .join("\n");

describe("certificates", () => {
  const sound: CertificateFacts = {
    validFrom: days(-10),
    validTo: days(100),
    isAuthority: false,
    misuse: null,
    name: "node3",
    expectedName: "node3",
    keyMatches: true,
    signedByCa: true,
    denied: false,
    renewal: "issue a new one",
  };
  test.each<[string, Partial<CertificateFacts>, readonly string[], string]>([
    ["sound", {}, ["ok"], "holds until"],
    ["not looked at", { keyMatches: null, signedByCa: null, denied: null, expectedName: null }, ["ok"], "holds until"],
    ["30 days and a bit", { validTo: days(30.1) }, ["ok"], "holds until"],
    ["29 days", { validTo: days(29) }, ["warning"], "in 29d"],
    ["6 days", { validTo: days(6) }, ["error"], "in 6d"],
    ["over", { validTo: days(-1) }, ["error"], "expired at 2026-05-31T12:00:00Z, 1d 0h ago"],
    ["not yet", { validFrom: days(1) }, ["error"], "not valid before"],
    ["another key", { keyMatches: false }, ["error"], "its key is another one's"],
    ["another authority", { signedByCa: false }, ["error"], "none of the authorities"],
    ["revoked", { denied: true }, ["error"], "deny-list"],
    ["another host", { name: "node4" }, ["error"], "it is the certificate of node4, and this is node3"],
    ["another use", { misuse: "it is alice's", name: null }, ["error"], "it is alice's"],
    ["all at once", { denied: true, validTo: days(-1) }, ["error", "error"], "deny-list"],
  ])("%s", (_, change, expected, message) => {
    const found = judgeCertificate({ ...sound, ...change }, NOW);
    expect(severities(found)).toEqual(expected);
    expect(first(found)).toContain(message);
  });
});

describe("files", () => {
  const wanted: PathExpectation = {
    what: "the key",
    kind: "file",
    missing: "error",
    secret: true,
    written: false,
    uid: 1000,
    remedy: "make one",
  };
  const there: PathFacts = { t: "there", kind: "file", uid: 1000, mode: 0o600, readable: true, writable: true };
  test.each<[string, PathFacts, Partial<PathExpectation>, readonly string[], string]>([
    ["as it should be", there, {}, ["ok"], ""],
    ["root's", { ...there, uid: 0 }, {}, ["ok"], ""],
    ["missing", { t: "missing" }, {}, ["error"], "does not exist"],
    ["missing, and made later", { t: "missing" }, { missing: "later" }, ["ok"], "not there yet"],
    ["a folder", { ...there, kind: "folder" }, {}, ["error"], "should be a file, and is a folder"],
    ["everybody reads a key", { ...there, mode: 0o604 }, {}, ["error"], "mode 0604"],
    ["its group reads a key", { ...there, mode: 0o640 }, {}, ["note"], "the group"],
    ["everybody reads what is no secret", { ...there, mode: 0o644 }, { secret: false }, ["ok"], ""],
    ["everybody writes", { ...there, mode: 0o646 }, { secret: false }, ["error"], "may write"],
    ["a sticky folder", { ...there, kind: "folder", mode: 0o1777 }, { secret: false, kind: "folder" }, ["ok"], ""],
    ["somebody else's", { ...there, uid: 1001 }, {}, ["warning"], "belongs to user 1001"],
    ["not writable", { ...there, writable: false }, { written: true }, ["error"], "cannot be written"],
    ["not readable", { ...there, readable: false }, {}, ["error"], "cannot be read"],
    ["not tried", { ...there, readable: null, writable: null }, { written: true }, ["ok"], ""],
  ])("%s", (_, facts, change, expected, message) => {
    const found = judgePath("/k", facts, { ...wanted, ...change });
    expect(severities(found)).toEqual(expected);
    expect(first(found)).toContain(message);
  });
});

test.each([
  [100 * GB, 0, 1e6, ["ok"]],
  [6 * GB, 7 * GB, 1e6, ["warning"]],
  [4 * GB, 0, 1e6, ["warning"]],
  [0.9 * GB, 0, 1e6, ["error"]],
  [6 * GB, 0, 1e4, ["warning"]],
  [6 * GB, 0, 50, ["error"]],
  [0, 7 * GB, 50, ["error", "error"]],
])(
  "disk: %d bytes free of 100 GB, logs may grow by %d, %d inodes free of a million",
  (freeBytes, growth, freeInodes, expected) => {
    expect(severities(judgeDisk({ freeBytes, totalBytes: 100 * GB, freeInodes, totalInodes: 1e6 }, growth))).toEqual(expected);
  },
);

test("disk: a file system that counts no inodes has enough of them", () => {
  expect(severities(judgeDisk({ freeBytes: 50 * GB, totalBytes: 100 * GB, freeInodes: 0, totalInodes: 0 }, 0))).toEqual(["ok"]);
});

test.each([
  [{ now: NOW, synchronized: true, stepMs: 10 }, ["ok"]],
  [{ now: NOW, synchronized: null, stepMs: null }, ["ok"]],
  [{ now: NOW, synchronized: false, stepMs: null }, ["warning"]],
  [{ now: NOW, synchronized: true, stepMs: -3_000 }, ["warning"]],
  [{ now: new Date(0), synchronized: true, stepMs: 0 }, ["error"]],
])("clock: %j", (facts, expected) => expect(severities(judgeClock(facts))).toEqual(expected));

test.each([
  [0, 10, "ok: the same time as here"],
  [2_000, 10, "ok: the same"],
  [2_500, 10, "warning: the clock of this host is 2.4s ahead"],
  [-2_500, 10, "warning: the clock of this host is 2.4s behind"],
  [31_000, 10, "error: the clock of this host is 30s ahead"],
  [3_000, 4_000, "ok: the same"], // the way may account for it
  [-90_000, 4_000, "error: the clock of this host is 1m 28s behind"],
])("clock of a host %d ms apart, asked for %d ms", (apart, roundTripMs, said) => {
  expect(first(judgeOffset({ own: NOW, other: new Date(NOW.getTime() + apart), roundTripMs }))).toContain(said);
});

test("ports: ours, nobody's, a stranger's", () => {
  const stranger = { t: "stranger", name: "nginx", pid: 7 } as const;
  expect(severities(judgeListen("a:1", { t: "ours" }, true))).toEqual(["ok"]);
  expect(severities(judgeListen("a:1", { t: "nobody" }, false))).toEqual(["ok"]);
  expect(severities(judgeListen("a:1", { t: "nobody" }, true))).toEqual(["error"]);
  expect(first(judgeListen("a:1", stranger, true))).toContain("error: nginx (pid 7) listens there");
  expect(severities(judgeListen("a:1", { t: "hidden" }, true))).toEqual(["warning"]);
  expect(severities(judgeListen("a:1", { t: "hidden" }, false))).toEqual(["error"]);
  expect(severities(judgeComponentPort("a:1", { t: "ours" }, true))).toEqual(["ok"]);
  expect(severities(judgeComponentPort("a:1", { t: "nobody" }, true))).toEqual(["ok"]);
  expect(first(judgeComponentPort("a:1", stranger, true))).toContain("answers there instead of the component");
  expect(first(judgeComponentPort("a:1", stranger, false))).toContain("so the component cannot");
  expect(severities(judgeComponentPort("a:1", { t: "hidden" }, true))).toEqual(["ok"]);
  expect(severities(judgeComponentPort("a:1", { t: "hidden" }, false))).toEqual(["warning"]);
});

test.each([
  [{}, ["ok"]],
  [{ availableBytes: 5 * GB }, ["warning"]],
  [{ availableBytes: GB }, ["error"]],
  [{ limit: { usedBytes: 96, mostBytes: 100 } }, ["warning"]],
  [{ availableBytes: 15 * GB, swapTotalBytes: GB, swapFreeBytes: 1 }, ["warning"]],
  [{ swapTotalBytes: GB, swapFreeBytes: 1 }, ["ok"]],
  [{ stalledPercent: 11 }, ["warning"]],
])("memory: %j", (change, expected) => {
  const facts = {
    totalBytes: 100 * GB,
    availableBytes: 50 * GB,
    swapTotalBytes: 0,
    swapFreeBytes: 0,
    stalledPercent: 0,
    limit: null,
  };
  expect(severities(judgeMemory({ ...facts, ...change }))).toEqual(expected);
});

test("limits and the service", () => {
  expect(severities(judgeLimits({ openFiles: 10, mostOpenFiles: 1_024, mostProcesses: null }))).toEqual(["ok"]);
  expect(severities(judgeLimits({ openFiles: 10, mostOpenFiles: 256, mostProcesses: 100 }))).toEqual(["warning", "warning"]);
  expect(severities(judgeLimits({ openFiles: 900, mostOpenFiles: 1_024, mostProcesses: 32_768 }))).toEqual(["error"]);
  expect(severities(judgeLimits({ openFiles: 900, mostOpenFiles: Number.POSITIVE_INFINITY, mostProcesses: null }))).toEqual([
    "ok",
  ]);
  expect(severities(judgeService({ unit: "a.service", killMode: "process", found: true }))).toEqual(["ok"]);
  expect(severities(judgeService({ unit: "a.service", killMode: null, found: true }))).toEqual(["error"]);
  expect(severities(judgeService({ unit: "a.service", killMode: "mixed", found: true }))).toEqual(["error"]);
  expect(severities(judgeService({ unit: "a.service", killMode: null, found: false }))).toEqual(["ok"]);
});

test("versions, the audit log, components", () => {
  expect(["1.2.3", "1.2.4", "1.3.0", "2.0.0", ""].map((version) => judgeVersion(version, "1.2.3").severity)).toEqual([
    "ok",
    "note",
    "warning",
    "warning",
    "note",
  ]);
  expect(judgeAudit({ problem: null, lines: 3 }).severity).toBe("ok");
  expect(judgeAudit({ problem: null, lines: null }).severity).toBe("note");
  expect(judgeAudit({ problem: "lines are missing", lines: 3 }).severity).toBe("error");
  const component = { name: "is", programProblem: null, broken: false, reason: null };
  expect(severities(judgeComponent(component))).toEqual(["ok"]);
  expect(severities(judgeComponent({ ...component, programProblem: "command not found: x" }))).toEqual(["error"]);
  expect(first(judgeComponent({ ...component, broken: true, reason: "crashed" }))).toBe("warning: does not stay up: crashed");
  expect(judgeUnattended([]).severity).toBe("ok");
  expect(first(judgeUnattended([{ name: "is", pid: 7 }]))).toContain(
    "error: the agent is gone, and a component runs unattended: is (pid 7)",
  );
});

test("the configuration: each problem is a finding; one that is not needed is none", () => {
  const at = { file: "/a.yaml", line: 3, column: 5, message: "unknown key" };
  const unusable = (error: FaultError) => ({ t: "unusable", file: "/a.yaml", error }) as const;
  const invalid = unusable(new FaultError({ code: "INVALID_CONFIG", problems: [at, { ...at, line: 4 }] }));
  expect(judgeConfiguration("configuration", invalid, { hash: "x", needed: true })).toEqual([
    expect.objectContaining({
      severity: "error",
      subject: "/a.yaml:3:5",
      message: expect.stringContaining("goes on with what it read before"),
    }),
    expect.objectContaining({ severity: "error", subject: "/a.yaml:4:5" }),
  ]);
  const absent = unusable(new FaultError({ code: "NOT_CONFIGURED", file: "/a.yaml" }));
  expect(severities(judgeConfiguration("configuration", absent, { hash: null, needed: true }))).toEqual(["error"]);
  expect(severities(judgeConfiguration("configuration", absent, { hash: null, needed: false }))).toEqual(["note"]);
  const valid = { t: "valid", file: "/a.yaml", hash: "x", summary: "valid" } as const;
  expect(severities(judgeConfiguration("configuration", valid, { hash: "x", needed: true }))).toEqual(["ok"]);
  expect(severities(judgeConfiguration("configuration", valid, { hash: "y", needed: true }))).toEqual(["note"]);
});

describe("running checks", () => {
  const clock = new FakeClock();
  const run = (signal = new AbortController().signal) => ({ clock, within: ms(3_000), signal });
  const look = (act: () => Promise<never>) => ({ check: "disk", subject: "/x", look: act }) as const;

  test("one that fails or hangs is a finding, and the others go on", async () => {
    const fails = look(async () => {
      throw new Error("EIO: broken");
    });
    const forbidden = look(async () => {
      throw Object.assign(new Error("EACCES: no"), { code: "EACCES" });
    });
    const hangs = look(() => new Promise<never>(() => {}));
    const well: Check = {
      check: "clock",
      subject: "",
      look: () => [{ severity: "ok", check: "clock", subject: "", message: "well", remedy: "" }],
    };
    const found = runChecks([fails, forbidden, hangs, well], run());
    await clock.advance(3_000);
    expect((await found).map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      "warning: could not be checked: EIO: broken",
      "note: could not be checked: EACCES: no",
      "warning: could not be checked: it took longer than 3 s",
      "ok: well",
    ]);
    expect(clock.pending).toBe(0);
  });

  test("an interrupt ends them", async () => {
    const stop = new AbortController();
    const hangs = look(() => new Promise<never>(() => {}));
    const found = runChecks([hangs], run(stop.signal));
    stop.abort(new Error("enough"));
    await expect(found).rejects.toThrow("enough");
    expect(clock.pending).toBe(0);
  });
});
