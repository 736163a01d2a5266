import { createServer, type Server as NetServer, type Socket } from "node:net";
import {
  Server as GrpcServer,
  type ServerCredentials,
  type ServerOptions,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { protoTypes } from "./proto.ts";

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

/**
 * One address on which the service answers. It owns its listening socket and hands the connections to gRPC: so it can
 * choose the mode of a socket file, and can cut connections, which gRPC's own `forceShutdown` leaves open without channelz.
 */
export class RpcDoor {
  /** To be made to listen, and closed by {@link shut}. */
  readonly server: NetServer;
  readonly #grpc: GrpcServer;
  readonly #sockets = new Set<Socket>();
  #free: Promise<void> | null = null;

  /** @param report hears of connections that could not be taken, as for want of file descriptors; the door stays open. */
  constructor(
    handlers: UntypedServiceImplementation,
    credentials: ServerCredentials,
    reach: "local" | "network",
    report: (error: unknown) => void,
  ) {
    this.#grpc = new GrpcServer(reach === "network" ? NETWORK_OPTIONS : OPTIONS);
    this.#grpc.addService(protoTypes().v1.Supervisor.service, handlers);
    const gate = this.#grpc.createConnectionInjector(credentials);
    this.server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {}); // "close" follows, and tells whoever has to know
      socket.once("close", () => this.#sockets.delete(socket));
      gate.injectConnection(socket);
    });
    this.server.on("error", (error) => {
      if (this.server.listening) report(error); // before that whoever opens the door hears of it
    });
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
}
