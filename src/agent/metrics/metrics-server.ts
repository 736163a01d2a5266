import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Clock } from "../../core/clock.ts";
import { ms, seconds } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import type { Certificates } from "../network/certificates.ts";

/** What is served. */
export interface Page {
  readonly contentType: string;
  text(): Promise<string>;
}

/** How it is served. */
export interface MetricsServing {
  readonly host: string;
  /** 0: one that the kernel chooses. */
  readonly port: number;
  /** Null: plain. */
  readonly certificates: Certificates | null;
  readonly page: Page;
  readonly clock: Clock;
  /** Hears of errors that nobody foresaw. */
  report(error: unknown): void;
}

/** A server that answers. */
export interface MetricsServer {
  readonly port: number;
  /** Takes certificates that were read anew into use. */
  renewTls(): void;
  /** Ends every connection. Never rejects. */
  close(): Promise<void>;
}

/** Prometheus needs one at a time. What comes beyond is closed at once. */
const MOST_CONNECTIONS = 16;
/** A connection is for one answer, and lives no longer than this, whatever is sent or read on it meanwhile. */
const LIFE = seconds(15);
/** For the request to be there. */
const REQUEST_WITHIN = seconds(5);
const LIMITS = {
  headersTimeout: REQUEST_WITHIN,
  requestTimeout: REQUEST_WITHIN,
  connectionsCheckingInterval: ms(1_000),
  maxHeaderSize: 8_192,
  keepAlive: false,
} as const;
const HEADERS = { Connection: "close", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" } as const;

/** Serves GET and HEAD of `/metrics`, and nothing else. Rejects where the address cannot be had. */
export async function serveMetrics(serving: MetricsServing): Promise<MetricsServer> {
  const { certificates, host, port, clock } = serving;
  const server = newServer(serving);
  server.maxConnections = MOST_CONNECTIONS;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    const endLife = clock.after(LIFE, () => socket.destroy(), { idle: true });
    sockets.add(socket);
    socket.once("close", () => {
      endLife();
      sockets.delete(socket);
    });
    socket.on("error", () => {}); // a peer that goes away is no matter of ours
  });
  server.on("clientError", (_: Error, socket: Socket) => void socket.destroy());
  server.listen({ host, port });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    renewTls: () => {
      if (certificates !== null) (server as SecureServer).setSecureContext(certificates.pem);
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function newServer(serving: MetricsServing): Server | SecureServer {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    answerTo(request, response, serving).catch(serving.report);
  };
  if (serving.certificates === null) return createServer(LIMITS, answer);
  const mutual = {
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.3",
    handshakeTimeout: REQUEST_WITHIN,
  } as const;
  const server = createSecureServer({ ...LIMITS, ...serving.certificates.pem, ...mutual }, answer);
  return server.on("tlsClientError", (_: Error, socket: TLSSocket) => void socket.destroy());
}

async function answerTo(request: IncomingMessage, response: ServerResponse, serving: MetricsServing): Promise<void> {
  const say = (status: number, text: string, more: Readonly<Record<string, string>> = {}) => {
    const type = { "Content-Type": "text/plain; charset=utf-8", "Content-Length": Buffer.byteLength(text) };
    response.writeHead(status, { ...HEADERS, ...type, ...more }).end(request.method === "HEAD" ? undefined : text);
  };
  if (isDenied(request, serving.certificates)) return say(403, "this certificate was revoked\n");
  if (request.url?.split("?")[0] !== "/metrics") return say(404, "there is only /metrics here\n");
  if (request.method !== "GET" && request.method !== "HEAD") return say(405, "only GET and HEAD\n", { Allow: "GET, HEAD" });
  try {
    say(200, await serving.page.text(), { "Content-Type": serving.page.contentType });
  } catch (error) {
    serving.report(error);
    say(500, `the figures cannot be read: ${messageOf(error)}\n`);
  }
}

function isDenied({ socket }: IncomingMessage, certificates: Certificates | null): boolean {
  if (certificates === null) return false;
  const peer = (socket as TLSSocket).getPeerX509Certificate();
  return peer === undefined || certificates.isDenied(peer);
}
