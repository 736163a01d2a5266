import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type Clock, sleep } from "../core/clock.ts";
import { type Ms, ms } from "../core/duration.ts";
import { FaultError, messageOf } from "../core/fault.ts";
import { type HostService, localCaller } from "../core/host-service.ts";
import { guardedServices } from "./guarded-services.ts";
import { HealthBoard } from "./health-board.ts";
import { type Identify, incomingCall } from "./incoming-call.ts";
import { OpenCalls } from "./open-calls.ts";
import { protoTypes } from "./proto.ts";
import { type AddTo, type Reach, RpcDoor } from "./rpc-door.ts";
import type { OnCall, OnUnreadable, Serving } from "./serve-call.ts";
import { supervisorHandlers } from "./supervisor-handlers.ts";
import type { ServerTls } from "./tls-gate.ts";
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
  /** Hears of requests to change something that cannot be read; absent: nobody wants to. */
  readonly onUnreadable?: OnUnreadable;
}

// For the last bytes of answers. A caller that was stopped, or went without a word, would hold its connection for ever.
const FLUSH_MS = ms(200);

/** An address on a network at which the server answers. */
export interface TcpDoor {
  readonly port: number;
  /** Takes certificates that were read anew into use, and ends the connections of those who may not stay. */
  renewTls(): void;
  /** Ends the connections of those who may not stay, as by now their certificate has expired. */
  expel(): void;
  /** Takes no new connections, and ends those that there are. The server goes on behind its other doors. */
  close(): Promise<void>;
}

/** Serves a host over gRPC, on as many addresses as are bound. */
export class RpcServer implements AsyncDisposable {
  readonly #options: RpcServerOptions;
  readonly #doors = new Set<RpcDoor>();
  readonly #calls = new OpenCalls();
  readonly #ending = new AbortController();
  readonly #leaving = new AbortController();
  readonly #cutting = new AbortController();
  #closed: Promise<void> | null = null;
  /** What is told to those who only want to know whether it serves. */
  readonly health = new HealthBoard();

  constructor(options: RpcServerOptions) {
    this.#options = options;
  }

  /** Serves on a unix socket, whose file mode decides who may call. See {@link listenOnSocket}; throws BAD_FILE. */
  async bindUnix(path: string, access: SocketAccess): Promise<void> {
    const door = this.#door({ kind: "local" }, ({ label }) => localCaller(label));
    await listenOnSocket(door.server, path, access);
  }

  /**
   * Serves on a TCP address. Throws BAD_FILE with the address where it cannot be had.
   * @param port 0: one that the kernel chooses.
   * @param tls null: plain, which is for loopback addresses alone.
   */
  async bindTcp(host: string, port: number, tls: ServerTls | null, identify: Identify): Promise<TcpDoor> {
    const { addForeignServices } = await import("./foreign-services.ts");
    const door = this.#door({ kind: "network", tls }, identify, (to) => addForeignServices(to, this.health));
    const { server } = door;
    try {
      server.listen({ host, port });
      await once(server, "listening");
    } catch (error) {
      this.#doors.delete(door);
      const remedy = "choose another address in agent.yaml (listen), or end what holds it";
      throw new FaultError({ code: "BAD_FILE", path: `${host}:${port}`, cause: `cannot listen: ${messageOf(error)}`, remedy });
    }
    return {
      port: (server.address() as AddressInfo).port,
      renewTls: () => door.renewTls(),
      expel: () => door.expel(),
      close: () => this.#closeDoor(door),
    };
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
    await this.#atMost(FLUSH_MS, Promise.all([...this.#doors].map((door) => door.drain())));
    await Promise.all([...this.#doors].map((door) => door.cut()));
  }

  async #closeDoor(door: RpcDoor): Promise<void> {
    door.shut();
    await this.#atMost(FLUSH_MS, door.drain());
    await door.cut();
    this.#doors.delete(door);
  }

  /** Resolves with `work`, or when the time is over. */
  async #atMost(limit: Ms, work: Promise<unknown>): Promise<void> {
    const done = new AbortController();
    await Promise.race([work, sleep(this.#options.clock, limit, done.signal).catch(() => {})]);
    done.abort();
  }

  #door(reach: Reach, identify: Identify, addMore: (to: AddTo) => void = () => {}): RpcDoor {
    this.#ending.signal.throwIfAborted();
    const { service, host, clock, onCall, report } = this.#options;
    const serving: Serving = {
      clock,
      onCall,
      report,
      onUnreadable: this.#options.onUnreadable ?? (() => {}),
      identify: (call) => identify(incomingCall(call, reach.kind)),
      calls: this.#calls,
      ending: this.#ending.signal,
    };
    const ends = { readers: this.#ending.signal, operations: this.#leaving.signal, unary: this.#cutting.signal };
    const add = (to: AddTo) => {
      to.addService(protoTypes().v1.Supervisor.service, supervisorHandlers(service, host, serving, ends));
      addMore(guardedServices(to, serving));
    };
    const door = new RpcDoor(add, reach, report);
    this.#doors.add(door);
    return door;
  }
}

/** For calls that end before the work that they asked for: the one answer after which a caller asks what became of it. */
function leavingUnanswered(host: string): FaultError {
  const fault = { code: "NOT_RESPONDING", target: host, pid: null, afterMs: 0 } as const;
  return new FaultError(fault, `the agent on ${host} is ending and leaves this unanswered; ask it again what became of it`);
}
