import { createSecureContext, type SecureContextOptions, type TLSSocket, connect as tlsConnect } from "node:tls";
import { GuardedHost } from "../../../src/agent/network/guarded-host.ts";
import { NetworkListener } from "../../../src/agent/network/network-listener.ts";
import { recogniseAgent } from "../../../src/cli/fleet/recognise-agent.ts";
import type { ListenConfig } from "../../../src/core/agent-config.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import type { FaultError } from "../../../src/core/fault.ts";
import type { Caller } from "../../../src/core/host-service.ts";
import { type ConnectOptions, connectHost, type HostConnection } from "../../../src/rpc/client.ts";
import { clientTls, type TlsPem } from "../../../src/rpc/client-tls.ts";
import type { IncomingCall } from "../../../src/rpc/incoming-call.ts";
import { RpcServer } from "../../../src/rpc/server.ts";
import { TestAuthority as Authority, type TestAuthority } from "../../helpers/authority.ts";
import { freePort } from "../../helpers/free-port.ts";
import { FakeHost } from "../../rpc/fake-host.ts";
import { PATIENT } from "../../rpc/rig.ts";

/** A line of the agent's log. */
export interface Logged {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A server on a loopback address, as the agent of node3 makes one, with a fake host behind it. */
export class NetworkRig implements AsyncDisposable {
  readonly authority: TestAuthority;
  readonly host = new FakeHost();
  readonly logged: Logged[] = [];
  readonly refused: { readonly call: IncomingCall; readonly caller: Caller; readonly fault: FaultError }[] = [];
  readonly reported: unknown[] = [];
  readonly server: RpcServer;
  readonly listener: NetworkListener;
  readonly port: number;
  readonly #clients: HostConnection[] = [];

  static async start(change: Partial<ListenConfig> = {}): Promise<NetworkRig> {
    const authority = await Authority.make();
    await authority.issue("agent", "node3", { addresses: ["127.0.0.1"] });
    const port = await freePort();
    const rig = new NetworkRig(authority, port);
    await rig.listener.use({ host: "127.0.0.1", port, tls: { ...authority.tlsOf("node3"), denyList: null }, ...change });
    return rig;
  }

  private constructor(authority: TestAuthority, port: number) {
    this.authority = authority;
    this.port = port;
    const log = (level: string) => (fields: object, text: string) =>
      void this.logged.push({ level, fields: { ...fields }, text });
    this.server = new RpcServer({
      service: new GuardedHost(this.host),
      host: "node3",
      clock: systemClock,
      drainMs: ms(1_000),
      report: (error) => this.reported.push(error),
      onCall: () => {},
    });
    this.listener = new NetworkListener({
      server: this.server,
      clock: systemClock,
      log: { info: log("info"), warn: log("warn"), error: log("error") },
      host: () => "node3",
      refused: (call, caller, fault) => this.refused.push({ call, caller, fault }),
    });
  }

  /** A client with these files, which takes the agent for `host`. */
  connect(
    pem: TlsPem,
    { host = "node3", ...options }: Partial<ConnectOptions> & { readonly host?: string } = {},
  ): HostConnection {
    const secure = clientTls(pem, recogniseAgent)(host, "127.0.0.1");
    const client = connectHost({ kind: "tcp", address: `127.0.0.1:${this.port}`, ...secure }, { ...PATIENT, ...options });
    this.#clients.push(client);
    return client;
  }

  /** A TLS connection as anybody can make one; resolves when it is open or has failed. */
  async handshake(pem: SecureContextOptions): Promise<TLSSocket> {
    const socket = tlsConnect({
      host: "127.0.0.1",
      port: this.port,
      rejectUnauthorized: false,
      ALPNProtocols: ["h2"],
      secureContext: createSecureContext(pem),
    });
    socket.on("error", () => {});
    await new Promise((settled) => socket.once("secureConnect", settled).once("close", settled));
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    this.listener.stop();
    await this.server[Symbol.asyncDispose]();
    this.authority[Symbol.dispose]();
  }
}
