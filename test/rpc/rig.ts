import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/core/clock.ts";
import { ms } from "../../src/core/duration.ts";
import { FaultError } from "../../src/core/fault.ts";
import { type CallContext, type Caller, localCaller } from "../../src/core/host-service.ts";
import { type ConnectOptions, connectHost, type HostConnection } from "../../src/rpc/client.ts";
import { RpcServer } from "../../src/rpc/server.ts";
import { FakeHost } from "./fake-host.ts";

/** One call as the server's observer heard of it. */
export interface Heard {
  readonly method: string;
  readonly code: string;
  readonly took: number;
  readonly caller: Caller;
}

/** A folder of its own. */
export async function folder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "rpc-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Deadlines that a test never meets unless it wants to. */
export const PATIENT: ConnectOptions = {
  connectTimeout: ms(5_000),
  callTimeout: ms(5_000),
  callerName: "alice",
  clock: systemClock,
};

/** What goes with a call of a test. */
export const context = (signal: AbortSignal = new AbortController().signal): CallContext => ({ caller: localCaller(""), signal });

/** A server on a unix socket, with a fake host behind it and a client before it. */
export class Rig implements AsyncDisposable {
  readonly host = new FakeHost();
  readonly reported: unknown[] = [];
  readonly unreadable: (readonly [method: string, caller: string, code: string])[] = [];
  readonly heard: Heard[] = [];
  readonly server: RpcServer;
  readonly socket: string;
  readonly client: HostConnection;
  readonly #clients: HostConnection[] = [];
  readonly #folder: { readonly path: string } & AsyncDisposable;
  #waiting: (() => void)[] = [];

  static async start(options: { readonly drainMs?: number } & Partial<ConnectOptions> = {}): Promise<Rig> {
    const rig = new Rig(await folder(), options);
    await rig.server.bindUnix(rig.socket, { mode: 0o600, gid: null });
    return rig;
  }

  private constructor(
    at: { readonly path: string } & AsyncDisposable,
    { drainMs = 5_000, ...connect }: { readonly drainMs?: number } & Partial<ConnectOptions>,
  ) {
    this.#folder = at;
    this.socket = join(at.path, "agent.sock");
    this.server = new RpcServer({
      service: this.host,
      host: "node3",
      clock: systemClock,
      drainMs: ms(drainMs),
      report: (error) => this.reported.push(error),
      onUnreadable: (method, caller, { fault }) => this.unreadable.push([method, caller.name, fault.code]),
      onCall: (method, code, took, caller) => {
        this.heard.push({ method, code, took, caller });
        for (const wake of this.#waiting.splice(0)) wake();
      },
    });
    this.client = this.connect(connect);
  }

  connect(options: Partial<ConnectOptions> = {}): HostConnection {
    const client = connectHost({ kind: "unix", path: this.socket }, { ...PATIENT, ...options });
    this.#clients.push(client);
    return client;
  }

  /** Resolves when the observer has heard of that many calls. */
  async ended(calls: number): Promise<readonly Heard[]> {
    while (this.heard.length < calls) await new Promise<void>((wake) => this.#waiting.push(wake));
    return this.heard;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.server[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** The fault that it failed with. */
export async function faultOf(failing: Promise<unknown>): Promise<FaultError> {
  const error = await failing.then(
    () => new Error("it did not fail"),
    (error: unknown) => error,
  );
  if (error instanceof FaultError) return error;
  throw error;
}

/** All that an iterable yields. */
export async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** The iterator of a source, to be asked by hand. */
export const iterate = <T>(source: AsyncIterable<T>): AsyncIterator<T, unknown> => source[Symbol.asyncIterator]();

/** A promise to be resolved from outside. */
export function gate<T = void>(): { readonly opened: Promise<T>; open(value: T): void } {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open: (value) => open(value) };
}

/** A socket file as a process leaves it that was killed. */
export async function leaveStaleSocket(path: string): Promise<void> {
  const listen = `require("net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
  const child = spawn(process.execPath, ["-e", listen], { stdio: "ignore" });
  await once(child, "exit");
}
