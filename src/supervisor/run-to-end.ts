import { type ChildProcess, spawn } from "node:child_process";
import { errnoOf, messageOf } from "../core/fault.ts";

/** A program to be run, without a shell. */
export interface ProgramCall {
  readonly command: readonly [string, ...string[]];
  /** In which folder; null: the one of this process. */
  readonly folder: string | null;
  /** Its environment; null: the one of this process. */
  readonly env: Readonly<Record<string, string | undefined>> | null;
  /** What it can read from its standard input. It need not. */
  readonly input: string;
  /** What it writes, as it comes. */
  onOutput(chunk: Buffer, stream: "stdout" | "stderr"): void;
  /** When it has ended, although something that it started may still hold its output. */
  onExit(): void;
}

/**
 * Runs a program until it has ended and nobody holds its output any more. Returns its exit code; null where a signal ended it.
 * Rejects where it cannot be started, and where the signal aborts: then it and whatever it started is ended.
 */
export async function runToEnd(call: ProgramCall, signal: AbortSignal): Promise<number | null> {
  signal.throwIfAborted();
  const [program, ...args] = call.command;
  // In a group of its own, so that what it started is ended with it.
  const child = spawn(program, args, {
    detached: true,
    stdio: [call.input === "" ? "ignore" : "pipe", "pipe", "pipe"],
    ...(call.folder === null ? {} : { cwd: call.folder }),
    ...(call.env === null ? {} : { env: { ...call.env } }),
  });
  let [onAbort, closed] = [() => {}, false];
  try {
    return await new Promise<number | null>((resolve, reject) => {
      onAbort = () => reject(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      child.once("error", (error) => reject(new Error(whyNotStarted(error))));
      for (const stream of ["stdout", "stderr"] as const)
        child[stream]?.on("data", (chunk: Buffer) => call.onOutput(chunk, stream));
      child.once("exit", () => call.onExit());
      child.once("close", (code) => {
        closed = true;
        resolve(code);
      });
      child.stdin?.on("error", () => {}); // it does not want to read
      child.stdin?.end(call.input);
    });
  } finally {
    signal.removeEventListener("abort", onAbort);
    if (!closed) end(child);
  }
}

function whyNotStarted(error: unknown): string {
  if (errnoOf(error) === "ENOENT") return "there is no such program, or not what its first line names to run it";
  if (errnoOf(error) === "EACCES") return "may not be run; make it executable with: chmod +x";
  return `cannot be started: ${messageOf(error)}`;
}

/** Ends it with all of its group, of which somebody holds the pipes still. */
function end({ pid, stdin, stdout, stderr }: ChildProcess): void {
  for (const pipe of [stdin, stdout, stderr]) pipe?.destroy();
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it has gone meanwhile
  }
}
