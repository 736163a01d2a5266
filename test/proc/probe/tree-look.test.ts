import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { isAtRest, type TreeLook } from "../../../src/supervisor/probe/rest-watch.ts";
import { lookAtTree } from "../../../src/supervisor/probe/tree-look.ts";
import { eventually } from "../../helpers/home.ts";

const timeout = 10_000;
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) {
    child.stdin?.end(); // which ends what a shell has started, too
    child.kill("SIGKILL");
  }
});

function start(program: string, ...args: string[]): number {
  const child = spawn(program, args, { stdio: ["pipe", "ignore", "ignore"] });
  children.push(child);
  return child.pid as number;
}

const look = (pid: number) => lookAtTree(pid) as TreeLook;

/** Whether it is at rest between two looks that are 30 ms apart. */
async function rests(pid: number): Promise<boolean> {
  const before = look(pid);
  await new Promise((resolve) => setTimeout(resolve, 30));
  return isAtRest(before, look(pid));
}

test("a program that waits for its input comes to rest, and one that computes does not", { timeout }, async () => {
  const idle = start("cat");
  await eventually(() => rests(idle), "cat waits");
  const busy = start("sh", "-c", "while :; do :; done");
  for (let nth = 0; nth < 5; nth++) expect(await rests(busy)).toBe(false);
});

test("a shell that waits for what it has started is not at rest while that works, and is once it waits", {
  timeout,
}, async () => {
  const work = "const end = Date.now() + 1500; while (Date.now() < end);";
  const pid = start("sh", "-c", `${process.execPath} -e '${work} process.stdin.resume()'; true`);
  await eventually(async () => look(pid).processes === 2, "the child is seen");
  expect(await rests(pid)).toBe(false);
  await eventually(() => rests(pid), "both wait");
  expect(look(pid).processes).toBe(2);
});

test("of one that has ended there is nothing to look at", { timeout }, async () => {
  const child = spawn("true");
  await once(child, "exit");
  expect(lookAtTree(child.pid as number)).toBeNull();
});
