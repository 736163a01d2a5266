import { once } from "node:events";
import { get } from "node:http";
import { connect, createServer, type Server, type Socket } from "node:net";
import { buffer, text } from "node:stream/consumers";

const given = new Set<number>();

/** A port of loopback on which nobody listens; below the range from which the kernel takes ports for connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

/** Whether somebody could listen on the port now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await listen(server, port);
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

export async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}

/** An open connection. Rejects where nobody listens. */
export async function connected(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket.on("error", () => {}); // who listens may be killed, as some tests do
}

export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** One GET on a connection of its own. */
export async function fetchText(port: number, path: string, onStart: () => void = () => {}): Promise<Answered> {
  const request = get({ port, host: "127.0.0.1", path, agent: false });
  const [response] = await once(request, "response");
  response.once("data", onStart);
  return { status: response.statusCode, body: await text(response) };
}

/** Sends everything, says that it is all, and reads to the end. */
export async function exchange(port: number, sent: string | Buffer): Promise<Buffer> {
  const socket = await connected(port);
  socket.end(sent);
  return buffer(socket);
}
