import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { messageOf } from "../core/fault.ts";
import type { UserAccount } from "./account.ts";
import type { Environment } from "./child-environment.ts";
import { readAnyProcess } from "./proc-fs.ts";
import { identityOf, type ProcessIdentity } from "./process-identity.ts";

// With run-to-end.ts the only file of the supervisor that starts processes.

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process that was started, in its own session and process group. */
export interface Launched {
  readonly identity: ProcessIdentity;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<Ended>;
}

/** What to start. */
export interface Launch {
  /** Absolute path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  /** Null: as this process. */
  readonly account: UserAccount | null;
  /** Open file for stdout and stderr; stays the caller's to close. */
  readonly output: number;
}

const SETPRIV = "/usr/bin/setpriv";

/**
 * Starts a program that outlives this process. Rejects with an Error whose message says why it could not be started.
 * A process that ends at once is started all the same.
 */
export async function launch(what: Launch): Promise<Launched> {
  const { program, args, options } = asUser(what);
  const child = spawn(program, args, {
    ...options,
    cwd: what.cwd,
    env: what.env,
    detached: true,
    stdio: ["ignore", what.output, what.output],
  });
  const ended = endOf(child);
  if (child.pid === undefined) {
    const [error] = await once(child, "error");
    throw new Error(`cannot start ${what.program}: ${messageOf(error)}`);
  }
  child.unref();
  const stat = readAnyProcess(child.pid); // not reaped before the next turn of the event loop, so it is certainly this child
  if (stat === null) throw new Error(`cannot start ${what.program}: /proc cannot be read`);
  return { identity: identityOf(stat), ended };
}

/**
 * Node's own uid and gid leave the child without the account's further groups, so setpriv(1) is used where the machine
 * has it (util-linux; it replaces itself by the program, the pid stays).
 */
function asUser({ program, args, account }: Launch): { program: string; args: string[]; options: SpawnOptions } {
  if (account === null || account.uid === process.getuid?.()) return { program, args: [...args], options: {} };
  if (!existsSync(SETPRIV)) return { program, args: [...args], options: { uid: account.uid, gid: account.gid } };
  const become = [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--init-groups", "--", program];
  return { program: SETPRIV, args: [...become, ...args], options: {} };
}

function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
}

/** What a short program did. */
export interface Ran {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last part of what it wrote to stdout and stderr, at most {@link KEPT_OUTPUT} characters. */
  readonly output: string;
}

const KEPT_OUTPUT = 4096;

/**
 * Runs a short program to its end in a group of its own; when the signal aborts, the whole group is killed.
 * Never rejects: a program that cannot be started has code null and says why in `output`.
 */
export async function run(what: Omit<Launch, "output">, signal: AbortSignal): Promise<Ran> {
  const { program, args, options } = asUser({ ...what, output: -1 });
  const child = spawn(program, args, {
    ...options,
    cwd: what.cwd,
    env: what.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString("utf8")).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  child.once("error", (error) => keep(Buffer.from(error.message)));
  const killGroup = () => endGroup(child.pid);
  signal.addEventListener("abort", killGroup, { once: true });
  if (signal.aborted) killGroup();
  const ended = await endOf(child);
  signal.removeEventListener("abort", killGroup);
  killGroup(); // what it left in the background, at once: the number is in use as long as somebody is in the group
  child.stdout?.destroy(); // a grandchild may hold the pipe open
  child.stderr?.destroy();
  return { ...ended, output: output.trim() };
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, "SIGKILL");
  } catch {
    // nobody is left in it
  }
}

/** Runs a short system program to its end, at most 5 s, without its output. Never rejects: null where it cannot be run. */
export function runQuietly(program: string, args: readonly string[], env: Environment): Promise<number | null> {
  const child = spawn(program, args, { env, stdio: "ignore", timeout: 5_000 });
  return endOf(child).then(({ code }) => code);
}

/** Runs a short system program and waits; for rare look-ups only, because nothing else happens meanwhile. At most 5 s. */
export function runProgramSync(
  program: string,
  args: readonly string[],
): { readonly code: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8", timeout: 5_000, stdio: ["ignore", "pipe", "ignore"] });
  return { code: status, stdout: stdout ?? "" };
}
