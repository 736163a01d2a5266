import { hostname, userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import { runCommandLine } from "./cli/command-line.ts";
import type { RunAgent } from "./cli/commands/agent.ts";
import { Interrupted, type Terminal, type TextOutput } from "./cli/terminal.ts";
import { systemClock } from "./core/clock.ts";
import { errnoOf, messageOf } from "./core/fault.ts";

/** Set by the build, from package.json. */
declare const IMAGESERVING_VERSION: string;

const version = typeof IMAGESERVING_VERSION === "string" ? IMAGESERVING_VERSION : "0.0.0-source";
const UNKNOWN_OUTCOME = 4;

const interrupted = new AbortController();
const outputClosed = new AbortController();
let second: AbortController | null = null;
let outputError: unknown = null;

function onSignal(signal: NodeJS.Signals): void {
  const reason = new Interrupted(signal === "SIGTERM" ? "SIGTERM" : "SIGINT");
  if (!interrupted.signal.aborted) interrupted.abort(reason);
  else if (second !== null && !second.signal.aborted) second.abort(reason);
  else process.exit(reason.exitCode); // there is no waiting any more
}

/** On stderr, as stdout is data; a bare Enter is no. */
async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT")); // which it would swallow
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal });
    return /^\s*y(es)?\s*$/i.test(answer);
  } catch {
    return false; // the signal, or the end of the input
  } finally {
    lines.close();
  }
}

function userName(): string {
  const name = nameOfUser();
  // For the record, what matters is who became root.
  return process.getuid?.() === 0 && process.env.SUDO_USER ? `${process.env.SUDO_USER} (as ${name})` : name;
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown"); // a uid without a name, as in a container
  }
}

/** One wait for all who wait. A stream that has ended takes nothing more, and holds nobody up. */
function drainOf(stream: NodeJS.WriteStream): () => Promise<void> {
  let full: Promise<void> | null = null;
  let wake = () => {};
  const room = () => {
    full = null;
    wake();
  };
  stream.on("drain", room).on("close", room);
  return async () => {
    if (!stream.writableNeedDrain || stream.destroyed) return;
    full ??= new Promise((resolve) => {
      wake = resolve;
    });
    await full;
  };
}

const textOutput = (stream: NodeJS.WriteStream): TextOutput => ({
  write: (text) => void stream.write(text),
  drained: drainOf(stream),
  isTerminal: stream.isTTY === true,
  get columns() {
    return stream.columns || null; // 0 where a terminal does not know its size
  },
  color: !process.env.NO_COLOR && process.env.TERM !== "dumb",
});

const onExit = (act: () => void) => void process.once("exit", act);
const hasScreen = process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== "dumb";

const terminal: Terminal = {
  stdout: textOutput(process.stdout),
  stderr: textOutput(process.stderr),
  interrupted: interrupted.signal,
  takeSecondInterrupt: () => {
    second ??= new AbortController();
    return second.signal;
  },
  ask: process.stdin.isTTY === true && process.stderr.isTTY === true ? ask : null,
  ...(hasScreen && { screen: { keys: process.stdin, display: process.stdout, onExit } }),
  outputClosed: outputClosed.signal,
  clock: systemClock,
  env: process.env,
  userName: userName(),
  isRoot: process.getuid?.() === 0,
  hostName: hostname(),
  nodePath: process.execPath,
  packageDir: fileURLToPath(new URL("..", import.meta.url)),
  version,
};

/** The agent has its own way with signals, so the command's is taken off first. */
const runAgent: RunAgent = async (start) => {
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  const agent = await import("./agent/main.ts");
  return await agent.runAgent({
    ...start,
    version,
    hostName: terminal.hostName,
    env: process.env,
    logLevel: process.env.IMAGESERVING_LOG_LEVEL || "info",
    onSignal: (signal, act) => void process.on(signal, act),
    stderr: (text) => void process.stderr.write(text),
  });
};

process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
process.stdout.on("error", (error) => {
  // A reader that has gone, as `head` does, is no error of ours.
  if (errnoOf(error) !== "EPIPE") outputError ??= error;
  outputClosed.abort();
});
process.stderr.on("error", () => {}); // there is nobody left to tell

// No top-level await: the build turns this file into a script, which has none.
async function main(): Promise<never> {
  let exitCode = await runCommandLine(process.argv.slice(2), terminal, runAgent);
  await new Promise<void>((written) => process.stdout.write("", () => written()));
  if (outputError !== null) {
    process.stderr.write(`cannot write to standard output: ${messageOf(outputError)}\n`);
    exitCode ||= UNKNOWN_OUTCOME; // it may be well, but nobody was told
  }
  process.exit(exitCode);
}

void main();
