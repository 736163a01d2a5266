import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { ServerCredentials } from "@grpc/grpc-js";
import { type Clock, sleep } from "../core/clock.ts";
import { type Ms, ms } from "../core/duration.ts";
import { FaultError, messageOf } from "../core/fault.ts";
import type { HostService } from "../core/host-service.ts";
import { callerFromLabel } from "./caller-label.ts";
import { OpenCalls } from "./open-calls.ts";
import { RpcDoor } from "./rpc-door.ts";
import type { Identify, OnCall } from "./serve-call.ts";
import { supervisorHandlers } from "./supervisor-handlers.ts";
import { listenOnSocket, type SocketAccess } from "./unix-socket.ts";

/** What a server serves, and with what. */
export interface RpcServerOptions {
  readonly service: HostService;
  /** The name of this host. */
  readonly host: string;
  readonly clock: Clock;
  /** How long unary calls may go on when the server ends. 0 cuts them at once. */
  readonly drainMs: Ms;
  /** Hears of errors that nobody foresaw, with their stack. The caller is told nothing of them. */
  readonly report: (error: unknown) => void;
  /** Hears of every call that has ended. */
  readonly onCall: OnCall;
}

// For the last bytes of answers. A caller that was stopped, or went without a word, would hold its connection for ever.
const FLUSH_MS = ms(200);

/** Serves a host over gRPC, on as many addresses as are bound. */
export class RpcServer implements AsyncDisposable {
  readonly #options: RpcServerOptions;
  readonly #doors: RpcDoor[] = [];
  readonly #calls = new OpenCalls();
  readonly #ending = new AbortController();
  readonly #leaving = new AbortController();
  readonly #cutting = new AbortController();
  #closed: Promise<void> | null = null;

  constructor(options: RpcServerOptions) {
    this.#options = options;
  }

  /** Serves on a unix socket, whose file mode decides who may call. See {@link listenOnSocket}; throws BAD_FILE. */
  async bindUnix(path: string, access: SocketAccess): Promise<void> {
    const door = this.#door(ServerCredentials.createInsecure(), "local", (_, call) => callerFromLabel(call.metadata));
    await listenOnSocket(door.server, path, access);
  }

  /**
   * Serves on a TCP address. Returns the port, which is chosen by the kernel where `port` is 0; throws BAD_FILE with the
   * address where it cannot be had.
   */
  async bindTcp(host: string, port: number, credentials: ServerCredentials, identify: Identify): Promise<number> {
    const { server } = this.#door(credentials, "network", identify);
    try {
      server.listen({ host, port });
      await once(server, "listening");
    } catch (error) {
      const remedy = "choose another address in agent.yaml (listen), or end what holds it";
      throw new FaultError({ code: "BAD_FILE", path: `${host}:${port}`, cause: `cannot listen: ${messageOf(error)}`, remedy });
    }
    return (server.address() as AddressInfo).port;
  }

  /** Ends open streams with SHUTTING_DOWN, lets unary calls finish for `drainMs`, then cuts. Safe to call twice; never rejects. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close().catch(this.#options.report);
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { drainMs, host } = this.#options;
    const unanswered = leavingUnanswered(host);
    this.#leaving.abort(unanswered);
    this.#ending.abort(new FaultError({ code: "SHUTTING_DOWN" }));
    for (const door of this.#doors) door.shut();
    await this.#atMost(drainMs, this.#calls.none()); // connections stay until then, so that late calls hear that nothing was done
    this.#cutting.abort(unanswered);
    await this.#atMost(FLUSH_MS, Promise.all(this.#doors.map((door) => door.drain())));
    await Promise.all(this.#doors.map((door) => door.cut()));
  }

  /** Resolves with `work`, or when the time is over. */
  async #atMost(limit: Ms, work: Promise<unknown>): Promise<void> {
    const done = new AbortController();
    await Promise.race([work, sleep(this.#options.clock, limit, done.signal).catch(() => {})]);
    done.abort();
  }

  #door(credentials: ServerCredentials, reach: "local" | "network", identify: Identify): RpcDoor {
    this.#ending.signal.throwIfAborted();
    const { service, host, clock, onCall, report } = this.#options;
    const serving = { clock, onCall, report, identify, calls: this.#calls, ending: this.#ending.signal };
    const ends = { readers: this.#ending.signal, operations: this.#leaving.signal, unary: this.#cutting.signal };
    const door = new RpcDoor(supervisorHandlers(service, host, serving, ends), credentials, reach, report);
    this.#doors.push(door);
    return door;
  }
}

/** For calls that end before the work that they asked for: the one answer after which a caller asks what became of it. */
function leavingUnanswered(host: string): FaultError {
  const fault = { code: "NOT_RESPONDING", target: host, pid: null, afterMs: 0 } as const;
  return new FaultError(fault, `the agent on ${host} is ending and leaves this unanswered; ask it again what became of it`);
}
