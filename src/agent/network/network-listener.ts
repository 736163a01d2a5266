import type { X509Certificate } from "node:crypto";
import type { ListenConfig } from "../../core/agent-config.ts";
import type { CancelTimer, Clock } from "../../core/clock.ts";
import { after, type MonoMs, ms, seconds } from "../../core/duration.ts";
import { FaultError, messageOf } from "../../core/fault.ts";
import type { Caller } from "../../core/host-service.ts";
import type { IncomingCall } from "../../rpc/incoming-call.ts";
import type { RpcServer, TcpDoor } from "../../rpc/server.ts";
import type { ServerTls } from "../../rpc/tls-gate.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import { Certificates } from "./certificates.ts";
import { claimedCaller, identifyCaller, validity } from "./identify-caller.ts";
import { Strangers } from "./strangers.ts";

/** What the listener works with. */
export interface ListenerParts {
  readonly server: RpcServer;
  readonly clock: Clock;
  readonly log: AgentLog;
  /** Name of this host. */
  host(): string;
  /** Hears of every call that is refused for who makes it. */
  refused(call: IncomingCall, caller: Caller, fault: FaultError): void;
}

/** How often certificates are looked at, and an address that could not be had is tried again, while nobody calls. */
const LOOK_EVERY = seconds(5);
/** How often they are looked at, at the most, when somebody calls: so a revoked one is refused at once. */
const LOOK_AT_MOST_EVERY = ms(200);

/**
 * Where the agent answers on the network, as the configuration says it. What keeps it from that is a warning and not the
 * end of the agent: it still has its components to look after, and tries again.
 */
export class NetworkListener {
  readonly #parts: ListenerParts;
  #wanted: ListenConfig | null = null;
  #door: TcpDoor | null = null;
  #certificates: Certificates | null = null;
  #problem: string | null = null;
  #looked: MonoMs;
  #cancelLook: CancelTimer = () => {};
  readonly #strangers: Strangers;
  /** Opening and closing, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: ListenerParts) {
    this.#parts = parts;
    this.#looked = parts.clock.now();
    this.#strangers = new Strangers(parts.clock, parts.log);
  }

  /** Answers there from now on; null: nowhere. Resolves when it does or cannot; never rejects. */
  use(listen: ListenConfig | null): Promise<void> {
    if (JSON.stringify(listen) === JSON.stringify(this.#wanted)) return this.#turn;
    this.#wanted = listen;
    return this.#next(async () => {
      await this.#shut();
      if (this.#wanted === listen && listen !== null) await this.#open(listen);
    });
  }

  /** What an operator should know, each one sentence. */
  warnings(): readonly string[] {
    if (this.#wanted === null) return [];
    const { host, clock } = this.#parts;
    const own = this.#certificates?.warnings(host(), clock.wall()) ?? [];
    return this.#problem === null ? own : [`it does not answer on the network: ${this.#problem}; it tries again`, ...own];
  }

  /** Looks after nothing any more. The server closes what is open. */
  stop(): void {
    this.#cancelLook();
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch((error) => this.#parts.log.error({ why: messageOf(error) }, "internal error"));
    return this.#turn;
  }

  async #open(listen: ListenConfig): Promise<void> {
    const { server, log } = this.#parts;
    const address = `${listen.host}:${listen.port}`;
    try {
      this.#certificates = listen.tls === null ? null : new Certificates(listen.tls);
      const certificates = this.#certificates;
      const identify = (call: IncomingCall) => this.#identify(call, certificates);
      this.#door = await server.bindTcp(listen.host, listen.port, certificates && this.#tls(certificates), identify);
      this.#problem = null;
      log.info({ address, tls: certificates !== null }, "listening on the network");
    } catch (error) {
      const why = messageOf(error);
      if (why !== this.#problem) log.error({ address, why }, "cannot listen on the network; trying again");
      this.#problem = why;
    }
    this.#lookLater();
  }

  async #shut(): Promise<void> {
    this.#cancelLook();
    await this.#door?.close();
    this.#door = null;
    this.#certificates = null;
    this.#problem = null;
  }

  #lookLater(): void {
    this.#cancelLook();
    this.#cancelLook = this.#parts.clock.after(LOOK_EVERY, () => this.#lookNow(), { idle: true });
  }

  #lookNow(): void {
    const listen = this.#wanted;
    if (this.#door === null && listen !== null) void this.#next(() => this.#open(listen));
    else {
      this.#refresh();
      this.#door?.expel();
      this.#lookLater();
    }
  }

  #refresh(): void {
    const { clock, log } = this.#parts;
    this.#looked = clock.now();
    const before = this.#certificates?.problem ?? null;
    if (this.#certificates?.refresh() === true) {
      log.info({}, "certificates and deny-list read anew");
      this.#door?.renewTls();
    }
    const why = this.#certificates?.problem ?? null;
    if (why !== null && why !== before) log.error({ why }, "certificates stay as they were");
  }

  #refreshNowAndThen(): void {
    if (this.#parts.clock.now() >= after(this.#looked, LOOK_AT_MOST_EVERY)) this.#refresh();
  }

  #tls(certificates: Certificates): ServerTls {
    const { clock } = this.#parts;
    return {
      pem: () => certificates.pem,
      // One of ours that does not hold is let in: each of its calls is refused, with the reason.
      admits: (certificate, authorized, from) => {
        this.#refreshNowAndThen();
        const known = certificate !== null && (authorized || certificates.isOurs(certificate));
        if (!known) this.#strangers.add(from);
        return known;
      },
      mayStay: (certificate) => !certificates.isDenied(certificate) && validity(certificate, clock.wall()) === null,
    };
  }

  #identify(call: IncomingCall, certificates: Certificates | null): Caller {
    const { host, clock, refused } = this.#parts;
    if (certificates === null) return { name: call.label, from: call.from, role: "admin", components: null };
    this.#refreshNowAndThen();
    try {
      const isDenied = (certificate: X509Certificate) => certificates.isDenied(certificate);
      return identifyCaller(call, { host, now: () => clock.wall(), isDenied });
    } catch (error) {
      if (error instanceof FaultError) refused(call, claimedCaller(call), error);
      throw error;
    }
  }
}
