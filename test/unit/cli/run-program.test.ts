import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runProgram } from "../../../src/cli/fleet/run-program.ts";
import { alive, eventually } from "../../helpers/home.ts";

const timeout = 20_000;
const never = new AbortController().signal;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-program-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program in the folder, which gives up after a while whatever becomes of this test. */
function program(text: string, mode = 0o755): string {
  const file = join(folder, "program");
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode });
  return file;
}

test("how it ended and what it wrote", { timeout }, async () => {
  expect(await runProgram(program("printf '{}'; echo oh >&2; exit 3"), never)).toEqual({ code: 3, stdout: "{}", stderr: "oh\n" });
});

test("it has no arguments and nothing to read", { timeout }, async () => {
  expect((await runProgram(program('echo "$#"; cat'), never)).stdout).toBe("0\n");
});

test("ended by a signal", { timeout }, async () => {
  expect(await runProgram(program("kill -9 $$"), never)).toMatchObject({ code: null });
});

test("a name without a slash is looked up in the PATH", { timeout }, async () => {
  expect(await runProgram("true", never)).toMatchObject({ code: 0, stdout: "" });
});

test("what cannot be started says why", { timeout }, async () => {
  await expect(runProgram(join(folder, "none"), never)).rejects.toThrow("there is no such program");
  await expect(runProgram(program("true", 0o644), never)).rejects.toThrow("chmod +x");
  await expect(runProgram("a\0b", never)).rejects.toThrow();
});

test("more than 16 MiB are not kept, and a program that does not end of it is ended", { timeout }, async () => {
  const { stdout } = await runProgram(program("head -c 16777216 /dev/zero"), never);
  expect(stdout.length).toBe(16 * 1024 * 1024);
  await expect(runProgram(program("head -c 20971520 /dev/zero"), never)).rejects.toThrow("more than 16 MiB");
  const endless = program(`echo $$ > ${folder}/pid; timeout 60 cat /dev/zero`);
  await expect(runProgram(endless, never)).rejects.toThrow("more than 16 MiB");
  const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
  await eventually(() => !alive(pid), "the end of the program");
});

test("of a long complaint the end is kept", { timeout }, async () => {
  const { stderr } = await runProgram(program("head -c 1000000 /dev/zero | tr '\\0' x >&2; echo last >&2; exit 1"), never);
  expect(stderr.length).toBe(16 * 1024);
  expect(stderr).toMatch(/x\nlast?|xlast\n$/);
});

test("an abort ends it and what it started, at once, and its reason is the answer", { timeout }, async () => {
  const stop = new AbortController();
  const running = runProgram(
    program(`sleep 60 & echo $! > ${folder}/child.new; mv ${folder}/child.new ${folder}/child; wait`),
    stop.signal,
  );
  running.catch(() => {});
  const child = Number(await eventually(() => readIfThere(join(folder, "child")), "the child"));
  expect(alive(child)).toBe(true);
  stop.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  await eventually(() => !alive(child), "the end of the child");
  await expect(runProgram(program("true"), stop.signal)).rejects.toThrow("enough");
});

test("a child that holds the pipe keeps it from being over, and is ended by the abort", { timeout }, async () => {
  const stop = new AbortController();
  const running = runProgram(
    program(`sleep 60 & echo $! > ${folder}/child.new; mv ${folder}/child.new ${folder}/child`),
    stop.signal,
  );
  running.catch(() => {});
  const child = Number(await eventually(() => readIfThere(join(folder, "child")), "the child"));
  stop.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  await eventually(() => !alive(child), "the end of the child");
});

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
