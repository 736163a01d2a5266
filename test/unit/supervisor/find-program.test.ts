import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProgram } from "../../../src/supervisor/find-program.ts";

let folder = "";
const at = (...path: readonly string[]) => join(folder, ...path);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "is-find-"));
  for (const name of ["bin", "sbin", "cwd", "cwd/tools"]) mkdirSync(at(name));
  for (const name of ["bin/both", "sbin/both", "sbin/only", "cwd/own", "cwd/tools/deep", "bin/plain", "sbin/plain"]) {
    writeFileSync(at(name), "#!/bin/sh\n");
    chmodSync(at(name), 0o755);
  }
  chmodSync(at("bin/plain"), 0o644);
  mkdirSync(at("bin/folder"));
  symlinkSync(at("nowhere"), at("bin/dangling"));
  symlinkSync(at("bin/both"), at("bin/link"));
  writeFileSync(at("file"), "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const find = (program: string, path: string | undefined = `${at("bin")}:${at("sbin")}`, cwd = at("cwd")) =>
  findProgram(program, cwd, path);

describe("a program is found", () => {
  test("by its absolute path", () => {
    expect(find(at("bin/both"))).toEqual({ path: at("bin/both") });
  });
  test("through a link", () => {
    expect(find(at("bin/link"))).toEqual({ path: at("bin/link") });
  });
  test("relative to the component's folder where there is a slash", () => {
    expect(find("./own")).toEqual({ path: at("cwd/own") });
    expect(find("tools/deep")).toEqual({ path: at("cwd/tools/deep") });
    expect(find("../bin/both")).toEqual({ path: at("bin/both") });
  });
  test("in the first folder of the PATH that has it, and which may be run", () => {
    expect(find("both")).toEqual({ path: at("bin/both") });
    expect(find("both", `${at("sbin")}:${at("bin")}`)).toEqual({ path: at("sbin/both") });
    expect(find("only")).toEqual({ path: at("sbin/only") });
    expect(find("plain")).toEqual({ path: at("sbin/plain") });
  });
  test("in a relative or empty part of the PATH, seen from the component's folder", () => {
    expect(find("deep", "tools")).toEqual({ path: at("cwd/tools/deep") });
    expect(find("own", `${at("bin")}:`)).toEqual({ path: at("cwd/own") });
  });
  test("where the system has its programs, without a PATH", () => {
    expect(findProgram("sh", at("cwd"), undefined)).toEqual({ path: expect.stringMatching(/^\/(usr\/)?(local\/)?bin\/sh$/) });
  });
});

describe("why a program cannot be run is told in one sentence", () => {
  test.each([
    ["the folder is not there", () => find("both", undefined, at("no")), () => `cwd cannot be used: ${at("no")} (ENOENT)`],
    [
      "the folder is below a file",
      () => find("both", undefined, at("file/x")),
      () => `cwd cannot be used: ${at("file/x")} (ENOTDIR)`,
    ],
    ["the folder is none", () => find("both", undefined, at("file")), () => `cwd is not a folder: ${at("file")}`],
    ["it is nowhere in the PATH", () => find("nope"), () => `command not found: nope (looked in ${at("bin")}, ${at("sbin")})`],
    ["it is not where it should be", () => find(at("bin/nope")), () => `command not found: ${at("bin/nope")}`],
    ["it is not there, relative", () => find("tools/nope"), () => `command not found: tools/nope (${at("cwd/tools/nope")})`],
    ["it is a link to nowhere", () => find(at("bin/dangling")), () => `command not found: ${at("bin/dangling")}`],
    ["it is a folder", () => find(at("bin/folder")), () => `command is not a file: ${at("bin/folder")}`],
    [
      "nobody may execute it",
      () => find(at("bin/plain")),
      () => `command is not executable for this user: ${at("bin/plain")}; see chmod(1)`,
    ],
  ])("%s", (_what, found, problem) => {
    expect(found()).toEqual({ problem: problem() });
  });

  test("a folder of that name in the PATH is passed over", () => {
    expect(find("folder")).toEqual({ problem: expect.stringContaining("command not found: folder (looked in") });
  });
});
