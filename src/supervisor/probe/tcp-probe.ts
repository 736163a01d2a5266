import { connect, type Socket } from "node:net";
import { connectFailure } from "./connect-failure.ts";
import { type Endpoint, showEndpoint } from "./endpoint.ts";
import type { Inquiry } from "./inquiry.ts";

/**
 * Connects, and sends nothing. The signal has to abort as soon as the answer is there, which closes the connection:
 * an idle one is enough to block a server that serves one at a time.
 */
export function askTcp(endpoint: Endpoint, signal: AbortSignal): Inquiry {
  const answer = new Promise<string | null>((resolve) => {
    const socket = connect({ ...endpoint, signal });
    socket.once("connect", () => {
      resolve(metItself(socket) ? connectFailure(endpoint, { code: "ECONNREFUSED" }) : null);
    });
    socket.on("error", (error) => resolve(connectFailure(endpoint, error)));
  });
  return { answer, missing: () => `connect ${showEndpoint(endpoint)}: no answer` };
}

/**
 * Whether a connection has its own end as its peer. Where nobody listens on a port of the ephemeral range, the kernel may
 * choose that very port to connect from, and TCP then connects the socket to itself (simultaneous open, RFC 9293, 3.5).
 */
export function metItself(ends: Pick<Socket, "localAddress" | "localPort" | "remoteAddress" | "remotePort">): boolean {
  return ends.localPort === ends.remotePort && ends.localAddress === ends.remoteAddress;
}
