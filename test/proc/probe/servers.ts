import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** A TCP server of this process that does to each connection what it is told. */
export class RawServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets: Socket[] = [];
  #heard = "";

  private constructor(onConnection: (socket: Socket) => void) {
    this.#server = createServer({ pauseOnConnect: false }, (socket) => {
      this.#sockets.push(socket);
      socket.on("error", () => {}); // a probe that has its answer hangs up
      socket.on("data", (chunk) => {
        this.#heard += chunk.toString("latin1");
      });
      onConnection(socket);
    });
  }

  /** Listens on 127.0.0.1 and a free port, or where it is told. */
  static async open(onConnection: (socket: Socket) => void, where: ListenOptions = { host: "127.0.0.1" }): Promise<RawServer> {
    const opened = new RawServer(onConnection);
    opened.#server.listen({ port: 0, ...where });
    await once(opened.#server, "listening");
    return opened;
  }

  /** Sends a text to whoever has sent something. */
  static answering(text: string): Promise<RawServer> {
    return RawServer.open((socket) => socket.once("data", () => socket.end(text)));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** All that clients have sent. */
  get heard(): string {
    return this.#heard;
  }

  get connections(): number {
    return this.#sockets.length;
  }

  /** Resolves once a client has sent something. */
  async asked(): Promise<void> {
    while (this.#heard === "") await new Promise(setImmediate);
  }

  /** Resolves once every connection there was has ended, which is the clients' doing. */
  async left(): Promise<void> {
    await Promise.all(
      this.#sockets.map((socket) => (socket.closed ? null : new Promise((resolve) => socket.once("close", resolve)))),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    if (this.#server.listening) await once(this.#server, "close");
  }
}

/** A process of its own that listens, and says on which port. */
export class ForeignListener implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** @param prefix a program that starts the listener in surroundings of its own, with its arguments. */
  static async open(where: ListenOptions, prefix: readonly string[] = []): Promise<ForeignListener> {
    const [program = "", ...args] = [
      ...prefix,
      process.execPath,
      new URL("./listener.mjs", import.meta.url).pathname,
      JSON.stringify(where),
    ];
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    return new ForeignListener(child, Number(line));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}
