import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/core/clock.ts";
import { ms } from "../../src/core/duration.ts";
import { isFault } from "../../src/core/fault.ts";
import type { CallContext, OperateRequest, OperationUpdate } from "../../src/core/host-service.ts";
import { localCaller } from "../../src/core/host-service.ts";
import type { OperationId } from "../../src/core/names.ts";
import type { Operation, OperationKind } from "../../src/core/operation.ts";
import type { HostStatus } from "../../src/core/status.ts";
import { connectHost, type HostConnection } from "../../src/rpc/client.ts";
import { type OperationHostObject, operationIn, type StatusObject, statusIn } from "./frames.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/ImageServing", import.meta.url));
const FIXTURE = fileURLToPath(new URL("../fixtures/component.sh", import.meta.url));
const JANITOR = fileURLToPath(new URL("../fixtures/janitor.sh", import.meta.url));

/** Tells the processes and folders of this test runner from all others. */
const RUN = `${process.pid.toString(36)}${Math.trunc(performance.timeOrigin).toString(36).slice(-4)}`;

/** Whatever takes time is waited for; only a machine that does not get to it at all has this much patience needed. */
const PATIENCE = 40_000;

/** A component of a configuration, in the words of agent.yaml. */
export type ComponentYaml = Readonly<Record<string, unknown>>;

/** A component that test/fixtures/component.sh plays; `does` are its words. Ready once it has written that it has started. */
export const played = (does = "", more: ComponentYaml = {}): ComponentYaml => ({
  command: ["sh", FIXTURE, ...does.split(" ").filter(Boolean)],
  ready: { command: ["sh", "-c", 'test -e "up.$IMAGESERVING_COMPONENT"'], interval: "20ms" },
  ...more,
});

/** Ready once the home has a file of this name. */
export const readyWith = (file: string): ComponentYaml => ({
  ready: { command: ["test", "-e", file], interval: "50ms" },
});

/** What a command did. */
export interface Ran {
  readonly args: readonly string[];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that may still be running. */
export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ran>;
  /** What it has written so far, to either stream. */
  text(): string;
  /** Resolves as soon as it has written this; rejects where it ends without having done so. */
  said(what: RegExp | string): Promise<void>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Instead of bin/ImageServing, with the arguments that come before its own. */
  readonly through?: readonly [string, ...string[]];
  /** It runs as long as it is let, as an agent does. */
  readonly endless?: true;
}

/** One line that a component (test/fixtures/component.sh) wrote about itself. */
export interface TrailLine {
  readonly what: string;
  readonly name: string;
  readonly pid: number;
}

/** One process of a home. */
export interface HomeProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
  /** The component that it belongs to; null: none. */
  readonly component: string | null;
}

/**
 * A home in a temporary folder, with commands and agents that are those of users. Every process that comes of it carries
 * the folder's name in its environment, so all are found again and ended at the end, whatever became of them.
 */
export class Home implements AsyncDisposable {
  readonly dir: string;
  readonly #connections: HostConnection[] = [];
  readonly #running = new Set<Running>();
  readonly #atEnd: (() => void)[] = [];

  /** @param components as in agent.yaml; null: none is written. */
  constructor(components: Readonly<Record<string, ComponentYaml>> | null = null) {
    hireJanitor();
    this.dir = mkdtempSync(`/tmp/is-${RUN}-`); // short, whatever TMPDIR is: a socket's path has 107 bytes
    if (components !== null) this.configure(components);
  }

  configure(components: Readonly<Record<string, ComponentYaml>>, more: Readonly<Record<string, unknown>> = {}): void {
    this.write("agent.yaml", JSON.stringify({ ...more, components }, null, 2)); // JSON is YAML
  }

  path(...names: readonly string[]): string {
    return join(this.dir, ...names);
  }
  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }
  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }
  exists(name: string): boolean {
    return existsSync(this.path(name));
  }
  /** Opens a gate that a component waits at: an empty file. */
  open(name: string): void {
    appendFileSync(this.path(name), "");
  }
  shut(name: string): void {
    rmSync(this.path(name), { force: true });
  }
  /** To be called at the end, when no process is left. */
  atEnd(act: () => void): void {
    this.#atEnd.push(act);
  }

  /** Runs the command to its end. */
  run(...args: readonly string[]): Promise<Ran> {
    return this.begin(args).ended;
  }

  /** `status --output json`, checked. */
  async status(...args: readonly string[]): Promise<StatusObject> {
    return statusIn(await this.run("status", ...args, "--output", "json"));
  }

  /** `start`, `stop` or `restart` with `--output json`, checked. */
  async operate(...args: readonly ["start" | "stop" | "restart", ...string[]]): Promise<OperationHostObject> {
    return operationIn(await this.run(...args, "--output", "json"));
  }

  begin(args: readonly string[], { env = {}, through, endless }: RunOptions = {}): Running {
    const [program, ...before] = through ?? [PROGRAM];
    const own = through === undefined ? [] : [PROGRAM];
    const child = spawn(program, [...before, ...own, "--home", this.dir, ...args], {
      cwd: "/",
      env: { ...environment(), TEST_RUN: RUN, TEST_HOME: this.dir, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const running = follow(child, args, endless === true ? null : PATIENCE);
    this.#running.add(running);
    running.ended.then(
      () => this.#running.delete(running),
      () => this.#running.delete(running),
    );
    return running;
  }

  /** Starts an agent as a service manager does and waits until it answers. */
  async agent(): Promise<Running> {
    const running = this.begin(["agent"], { endless: true });
    await running.said(/"agent ready"/);
    return running;
  }

  /** How things stand, asked over gRPC: costs a hundredth of a command. */
  async now(): Promise<HostStatus> {
    await using connection = this.connect();
    return await connection.status({ components: [], expectedHost: "" }, CALL);
  }

  /** The pids of the components that have one, asked over gRPC. */
  async pids(): Promise<Readonly<Record<string, number>>> {
    const { components } = await this.now();
    return Object.fromEntries(components.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid]])));
  }

  /** Sends a request to the agent and hears of every step, until it ends or the agent dies. Returns the number of steps. */
  async send(request: OperateRequest, hear: (update: OperationUpdate, steps: number) => void = () => {}): Promise<number> {
    await using connection = this.connect();
    let steps = 0;
    try {
      for await (const update of connection.operate(request, CALL)) hear(update, ++steps);
    } catch (error) {
      if (!isFault(error, "NOT_RESPONDING")) throw error;
    }
    return steps;
  }

  /** What became of an operation, asked of whichever agent is there, once it has ended. */
  async outcome({ id }: OperateRequest): Promise<Operation> {
    await using connection = this.connect();
    for (;;) {
      const operation = await connection.getOperation(id, CALL);
      if (operation.result !== "running") return operation;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Starts, stops or restarts over gRPC, all where nothing is named; for what a test only needs on its way. */
  async do(kind: OperationKind, ...components: readonly string[]): Promise<Operation> {
    const request = ask(kind, { components });
    await this.send(request);
    return await this.outcome(request);
  }

  /** The agent of this home as this process can call it. Opens a channel of its own. */
  connect(): HostConnection {
    const target = { kind: "unix", path: this.path("agent.sock") } as const;
    const connection = connectHost(target, {
      connectTimeout: ms(20_000),
      callTimeout: ms(20_000),
      callerName: "test",
      clock: systemClock,
    });
    this.#connections.push(connection);
    return connection;
  }

  /** What the components wrote about themselves, oldest first. */
  get trail(): readonly TrailLine[] {
    if (!this.exists("trail")) return [];
    const lines = this.read("trail").split("\n").slice(0, -1);
    return lines.map((line) => {
      const [what = "", name = "", pid = ""] = line.split(" ");
      return { what, name, pid: Number(pid) };
    });
  }

  /** How often each component said this; components that never did are left out. */
  count(what: string): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const line of this.trail) if (line.what === what) counts[line.name] = (counts[line.name] ?? 0) + 1;
    return counts;
  }

  /** The pid of the last start of a component. */
  lastPid(name: string): number {
    const start = this.trail.findLast((line) => line.what === "start" && line.name === name);
    if (start === undefined) throw new Error(`${name} was never started`);
    return start.pid;
  }

  /** Every living process of this home. */
  processes(): readonly HomeProcess[] {
    return readdirSync("/proc").flatMap((entry) => (/^\d+$/.test(entry) ? (homeProcess(Number(entry), this.dir) ?? []) : []));
  }

  /** The processes of components, those of probes left out; sorted by name and pid. */
  componentProcesses(): readonly HomeProcess[] {
    return this.processes().filter(({ component }) => component !== null);
  }

  /** Components must have gone by now; an agent that was told to end has a little time. */
  async nothingLeft(): Promise<void> {
    const left = this.componentProcesses();
    if (left.length > 0) throw new Error(`left behind: ${JSON.stringify(left)}`);
    await eventually(() => this.processes().length === 0, `the end of ${JSON.stringify(this.processes())}`);
  }

  /** The pid of the agent; null: there is none. */
  get agentPid(): number | null {
    const agents = this.processes().filter(({ command }) => / agent( |$)/.test(command) && command.includes(PROGRAM));
    const parents = new Set(agents.map(({ pid }) => pid));
    // A child between fork and exec looks like its parent.
    return agents.find(({ ppid }) => !parents.has(ppid))?.pid ?? null;
  }

  /** Kills the agent as the kernel does when memory runs out, and waits until it has gone. */
  async killAgent(): Promise<number> {
    const pid = this.agentPid;
    if (pid === null) throw new Error("no agent is running");
    process.kill(pid, "SIGKILL");
    await eventually(() => !alive(pid), `the end of agent ${pid}`);
    return pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await eventually(() => {
      const left = this.processes(); // again and again: one may have been starting another
      for (const { pid } of left) end(pid);
      return left.length === 0;
    }, `the end of all processes of ${this.dir}`);
    await Promise.all([...this.#running].map((running) => running.ended.catch(() => {})));
    for (const act of this.#atEnd) act();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function environment(): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: _f, IMAGESERVING_HOME: _h, NODE_OPTIONS: _o, ...env } = process.env;
  return env;
}

function follow(child: ChildProcess, args: readonly string[], patience: number | null): Running {
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${args.join(" ")}`);
  let over = false;
  const ended = new Promise<Ran>((resolve, reject) => {
    const giveUp = () => {
      child.kill("SIGKILL");
      reject(new Error(`still running after ${PATIENCE / 1_000} s: ${args.join(" ")}\n${stdout}\n${stderr}`));
    };
    const late = patience === null ? undefined : setTimeout(giveUp, patience);
    child.once("close", (code, signal) => {
      clearTimeout(late);
      over = true;
      resolve({ args, code, signal, stdout, stderr });
    });
  });
  ended.catch(() => {}); // whoever waits for it hears of it
  const text = () => stdout + stderr;
  const said = (what: RegExp | string) =>
    eventually(
      () => {
        if (typeof what === "string" ? text().includes(what) : what.test(text())) return true;
        if (over) throw new Error(`${args.join(" ")} ended without a word of ${what}: ${text()}`);
        return false;
      },
      `"${what}" from ${args.join(" ")}`,
    ).then(() => {});
  return { child, pid, ended, text, said };
}

function homeProcess(pid: number, home: string): HomeProcess | null {
  try {
    const env = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    if (!env.includes(`TEST_HOME=${home}`)) return null;
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, ppid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").trim();
    const mark = env.find((entry) => entry.startsWith("IMAGESERVING_MARK="))?.split("/")[1];
    return { pid, ppid: Number(ppid), command, component: mark ?? null };
  } catch {
    return null; // it has gone meanwhile
  }
}

/** Whether the process is there and has not ended. */
export function alive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "latin1"));
  } catch {
    return false;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has gone already
  }
}

type Awaitable<T> = T | Promise<T>;

/** Waits for something that no callback tells of, by looking every few milliseconds. Returns what was found. */
export async function eventually<T>(look: () => Awaitable<T | null | undefined | false>, what: string): Promise<T> {
  const until = performance.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > until) throw new Error(`waited ${PATIENCE / 1_000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What goes with a call that nobody ends. */
export const CALL: CallContext = { caller: localCaller(""), signal: new AbortController().signal };

export const newId = () => randomUUID() as string as OperationId;

/** A request with an id of its own; for everything on whatever host where nothing else is said. */
export const ask = (kind: OperationKind, more: Partial<OperateRequest> = {}): OperateRequest => ({
  id: newId(),
  kind,
  components: [],
  timeout: null,
  expectedHost: "",
  reason: "",
  ...more,
});

let janitor: ChildProcess | null = null;

/** A process that tidies up when this one has gone, even by SIGKILL: the pipe to it then closes. */
function hireJanitor(): void {
  if (janitor !== null) return;
  const { SYSTEM_TEST_RUN: _, ...env } = process.env; // it ends by itself, and nobody has to look for it
  janitor = spawn("sh", [JANITOR, RUN], { detached: true, stdio: ["pipe", "ignore", "ignore"], env });
  janitor.unref();
  (janitor.stdin as Socket | null)?.unref();
}
