import { once } from "node:events";
import { createServer } from "node:net";

/** A port of a loopback address at which nobody listens now. */
export async function freePort(address = "127.0.0.1"): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, "listening");
  const bound = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof bound === "object" && bound !== null ? bound.port : 0;
}
