import { createServer, type Server as NetServer, type Socket } from "node:net";
import { Server as GrpcServer, ServerCredentials, type ServerOptions } from "@grpc/grpc-js";
import { type ServerTls, TlsGate } from "./tls-gate.ts";

/** How far a door reaches: who may use a file of this machine, or a network. */
export type Reach =
  | { readonly kind: "local" }
  /** `tls` null: plain, which is for loopback addresses alone. */
  | { readonly kind: "network"; readonly tls: ServerTls | null };

/** What services are added to. */
export type AddTo = Pick<GrpcServer, "addService">;

const OPTIONS: ServerOptions = {
  "grpc.enable_channelz": 0, // it keeps a record of every connection for nobody
  "grpc.max_receive_message_length": 4 * 1024 * 1024,
  "grpc.max_concurrent_streams": 128,
};

// For networks alone: the kernel tells of a dead local peer, and a caller that was stopped with Ctrl-Z is not dead.
const NETWORK_OPTIONS: ServerOptions = {
  ...OPTIONS,
  "grpc.keepalive_time_ms": 60_000,
  "grpc.keepalive_timeout_ms": 30_000,
};

/** How many connections a door has at once; further ones are closed at once. A fleet's callers are far fewer. */
const MAX_CONNECTIONS = 2_000;

/**
 * One address on which the service answers. It owns its listening socket and hands the connections to gRPC: so it can
 * choose the mode of a socket file, decide on certificates at each connection, and cut connections, which gRPC's own
 * `forceShutdown` leaves open without channelz.
 */
export class RpcDoor {
  /** To be made to listen, and closed by {@link shut}. */
  readonly server: NetServer;
  readonly #grpc: GrpcServer;
  readonly #sockets = new Set<Socket>();
  readonly #gate: TlsGate | null;
  #free: Promise<void> | null = null;

  /**
   * @param add adds what the door serves.
   * @param report hears of connections that could not be taken, as for want of file descriptors; the door stays open.
   */
  constructor(add: (to: AddTo) => void, reach: Reach, report: (error: unknown) => void) {
    this.#grpc = new GrpcServer(reach.kind === "network" ? NETWORK_OPTIONS : OPTIONS);
    add(this.#grpc);
    const injector = this.#grpc.createConnectionInjector(ServerCredentials.createInsecure()); // TLS has ended before it
    const take = (socket: Socket) => injector.injectConnection(socket);
    this.#gate = reach.kind === "network" && reach.tls !== null ? new TlsGate(reach.tls, take) : null;
    this.server = this.#gate?.server ?? createServer({ noDelay: true }, take);
    this.server.maxConnections = MAX_CONNECTIONS;
    this.server.on("connection", (socket) => this.#keep(socket));
    this.server.on("error", (error) => {
      if (this.server.listening) report(error); // before that whoever opens the door hears of it
    });
  }

  /** Takes certificates that were read anew into use: for new connections, and for whether the ones that there are may stay. */
  renewTls(): void {
    this.#gate?.renew();
  }

  /** Ends the connections of those who may not stay, as by now their certificate has expired. */
  expel(): void {
    this.#gate?.expel();
  }

  /** Takes no new connections. Those that there are stay, and their calls. */
  shut(): void {
    this.#free ??= new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** Lets connections end: they take no new calls. Resolves when they have. */
  drain(): Promise<void> {
    return new Promise((resolve) => this.#grpc.tryShutdown(() => resolve()));
  }

  /** Ends every connection, whatever is open on it; after {@link shut}. Resolves when the address is free. */
  async cut(): Promise<void> {
    this.#grpc.forceShutdown();
    for (const socket of this.#sockets) socket.destroy();
    await this.#free;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {}); // "close" follows, and tells whoever has to know
    socket.once("close", () => this.#sockets.delete(socket));
  }
}
