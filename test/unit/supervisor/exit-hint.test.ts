import { describe, expect, test } from "vitest";
import { seconds } from "../../../src/core/duration.ts";
import { type EndFacts, exitRecord, type OurPart } from "../../../src/supervisor/exit-hint.ts";

const at = new Date("2026-01-01T12:00:00Z");
const nothing: OurPart = { t: "nothing" };
const stopped = (signal: NodeJS.Signals = "SIGTERM"): OurPart => ({ t: "stopped", signal });
const killed: OurPart = { t: "killed", signal: "SIGTERM", after: seconds(30) };

/** How it ended: a number is an exit code. */
function record(end: number | string | null, ours: OurPart, over: Partial<EndFacts> = {}) {
  const code = typeof end === "number" ? end : null;
  const signal = typeof end === "string" ? end : null;
  return exitRecord({ code, signal, at, seen: true, leftovers: 0, ours, ...over });
}

describe("an end that we asked for is expected where it is the end that was asked for", () => {
  test.each([
    ["exit code 0 after our SIGTERM", 0, stopped(), true],
    ["SIGTERM after our SIGTERM", "SIGTERM", stopped(), true],
    ["143 after our SIGTERM, as a JVM has it", 143, stopped(), true],
    ["130 after our SIGINT", 130, stopped("SIGINT"), true],
    ["SIGKILL, where that is the configured signal", "SIGKILL", stopped("SIGKILL"), true],
    ["137 after our SIGKILL", 137, stopped("SIGKILL"), true],
    ["143 after our SIGINT", 143, stopped("SIGINT"), false],
    ["exit code 1 after our SIGTERM", 1, stopped(), false],
    ["SIGSEGV after our SIGTERM", "SIGSEGV", stopped(), false],
    ["SIGKILL by somebody else after our SIGTERM", "SIGKILL", stopped(), false],
    ["143 that nobody of us asked for", 143, nothing, false],
    ["SIGTERM that nobody of us sent", "SIGTERM", nothing, false],
    ["exit code 0 that nobody asked for", 0, nothing, false],
    ["SIGKILL by us after the time was over", "SIGKILL", killed, false],
  ] as const)("%s: %#", (_what, end, ours, expected) => {
    expect(record(end, ours).expected).toBe(expected);
  });

  test("one that nobody could see is taken for it where we asked, and not where we did not", () => {
    expect(record(null, stopped(), { seen: false }).expected).toBe(true);
    expect(record(null, nothing, { seen: false }).expected).toBe(false);
    expect(record(null, killed, { seen: false }).expected).toBe(false);
  });
});

describe("what it probably means", () => {
  test.each([
    [0, stopped(), "stopped on request"],
    [143, stopped(), "stopped on request"],
    ["SIGKILL", killed, "did not end within 30s of SIGTERM and was killed by the Supervisor"],
    ["SIGKILL", nothing, "killed by SIGKILL, not by us: possibly the kernel's out-of-memory killer (see dmesg)"],
    ["SIGKILL", stopped(), "killed by SIGKILL, not by us: possibly the kernel's out-of-memory killer (see dmesg)"],
    ["SIGTERM", nothing, "ended by SIGTERM, not by us: somebody or something else stopped it"],
    ["SIGSEGV", stopped(), "crashed: invalid memory access (SIGSEGV), a defect of the program or of a native library"],
    ["SIGUSR1", nothing, "ended by SIGUSR1, not by us"],
    [
      137,
      nothing,
      "exit code 137: killed by SIGKILL inside a script, not by us: possibly the kernel's out-of-memory killer (see dmesg)",
    ],
    [143, nothing, "exit code 143: ended by SIGTERM, not by us"],
    [127, nothing, "exit code 127: a script did not find its program"],
    [126, nothing, "exit code 126: a script found its program but could not execute it"],
    [3, nothing, "ended by itself with exit code 3; its log usually says why"],
    [3, stopped(), "ended by itself with exit code 3; its log usually says why"],
    [0, nothing, "ended by itself with exit code 0, though it was meant to go on"],
  ] as const)("%s, %o: %s", (end, ours, hint) => {
    expect(record(end, ours).hint).toBe(hint);
  });

  test("a program that puts itself into the background is told so", () => {
    expect(record(0, nothing, { leftovers: 2 }).hint).toMatch(/seems to put itself into the background; configure it to stay/);
  });

  test("an exit status that nobody could see is not guessed", () => {
    expect(record(null, nothing, { seen: false }).hint).toBe("exit status not known: it was started by an earlier agent");
    expect(record(null, killed, { seen: false }).hint).toContain("was killed by the Supervisor");
  });

  test("every signal there is has one sentence", () => {
    for (const signal of [
      "SIGHUP",
      "SIGINT",
      "SIGQUIT",
      "SIGILL",
      "SIGABRT",
      "SIGBUS",
      "SIGPIPE",
      "SIGALRM",
      "SIGXFSZ",
      "SIGSYS",
    ]) {
      const { hint } = record(signal, nothing);
      expect(hint).toContain(signal);
      expect(hint).not.toMatch(/undefined|null|\.$/);
    }
  });
});

test("the facts are kept as they are", () => {
  expect(record(3, nothing)).toMatchObject({ code: 3, signal: null, at });
  expect(record("SIGBUS", nothing)).toMatchObject({ code: null, signal: "SIGBUS", at });
});
