import { describe, expect, test } from "vitest";
import { ExitCode } from "../../../src/core/exit-code.ts";
import {
  describeProblem,
  errnoOf,
  exitCodeOf,
  FAULT_CODES,
  type FaultCode,
  FaultError,
  type FaultOf,
  faultMessage,
  isFault,
  messageOf,
} from "../../../src/core/fault.ts";

/** One of each; every field holds a word by which it is recognised. */
const SAMPLES: { readonly [C in FaultCode]: FaultOf<C> } = {
  UNKNOWN_COMPONENT: { code: "UNKNOWN_COMPONENT", names: ["foo", "bar"], known: ["ps", "is"] },
  SUPERVISOR_NOT_RUNNING: { code: "SUPERVISOR_NOT_RUNNING" },
  SUPERVISOR_DEAD: {
    code: "SUPERVISOR_DEAD",
    unattended: [
      { name: "ps", pid: 12 },
      { name: "is", pid: 34 },
    ],
  },
  OPERATION_CONFLICT: { code: "OPERATION_CONFLICT", id: "op-1", what: "restart is", by: "alice", since: "noon" },
  OPERATION_ID_REUSED: { code: "OPERATION_ID_REUSED", id: "op-1", was: "restart is" },
  OPERATION_NOT_FOUND: { code: "OPERATION_NOT_FOUND", id: "op-1" },
  INVALID_REQUEST: { code: "INVALID_REQUEST", problem: "id is missing" },
  INVALID_CONFIG: {
    code: "INVALID_CONFIG",
    problems: [
      { file: "/a.yaml", line: 3, column: 5, message: "one" },
      { file: "/a.yaml", line: null, column: null, message: "two" },
    ],
  },
  NOT_CONFIGURED: { code: "NOT_CONFIGURED", file: "/a.yaml" },
  WRONG_HOST: { code: "WRONG_HOST", expected: "node3", actual: "node4" },
  MOVED_ON: { code: "MOVED_ON", component: "svg", actual: "7", planned: "6" },
  LEASE_HELD: { code: "LEASE_HELD", id: "rollout-1", by: "alice", reason: "new JDK", since: "noon", expiresInMs: 45_000 },
  LEASE_NOT_HELD: { code: "LEASE_NOT_HELD", id: "rollout-1" },
  PERMISSION_DENIED: { code: "PERMISSION_DENIED", what: "stop", who: "ask alice" },
  SHUTTING_DOWN: { code: "SHUTTING_DOWN" },
  NOT_DURABLE: { code: "NOT_DURABLE", path: "/state/journal.json", cause: "no space" },
  TIMED_OUT: { code: "TIMED_OUT", doing: "status", afterMs: 1_500 },
  CANCELLED: { code: "CANCELLED", why: "asked for by alice" },
  AGENT_RUNNING: { code: "AGENT_RUNNING", pid: 77, home: "/srv/is" },
  UNREACHABLE: { code: "UNREACHABLE", target: "node3", cause: "refused" },
  NOT_RESPONDING: { code: "NOT_RESPONDING", target: "node3", pid: 77, afterMs: 2_000 },
  AGENT_ERROR: { code: "AGENT_ERROR", cause: "broken" },
  AGENT_START_FAILED: { code: "AGENT_START_FAILED", cause: "broken", logFile: "/log/ImageServing.log" },
  BAD_FILE: { code: "BAD_FILE", path: "/state", cause: "denied", remedy: "mend it" },
  INVALID_SELECTOR: { code: "INVALID_SELECTOR", selector: "a[1-", column: 2, problem: "this [ is not closed" },
  UNKNOWN_HOST: { code: "UNKNOWN_HOST", source: "/fleet.yaml", missing: ["host a", "group @b"] },
  NO_MATCH: { code: "NO_MATCH", source: "/fleet.yaml", selector: "role=web" },
};

/** The documented table: a script relies on it. */
const EXIT: { readonly [C in FaultCode]: number } = {
  UNKNOWN_COMPONENT: 2,
  SUPERVISOR_NOT_RUNNING: 7,
  SUPERVISOR_DEAD: 1,
  OPERATION_CONFLICT: 1,
  OPERATION_ID_REUSED: 1,
  OPERATION_NOT_FOUND: 1,
  INVALID_REQUEST: 2,
  INVALID_CONFIG: 6,
  NOT_CONFIGURED: 6,
  WRONG_HOST: 4,
  MOVED_ON: 1,
  LEASE_HELD: 1,
  LEASE_NOT_HELD: 1,
  PERMISSION_DENIED: 4,
  SHUTTING_DOWN: 4,
  NOT_DURABLE: 1,
  TIMED_OUT: 1,
  CANCELLED: 1,
  AGENT_RUNNING: 1,
  UNREACHABLE: 4,
  NOT_RESPONDING: 4,
  AGENT_ERROR: 1,
  AGENT_START_FAILED: 1,
  BAD_FILE: 1,
  INVALID_SELECTOR: 2,
  UNKNOWN_HOST: 2,
  NO_MATCH: 5,
};

const parts = (value: unknown): readonly string[] =>
  typeof value === "object" && value !== null ? Object.values(value).flatMap(parts) : value === null ? [] : [String(value)];

describe.each(FAULT_CODES)("%s", (code) => {
  const { code: _, ...facts } = SAMPLES[code];

  test("has its exit code, which is never that of success", () => {
    expect(exitCodeOf(code)).toBe(EXIT[code]);
    expect(exitCodeOf(code)).not.toBe(ExitCode.OK);
  });

  test("has a sentence with every fact in it", () => {
    const message = faultMessage(SAMPLES[code] as never);
    expect(message.trim()).toBe(message);
    expect(message).not.toMatch(/undefined|null|\[object|NaN/);
    const afterMs = "afterMs" in facts ? { afterMs: facts.afterMs / 1_000 } : {};
    const expiresInMs = "expiresInMs" in facts ? { expiresInMs: `${facts.expiresInMs / 1_000}s` } : {};
    const told = parts({ ...facts, ...afterMs, ...expiresInMs });
    for (const fact of told) expect(message).toContain(fact);
  });
});

test("the table has every code once", () => {
  expect([...FAULT_CODES].sort()).toEqual(Object.keys(SAMPLES).sort());
});

test("facts that are missing leave no gap in a sentence", () => {
  expect(faultMessage({ code: "UNKNOWN_COMPONENT", names: ["foo"], known: [] })).toBe(
    'unknown component "foo"; none is configured',
  );
  expect(faultMessage({ code: "NOT_RESPONDING", target: "node3", pid: null, afterMs: 1_000 })).toBe(
    "not responding: node3 did not answer within 1 s",
  );
  expect(faultMessage({ code: "AGENT_START_FAILED", cause: "broken", logFile: "" })).toBe(
    "the agent could not be started: broken",
  );
  expect(faultMessage({ code: "SUPERVISOR_DEAD", unattended: [{ name: "ps", pid: 12 }] })).toContain(
    "1 component is running unattended: ps (pid 12)",
  );
});

test("a problem says where it stands, as far as that is known", () => {
  const at = { file: "/a.yaml", message: "no" };
  expect(describeProblem({ ...at, line: 3, column: 5 })).toBe("/a.yaml:3:5: no");
  expect(describeProblem({ ...at, line: 3, column: null })).toBe("/a.yaml:3: no");
  expect(describeProblem({ ...at, line: null, column: null })).toBe("/a.yaml: no");
  expect(faultMessage(SAMPLES.INVALID_CONFIG).split("\n")).toHaveLength(2);
});

test("a fault is told from other errors, and by its code", () => {
  const error = new FaultError({ code: "SHUTTING_DOWN" });
  expect(isFault(error, "SHUTTING_DOWN")).toBe(true);
  expect(isFault(error, "CANCELLED")).toBe(false);
  expect(isFault(new Error("the agent is ending; nothing was done"), "SHUTTING_DOWN")).toBe(false);
  expect(isFault({ fault: { code: "SHUTTING_DOWN" } }, "SHUTTING_DOWN")).toBe(false);
  expect(error).toMatchObject({ name: "FaultError", message: "the agent is ending; nothing was done" });
  expect(new FaultError({ code: "SHUTTING_DOWN" }, "as the peer says").message).toBe("as the peer says");
});

test.each([
  [undefined, "undefined"],
  [null, "null"],
  ["text", "text"],
  [new Error("why"), "why"],
])("anything that was thrown has a message and perhaps an errno: %s", (thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
  expect(errnoOf(thrown)).toBe("");
});

test("an errno is a name, not a number", () => {
  expect(errnoOf(Object.assign(new Error("x"), { code: "ENOSPC" }))).toBe("ENOSPC");
  expect(errnoOf(Object.assign(new Error("x"), { code: 28 }))).toBe("");
});

test("a mistake in a selection is pointed out, also in the middle of a long one", () => {
  const at = (selector: string, column: number) =>
    faultMessage({ code: "INVALID_SELECTOR", selector, column, problem: "no" }).split("\n").slice(1);
  expect(at("a[1-", 2)).toEqual(["  a[1-", "   ^"]);
  expect(at("", 1)).toEqual([]);
  const [text = "", mark = ""] = at(`${"a".repeat(200)}[${"b".repeat(200)}`, 201);
  expect(text).toBe(`  …${"a".repeat(50)}[${"b".repeat(49)}…`);
  expect(text[mark.indexOf("^")]).toBe("[");
});
