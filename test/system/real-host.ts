import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/core/clock.ts";
import { ms } from "../../src/core/duration.ts";
import { localCaller } from "../../src/core/host-service.ts";
import { connectHost, type HostConnection } from "../../src/rpc/client.ts";
import { allPids, environmentOf, kill, statusField } from "./processes.ts";

const COMMAND = fileURLToPath(new URL("../../bin/ImageServing", import.meta.url));
/** In the environment of all that a host runs, so that nothing of it is left when the test is over. */
const MARK = "SYSTEM_TEST_HOST";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A component in `--output json`, as far as the tests look at it. */
export interface Component {
  readonly name: string;
  readonly state: string;
  readonly ready: boolean;
  readonly pid: number;
  readonly uptimeSeconds: number;
  readonly memoryBytes: number;
  readonly restarts: number;
  readonly reason: string | null;
  readonly lastExit: {
    readonly code: number | null;
    readonly signal: string | null;
    readonly expected: boolean;
    readonly hint: string;
  } | null;
}

export interface Status {
  readonly exitCode: number | null;
  readonly agentPid: number;
  readonly components: readonly Component[];
}

/** What one component did in an operation, in `--output json`. */
export interface Outcome {
  readonly name: string;
  readonly action: string;
  readonly previousPid: number | null;
  readonly pid: number | null;
  readonly durationMs: number;
  readonly error: string | null;
}

/** A host with real servers in a folder of its own. Disposing of it stops them, and ends whatever is left by its pid. */
export class RealHost implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "is-system-"));
  readonly home = join(this.folder, "home");
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #spawned: ChildProcess[] = [];

  constructor(env: Readonly<Record<string, string>> = {}) {
    const { PATH, LANG, SYSTEM_TEST_RUN } = process.env;
    this.#env = { PATH, LANG, SYSTEM_TEST_RUN, HOME: this.folder, NO_COLOR: "1", [MARK]: this.folder, ...env };
    mkdirSync(this.home);
  }

  /** Writes agent.yaml; JSON is YAML too. */
  configure(components: Readonly<Record<string, object>>): void {
    writeFileSync(join(this.home, "agent.yaml"), JSON.stringify({ host: "system-test", components }, null, 2));
  }

  /** Runs `ImageServing` with these arguments to its end. */
  async command(...args: readonly string[]): Promise<Ran> {
    const child = this.spawn(process.execPath, [COMMAND, "--home", this.home, ...args]);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    return { code: child.exitCode, stdout, stderr };
  }

  /** Starts `ImageServing agent` in the foreground, as a service manager does. */
  agent(): Spawned {
    return this.spawn(process.execPath, [COMMAND, "--home", this.home, "agent"]);
  }

  spawn(program: string, args: readonly string[]): Spawned {
    const child = spawn(program, args, { env: this.#env, stdio: ["ignore", "pipe", "pipe"] });
    this.#spawned.push(child);
    return child;
  }

  async status(): Promise<Status> {
    const { code, stdout } = await this.command("status", "--output", "json");
    const [host] = JSON.parse(stdout).hosts;
    return { exitCode: code, agentPid: host.supervisor.pid, components: host.components };
  }

  async component(name: string): Promise<Component> {
    return named((await this.status()).components, name);
  }

  /** Runs start, stop or restart and returns what became of each component. */
  async operate(...args: readonly string[]): Promise<Ran & { readonly outcomes: readonly Outcome[] }> {
    const ran = await this.command(...args, "--output", "json");
    return { ...ran, outcomes: JSON.parse(ran.stdout).hosts[0].operation?.components ?? [] };
  }

  /** A connection to the agent, for what must not wait until a command has been loaded. */
  connect(): HostConnection {
    const target = { kind: "unix", path: join(this.home, "agent.sock") } as const;
    return connectHost(target, { connectTimeout: ms(2_000), callTimeout: ms(10_000), callerName: "test", clock: systemClock });
  }

  log(name: string): string {
    return readFileSync(join(this.home, "log", `${name}.log`), "utf8");
  }

  /** The agent's log: one JSON object a line. */
  agentLog(): readonly Readonly<Record<string, unknown>>[] {
    return this.log("ImageServing")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  }

  /** All living processes of this host, whatever became of their parents. */
  processes(): readonly number[] {
    return allPids().filter((pid) => environmentOf(pid).includes(`${MARK}=${this.folder}`));
  }

  /** Those that belong to a component, as "pid program" for a message. */
  left(component: string): readonly string[] {
    const mine = this.processes().filter((pid) => environmentOf(pid).includes(`IMAGESERVING_COMPONENT=${component}`));
    return mine.map((pid) => `${pid} ${statusField(pid, "Name")}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.command("stop", "--timeout", "10s");
    for (const child of this.#spawned) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    for (const pid of this.processes()) kill(pid);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export type Spawned = ReturnType<typeof spawn> & {
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
};

/** The one with that name. */
export function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name} among ${all.map((one) => one.name)}`);
  return found;
}

/** What goes with a call over {@link RealHost.connect}. */
export const CALL = { caller: localCaller("test"), signal: new AbortController().signal } as const;

/** Looks until something holds, at most 30 s. */
export async function until<T>(what: string, look: () => T | Promise<T>, within = 30_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + within;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${within / 1000} s`);
    await sleep(20);
  }
}
