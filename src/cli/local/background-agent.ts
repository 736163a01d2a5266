import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { FaultError, messageOf } from "../../core/fault.ts";
import { harmlessLine } from "../../core/harmless-text.ts";
import type { HomePaths } from "../../core/home-paths.ts";

/** An agent that was started in the background and may not answer yet. */
export interface BackgroundAgent {
  /** Where it writes. */
  readonly logFile: string;
  /** How it ended, in words; null while it lives. */
  ended(): string | null;
  /** The last lines that it, or another agent of this home, has written since it was started. */
  lastWords(): readonly string[];
  /** Lets go of it: the command may end. */
  release(): void;
}

/** With what an agent is started in the background. */
export interface BackgroundStart {
  readonly nodePath: string;
  readonly scriptPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly paths: HomePaths;
  /** As given on the command line or by the environment; null: the usual places. */
  readonly home: string | null;
  readonly config: string | null;
  readonly adoptOnly: boolean;
}

/** Starts an agent in a session of its own, which outlives the command and its terminal. */
export function startBackgroundAgent(start: BackgroundStart): BackgroundAgent {
  const logFile = join(start.paths.logDir, "ImageServing.log");
  const log = openLog(start.paths.logDir, logFile);
  try {
    const from = fstatSync(log).size;
    const child = spawn(start.nodePath, [start.scriptPath, ...agentArguments(start)], {
      cwd: "/", // so that it keeps no folder from being unmounted
      detached: true,
      env: cleanEnvironment(start.env),
      stdio: ["ignore", log, log],
    });
    return watchStart(child, logFile, from);
  } finally {
    closeSync(log);
  }
}

/** The arguments of a background agent. Paths are absolute, because it does not run in this folder. */
export function agentArguments({
  home,
  config,
  paths,
  adoptOnly,
}: Omit<BackgroundStart, "env" | "nodePath" | "scriptPath">): readonly string[] {
  return [
    "agent",
    "--background",
    ...(adoptOnly ? ["--adopt-only"] : []),
    ...(home === null ? [] : ["--home", paths.home]),
    ...(config === null ? [] : ["--config", paths.agentConfig]),
  ];
}

const NOT_INHERITED = /^(?:IMAGESERVING_.*|NOTIFY_SOCKET|WATCHDOG_.*)$/;

/** What the agent inherits: nothing that was meant for this command, or for the service manager's own child. */
export const cleanEnvironment = (env: BackgroundStart["env"]): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_INHERITED.test(name)));

function openLog(logDir: string, logFile: string): number {
  try {
    mkdirSync(logDir, { recursive: true, mode: 0o750 });
    return openSync(logFile, "a", 0o640);
  } catch (error) {
    throw new FaultError({ code: "AGENT_START_FAILED", cause: `cannot write its log: ${messageOf(error)}`, logFile: "" });
  }
}

function watchStart(child: ChildProcess, logFile: string, from: number): BackgroundAgent {
  let end: string | null = null;
  child.once("error", (error) => {
    end = messageOf(error);
  });
  child.once("exit", (code, signal) => {
    end = signal === null ? `it ended with code ${code}` : `it was killed by ${signal}`;
  });
  return { logFile, ended: () => end, lastWords: () => lastLines(logFile, from), release: () => child.unref() };
}

const MOST_WORDS = 16 * 1024;
const MOST_LINES = 10;

function lastLines(file: string, from: number): readonly string[] {
  const fd = openSync(file, "r");
  try {
    const size = fstatSync(fd).size;
    const start = Math.max(from, size - MOST_WORDS);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    const read = readSync(fd, buffer, 0, buffer.length, start);
    const lines = buffer
      .toString("utf8", 0, read)
      .split("\n")
      .filter((line) => line.trim() !== "");
    return lines.slice(-MOST_LINES).map((line) => harmlessLine(sentenceOf(line)));
  } finally {
    closeSync(fd);
  }
}

/** The message of a line of a structured log; any other line as it is. */
function sentenceOf(line: string): string {
  if (!line.startsWith("{")) return line;
  try {
    const { msg } = JSON.parse(line) as { readonly msg?: unknown };
    return typeof msg === "string" ? msg : line;
  } catch {
    return line;
  }
}
