import { once } from "node:events";
import type { Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { createAdaptorServer } from "@hono/node-server";
import { type Endpoint, writeEndpoint } from "../../config/network-kinds.ts";
import type { Clock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";
import type { DashboardEnv } from "./dashboard-env.ts";

/** What a server is made of. */
export interface ServerWish {
  readonly listen: Endpoint;
  readonly clock: Clock;
  /** Null: plain HTTP, which is for loopback. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  fetch(request: Request, env: DashboardEnv["Bindings"]): Response | Promise<Response>;
}

const LIMITS = { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000 } as const;
const MOST_CONNECTIONS = 256;
/** For the last words to whoever listens; then it is cut off. */
const GOODBYE = ms(500);

/** A server that listens. Rejects where the address cannot be listened at. */
export async function listenForPages({ listen, clock, tls, fetch }: ServerWish): Promise<AsyncDisposable> {
  const handler = (request: Request, env: unknown) => fetch(request, env as DashboardEnv["Bindings"]);
  const server = (
    tls === null
      ? createAdaptorServer({ fetch: handler, overrideGlobalObjects: false, serverOptions: LIMITS })
      : createAdaptorServer({
          fetch: handler,
          overrideGlobalObjects: false,
          createServer: createTlsServer,
          serverOptions: { ...LIMITS, ...tls, minVersion: "TLSv1.2" },
        })
  ) as Server | TlsServer;
  server.maxConnections = MOST_CONNECTIONS;
  server.on("upgrade", (_, socket) => socket.destroy()); // no WebSockets here
  try {
    server.listen({ host: listen.host, port: listen.port });
    await once(server, "listening");
  } catch (error) {
    throw notListening(listen, error);
  }
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      const cancel = clock.after(GOODBYE, () => server.closeAllConnections());
      await closed;
      cancel();
    },
  };
}

function notListening(listen: Endpoint, error: unknown): FaultError {
  const taken = errnoOf(error) === "EADDRINUSE";
  const why = taken ? "another program listens there; choose another with --listen" : messageOf(error);
  return new FaultError({ code: "INVALID_REQUEST", problem: `cannot listen at ${writeEndpoint(listen)}: ${why}` });
}
