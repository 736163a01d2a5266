import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  parseStat,
  readAnyProcess,
  readBootId,
  readEnvironment,
  readProcess,
  readProcesses,
  secondsSinceBoot,
  uptimeSeconds,
} from "../../../src/supervisor/proc-fs.ts";

const timeout = 10_000;
/** A number that no process has: Linux has at most 2^22 of them. */
const NOBODY = 2 ** 22 + 1;

/** The text that the kernel would write; fields 7 to 21 and those after 22 count up so that a wrong one is seen. */
function statText(stat: {
  pid: number;
  comm: string;
  state: string;
  ppid: number;
  pgrp: number;
  session: number;
  startTicks: number;
}) {
  const between = Array.from({ length: 15 }, (_, at) => 7_000 + at);
  const last = Array.from({ length: 30 }, (_, at) => 23_000 + at);
  return `${[`${stat.pid} (${stat.comm})`, stat.state, stat.ppid, stat.pgrp, stat.session, ...between, stat.startTicks, ...last].join(" ")}\n`;
}

const number = fc.nat(2 ** 22);
const name = fc.string({
  unit: fc.oneof(fc.constantFrom("(", ")", " ", "\n", ") R 1 ", "\\"), fc.string({ maxLength: 2 })),
  maxLength: 15,
});

describe("a line of /proc/PID/stat", () => {
  test("is read back, whatever brackets, spaces and line ends stand in the name", { timeout }, () => {
    const stat = fc.record({
      pid: number,
      comm: name,
      state: fc.constantFrom("R", "S", "D", "Z", "T", "t", "X", "I"),
      ppid: number,
      pgrp: number,
      session: number,
      startTicks: fc.maxSafeNat(),
    });
    fc.assert(
      fc.property(stat, (one) => {
        expect(parseStat(statText(one))).toEqual(one);
      }),
    );
  });

  test.each(["node", "a b", "(sd-pam)", ") S 1 1 1", "((()", "", " "])('named "%s" has all its fields', (comm) => {
    const stat = { pid: 12, comm, state: "S", ppid: 1, pgrp: 3, session: 4, startTicks: 5_678 };
    expect(parseStat(statText(stat))).toEqual(stat);
  });

  test.each(["", "12", "12 (node", "12 node) S", ")(", "x (node) S 1 1 1", "12 (node) S 1 2 3"])('"%s" is none', (text) => {
    expect(parseStat(text)).toBeNull();
  });

  test("no text makes the reading throw, and one that is cut off is none", { timeout }, () => {
    fc.assert(fc.property(fc.string(), (text) => void parseStat(text)));
    const whole = statText({ pid: 12, comm: "a (b) c", state: "S", ppid: 1, pgrp: 3, session: 4, startTicks: 5_678 });
    const upTo = whole.indexOf(" 5678");
    for (let at = 0; at <= upTo; at++) expect(parseStat(whole.slice(0, at))).toBeNull();
  });
});

describe("processes of this machine", () => {
  test("this one is found, alone and among all", () => {
    const own = readProcess(process.pid);
    expect(own).toMatchObject({ pid: process.pid, ppid: process.ppid });
    expect(readAnyProcess(process.pid)?.startTicks).toBe(own?.startTicks);
    expect(readProcesses().filter(({ pid }) => pid === process.pid)).toHaveLength(1);
    expect(readProcesses().every(({ state }) => state !== "Z" && state !== "X")).toBe(true);
  });

  test("one that is not there is none, and has no environment", () => {
    expect([readProcess(NOBODY), readAnyProcess(NOBODY), readEnvironment(NOBODY)]).toEqual([null, null, null]);
  });

  test("the environment is that with which it was started", () => {
    expect(readEnvironment(process.pid)).toContain(`PATH=${process.env.PATH}`);
  });

  test("uptimes count from the boot and are never negative", () => {
    expect(readBootId()).toMatch(/^[0-9a-f-]{36}$/);
    const own = readProcess(process.pid);
    expect(uptimeSeconds({ startTicks: own?.startTicks ?? 0 })).toBeCloseTo(process.uptime(), -1);
    expect(uptimeSeconds({ startTicks: (secondsSinceBoot() + 60) * 100 })).toBe(0);
  });
});
