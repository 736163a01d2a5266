import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type KernelUse, readStrace } from "./read-strace.ts";

const CALLS =
  "openat,open,newfstatat,stat,statx,lstat,access,readlink,read,pread64,readv,write,writev,sendmsg,sendto,execve,fsync,fdatasync";

/** Why system calls cannot be counted here; null: they can. */
export function noStrace(): string | null {
  const { status, error } = spawnSync("strace", ["-o", "/dev/null", "-e", "trace=none", "true"], {
    stdio: "ignore",
    timeout: 10_000,
  });
  if (error !== undefined) return "strace is not installed";
  return status === 0 ? null : "strace may not look at processes here";
}

/** Counts what a program asks of the kernel. @throws Error where it does not end with 0. */
export function traceProgram([program, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv): KernelUse {
  return withFile((file) => {
    const { status } = spawnSync("strace", ["-f", "-y", "-e", `trace=${CALLS}`, "-o", file, program, ...args], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status} under strace`);
    return readStrace(readFileSync(file, "utf8"));
  });
}

/** Counts what a process asks of the kernel while something is done. */
export async function traceWhile(pid: number, act: () => Promise<void>): Promise<KernelUse> {
  const folder = mkdtempSync(join(tmpdir(), "is-trace-"));
  const file = join(folder, "calls");
  const strace = spawn("strace", ["-f", "-y", "-e", `trace=${CALLS}`, "-o", file, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = once(strace, "exit");
  try {
    await attached(strace.stderr);
    await act();
  } finally {
    strace.kill("SIGINT"); // lets go of the process, which goes on
    await gone;
  }
  const use = readStrace(readFileSync(file, "utf8"), "attached");
  rmSync(folder, { recursive: true });
  return use;
}

const QUIET = 200;

/** It says so, for each thread in a line of its own or for all in one; when it has fallen silent it has them all. */
async function attached(stderr: NodeJS.ReadableStream): Promise<void> {
  let [said, at] = ["", performance.now()];
  stderr.on("data", (chunk) => {
    said += String(chunk);
    at = performance.now();
  });
  for (let looks = 0; looks < 500; looks++) {
    await sleep(20);
    if (said.includes("attached") && performance.now() - at > QUIET) return;
  }
  throw new Error(`strace has not attached within 10 s: ${said.trim()}`);
}

function withFile<T>(act: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "is-trace-"));
  try {
    return act(join(folder, "calls"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
