import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./bench.ts";

/** A program with its arguments. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a run of a program went. */
export interface Timed {
  /** From before it was started until it had ended, in seconds. */
  readonly seconds: number;
  /** The most resident memory that it had, by looks every 5 ms; 0 where it was not looked at. */
  readonly peakMiB: number;
}

const PATIENCE = 300_000;

/** The Node that runs this is the one that `#!/usr/bin/env node` finds. */
const environment = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
  NODE_OPTIONS: "",
  ...more,
});

/** Runs a program to its end. @param look whether its memory is looked at. @throws Error where it does not end well. */
export async function timed({ argv: [program, ...args], env }: Command, bench: Bench, look = false): Promise<Timed> {
  const began = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env: environment(env), signal: bench.signal });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said = (said + chunk).slice(-2_000);
  });
  let peak = 0;
  const looking = look ? setInterval(() => (peak = Math.max(peak, peakOf(child.pid))), 5) : undefined;
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    const seconds = (performance.now() - began) / 1_000;
    if (code !== 0)
      throw new Error(
        `${[program, ...args].join(" ").slice(0, 200)} ended with ${signal ?? `exit code ${code}`}: ${said.trim()}`,
      );
    return { seconds, peakMiB: peak };
  } finally {
    clearInterval(looking);
    clearTimeout(late);
  }
}

const peakOf = (pid = 0): number => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;
  } catch {
    return 0; // it has ended
  }
};

/** Starts a program that stays, and is ended at the end: asked to, and after 5 s made to. */
export function keep(
  { argv: [program, ...args], env }: Command,
  bench: Bench,
  cwd = "/",
): ChildProcess & { readonly pid: number } {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: environment(env), cwd });
  child.on("error", () => {});
  child.stdout.resume();
  child.stderr.resume();
  bench.atEnd(() => endChild(child));
  if (child.pid === undefined) throw new Error(`${program} cannot be started`);
  return child as ChildProcess & { readonly pid: number };
}

/** Ends a child: SIGTERM, and SIGKILL where it is still there 5 s later. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, "exit");
  child.kill(signal);
  const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(late);
}

/** Looks every 10 ms until it holds. @throws Error after 20 s. */
export async function until<T>(look: () => T | null | undefined | false, what: string, bench: Bench): Promise<T> {
  for (const late = performance.now() + 20_000; performance.now() < late; ) {
    bench.signal.throwIfAborted();
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    await sleep(10);
  }
  throw new Error(`${what}: not within 20 s`);
}
