import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ComponentName } from "../../../src/core/names.ts";
import {
  bearsMark,
  findMarked,
  installationId,
  knownInstallationId,
  MARK_VARIABLE,
  markOf,
  newRun,
} from "../../../src/supervisor/component-mark.ts";
import type { ProcessStat } from "../../../src/supervisor/proc-fs.ts";

const environments = new Map<number, readonly string[] | null>();
vi.mock("../../../src/supervisor/proc-fs.ts", async (original) => ({
  ...(await original<object>()),
  readEnvironment: (pid: number) => environments.get(pid) ?? null,
}));

const named = (text: string) => text as ComponentName;
const stat = (pid: number): ProcessStat => ({ pid, comm: "x", state: "S", ppid: 1, pgrp: pid, session: pid, startTicks: pid });

beforeEach(() => environments.clear());

describe("a mark", () => {
  const mark = markOf("id-1", named("is"));

  test.each([
    ["of the component", [`${MARK_VARIABLE}=id-1/is/0a1b2c3d`], true],
    ["of the component, whichever the run", ["A=b", `${MARK_VARIABLE}=id-1/is/ffffffff`, ""], true],
    ["of another whose name begins the same", [`${MARK_VARIABLE}=id-1/is-2/0a1b2c3d`], false],
    ["of another installation", [`${MARK_VARIABLE}=id-2/is/0a1b2c3d`], false],
    ["of an installation whose id begins the same", [`${MARK_VARIABLE}=id-11/is/0a1b2c3d`], false],
    ["in another variable", [`OTHER_${MARK_VARIABLE}=id-1/is/0a1b2c3d`], false],
    ["that is empty, as a probe's", [`${MARK_VARIABLE}=`], false],
    ["that is not there", ["A=b"], false],
  ])("%s", (_what, environment, bears) => {
    environments.set(7, environment);
    expect(bearsMark(7, mark)).toBe(bears);
  });

  test("of a process whose environment cannot be read is not known", () => {
    expect(bearsMark(7, mark)).toBeNull();
  });

  test("runs are told apart", () => {
    const runs = Array.from({ length: 100 }, newRun);
    expect(new Set(runs).size).toBe(100);
    for (const run of runs) expect(run).toMatch(/^[0-9a-f]{8}$/);
  });
});

test("every marked process of an installation is found, by component and run", () => {
  environments.set(1, [`${MARK_VARIABLE}=id-1/is/aaaaaaaa`]);
  environments.set(2, [`${MARK_VARIABLE}=id-1/is/bbbbbbbb`]);
  environments.set(3, [`${MARK_VARIABLE}=id-1/svg/cccccccc`]);
  environments.set(4, [`${MARK_VARIABLE}=id-2/ps/dddddddd`]);
  environments.set(5, [`${MARK_VARIABLE}=`]);
  environments.set(6, [`${MARK_VARIABLE}=id-1/NO NAME/eeeeeeee`]);
  const found = findMarked("id-1", [1, 2, 3, 4, 5, 6, 7].map(stat));
  expect([...found].map(([name, of]) => [name, of.map(({ pid, run }) => [pid, run])])).toEqual([
    [
      "is",
      [
        [1, "aaaaaaaa"],
        [2, "bbbbbbbb"],
      ],
    ],
    ["svg", [[3, "cccccccc"]]],
  ]);
});

describe("the id of an installation", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "is-mark-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("is made once and kept", () => {
    const state = join(folder, "a", "state");
    expect(knownInstallationId(state)).toBeNull();
    const id = installationId(state);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(installationId(state)).toBe(id);
    expect(knownInstallationId(state)).toBe(id);
    expect(readFileSync(join(state, "installation-id"), "utf8")).toBe(`${id}\n`);
    expect(statSync(join(state, "installation-id")).mode & 0o007).toBe(0);
  });

  test("is made anew where the file is empty, as a power cut may leave it", () => {
    mkdirSync(join(folder, "state"));
    writeFileSync(join(folder, "state", "installation-id"), "\n");
    expect(knownInstallationId(join(folder, "state"))).toBeNull();
    expect(installationId(join(folder, "state"))).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("asking for a known one makes no folder", () => {
    knownInstallationId(join(folder, "never"));
    expect(() => statSync(join(folder, "never"))).toThrow("ENOENT");
  });
});
