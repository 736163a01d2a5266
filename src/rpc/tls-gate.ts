import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { createServer, type SecureContextOptions, type TLSSocket, type Server as TlsServer } from "node:tls";
import type { TlsPem } from "./client-tls.ts";

/** Who a server is, and whom it lets in. */
export interface ServerTls {
  /** The files as they are now. Asked at the beginning and by {@link TlsGate.renew}. */
  pem(): TlsPem;
  /**
   * Whether a peer that connects may speak at all; what it may do is decided with every call.
   * @param certificate what it has shown; null: nothing.
   * @param authorized whether it is of one of our authorities, is for callers, and is valid now.
   * @param from address and port.
   */
  admits(certificate: X509Certificate | null, authorized: boolean, from: string): boolean;
  /** Whether a connection that there is may stay. Its calls end where it may not. */
  mayStay(certificate: X509Certificate): boolean;
}

/** How long a handshake may take. Who is slower holds a connection without ever having shown who it is. */
const HANDSHAKE_MS = 10_000;

/** Takes connections over TLS 1.3, from peers that show a certificate, and hands on those that are let in. */
export class TlsGate {
  readonly server: TlsServer;
  readonly #tls: ServerTls;
  readonly #inside = new Map<TLSSocket, X509Certificate>();

  constructor(tls: ServerTls, take: (socket: Socket) => void) {
    this.#tls = tls;
    const rules = { requestCert: true, rejectUnauthorized: false, ALPNProtocols: ["h2"], handshakeTimeout: HANDSHAKE_MS };
    this.server = createServer({ ...context(tls.pem()), ...rules, noDelay: true }, (socket) => {
      if (this.#letIn(socket)) take(socket);
      else socket.destroy();
    });
    this.server.on("tlsClientError", (_, socket) => socket.destroy());
  }

  /** Takes the files into use as they are now, and ends the connections of those who may not stay. */
  renew(): void {
    this.server.setSecureContext(context(this.#tls.pem())); // tickets of the old one are worth nothing in it
    this.expel();
  }

  /** Ends the connections of those who may not stay. */
  expel(): void {
    for (const [socket, certificate] of this.#inside) if (!this.#tls.mayStay(certificate)) socket.destroy();
  }

  #letIn(socket: TLSSocket): boolean {
    const { raw } = socket.getPeerCertificate();
    const certificate = raw === undefined ? null : new X509Certificate(raw);
    if (!this.#tls.admits(certificate, socket.authorized, fromOf(socket)) || certificate === null) return false;
    this.#inside.set(socket, certificate);
    socket.once("close", () => this.#inside.delete(socket));
    return true;
  }
}

const fromOf = ({ remoteAddress, remotePort }: TLSSocket): string => `${remoteAddress ?? "unknown"}:${remotePort ?? 0}`;

const context = (pem: TlsPem): SecureContextOptions => ({ ...pem, minVersion: "TLSv1.3" });
