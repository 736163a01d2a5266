import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { HookFacts } from "../../../src/cli/rollout/hook-facts.ts";
import { runHook } from "../../../src/cli/rollout/run-hook.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { type Ms, ms } from "../../../src/core/duration.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { alive, eventually } from "../../helpers/home.ts";
import { FACTS, programHook } from "./hook-samples.ts";

const timeout = 20_000;
const never = new AbortController().signal;
const env = { PATH: process.env.PATH };
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "is-hook-")));
});
afterEach(() => {
  for (const pid of [read("pid"), read("child")].map(Number).filter((pid) => pid > 0 && alive(pid))) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true });
});

const read = (name: string): string | null => {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    return null;
  }
};

/** A program in the folder, where it also runs. What sleeps in it gives up after a while whatever becomes of this test. */
function hook(text: string, args: readonly string[] = [], within?: Ms) {
  writeFileSync(join(folder, "drain.sh"), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return { ...programHook([join(folder, "drain.sh"), ...args], within), folder };
}

const run = (text: string, { facts = FACTS, args = [] as readonly string[], within = undefined as Ms | undefined } = {}) =>
  runHook(hook(text, args, within), facts, { clock: systemClock, env, signal: never });

test("exit code 0 is success, whatever it writes and whether or not it reads", { timeout }, async () => {
  expect(await run("echo out; echo err >&2; head -c 1000000 /dev/zero")).toBeUndefined();
  expect(await run("exec <&-; sleep 0.05")).toBeUndefined();
});

test("the facts are in its environment, and what only looks like one is not", { timeout }, async () => {
  const world = { clock: systemClock, signal: never };
  const base = { ...env, IMAGESERVING_HOST: "old", IMAGESERVING_LABEL_OLD: "x", IMAGESERVING_CONTEXT: "lab", MINE: "1" };
  const facts: HookFacts = { ...FACTS, hook: "on-failure", error: "not ready\nwithin 1m" };
  await runHook(hook("env -0 > env"), facts, { ...world, env: base });
  const lines = (read("env") as string).split("\0").filter((line) => /^(IMAGESERVING_|MINE)/.test(line));
  expect(lines.sort()).toEqual([
    "IMAGESERVING_ADDRESS=10.0.0.3",
    "IMAGESERVING_BATCH=2",
    "IMAGESERVING_COMPONENTS=is,svg",
    "IMAGESERVING_CONTEXT=lab",
    "IMAGESERVING_ERROR=not ready\nwithin 1m",
    "IMAGESERVING_HOOK=on-failure",
    "IMAGESERVING_HOST=node3.ams",
    "IMAGESERVING_KIND=restart",
    "IMAGESERVING_LABEL_APP_RACK_ID=r 1",
    "IMAGESERVING_LABEL_DC=ams",
    "IMAGESERVING_OPERATION=op-1",
    "IMAGESERVING_PORT=9911",
    "IMAGESERVING_ROLLOUT=r-1",
    "MINE=1",
  ]);
  await runHook(hook("env -0 > env"), FACTS, { ...world, env: base });
  expect(read("env")).not.toContain("IMAGESERVING_ERROR=");
});

test("an error that no variable could hold is cut there, and whole on its standard input", { timeout }, async () => {
  const error = `nul\0${"x".repeat(300_000)}`;
  await run('cat > json; printf %s "$IMAGESERVING_ERROR" | wc -c > length', { facts: { ...FACTS, hook: "on-failure", error } });
  expect(Number(read("length"))).toBe(8_192);
  expect(JSON.parse(read("json") as string).error).toBe(error);
});

test("the facts are JSON on its standard input", { timeout }, async () => {
  await run("cat > json");
  expect(JSON.parse(read("json") as string)).toEqual({
    schemaVersion: 1,
    hook: "before",
    host: "node3.ams",
    address: "10.0.0.3",
    port: 9911,
    labels: { dc: "ams", "app/rack-id": "r 1" },
    rollout: "r-1",
    kind: "restart",
    components: ["is", "svg"],
    operationId: "op-1",
    batch: 2,
    error: null,
  });
});

test("%h in an argument is the host; there is no shell; it runs in its folder", { timeout }, async () => {
  await run('printf "%s\\n" "$@" "$(pwd)" > args', { args: ["--of=%h,%h", "$(id) *", ""] });
  expect(read("args")).toBe(`--of=node3.ams,node3.ams\n$(id) *\n\n${folder}\n`);
});

test("an exit code other than 0 is a failure, with its last lines on one", { timeout }, async () => {
  const text = 'echo first; echo a; printf "\\033[31mno such\\tupstream\\033[0m\\n\\n" >&2; printf "gave up\\r\\n" >&2; exit 3';
  await expect(run(text)).rejects.toMatchObject({
    name: "HookError",
    message: `the before hook of node3.ams failed: ${folder}/drain.sh ended with exit code 3: a | no such upstream | gave up`,
  });
  await expect(run("exit 1")).rejects.toThrow(/^the before hook of node3.ams failed: \S+ ended with exit code 1$/);
  await expect(run("kill -9 $$")).rejects.toThrow(/drain.sh was ended by a signal$/);
});

test("what cannot be started says why", { timeout }, async () => {
  const world = { clock: systemClock, env, signal: never };
  await expect(runHook(programHook([`${folder}/none`]), FACTS, world)).rejects.toThrow(
    `the before hook of node3.ams failed: ${folder}/none: there is no such program`,
  );
  writeFileSync(join(folder, "plain"), "", { mode: 0o644 });
  await expect(runHook(programHook([`${folder}/plain`]), FACTS, world)).rejects.toThrow("chmod +x");
});

const WITH_CHILD =
  "trap '' TERM; echo working; echo $$ > pid; sleep 60 & echo $! > child.new; mv child.new child; wait; sleep 60";

test("one that hangs is ended when its time is over, with all that it started", { timeout }, async () => {
  const clock = new FakeClock();
  const running = runHook(hook(WITH_CHILD, [], ms(30_000)), FACTS, { clock, env, signal: never });
  const failed = expect(running).rejects.toThrow(
    `the before hook of node3.ams failed: ${folder}/drain.sh did not end within 30s: working`,
  );
  const [pid, child] = [
    Number(await eventually(() => read("pid"), "it")),
    Number(await eventually(() => read("child"), "its child")),
  ];
  await clock.advance(29_999);
  expect([alive(pid), alive(child)]).toEqual([true, true]);
  await clock.advance(1);
  await failed;
  await eventually(() => !alive(pid) && !alive(child), "the end of both");
  expect(clock.pending).toBe(0);
});

test("one that ended and left somebody with its output is told as such", { timeout }, async () => {
  const failed = run("sleep 60 & echo $! > child", { within: ms(500) });
  await expect(failed).rejects.toThrow(/drain.sh ended, but something that it started still held its output .* within 500ms$/);
  const child = Number(read("child"));
  await eventually(() => !alive(child), "its end");
});

test("an abort ends it and all that it started, and its reason is the answer", { timeout }, async () => {
  const [clock, stop] = [new FakeClock(), new AbortController()];
  const running = runHook(hook(WITH_CHILD), FACTS, { clock, env, signal: stop.signal });
  const failed = expect(running).rejects.toThrow("enough");
  const child = Number(await eventually(() => read("child"), "its child"));
  stop.abort(new Error("enough"));
  await failed;
  await eventually(() => !alive(child) && !alive(Number(read("pid"))), "the end of both");
  expect(clock.pending).toBe(0);
  await expect(runHook(hook("echo > begun"), FACTS, { clock, env, signal: stop.signal })).rejects.toThrow("enough");
  expect(read("begun")).toBeNull();
});
