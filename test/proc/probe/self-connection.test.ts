import { once } from "node:events";
import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import { expect, test, vi } from "vitest";
import { ms } from "../../../src/core/duration.ts";
import { attempt } from "../../../src/supervisor/probe/probe.ts";
import { metItself } from "../../../src/supervisor/probe/tcp-probe.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { RawServer } from "./servers.ts";

const TIMEOUT = { timeout: 5_000 };

/** What the kernel does by chance for a port of the ephemeral range: every connection begins at the port that it goes to. */
vi.mock("node:net", async (original) => {
  const net = await original<typeof import("node:net")>();
  const samePort = (to: TcpNetConnectOpts) => net.connect({ localAddress: "127.0.0.1", localPort: to.port, ...to });
  return { ...net, connect: samePort };
});

async function freePort(): Promise<number> {
  await using server = await RawServer.open(() => {});
  return server.port;
}

async function connected(to: TcpNetConnectOpts): Promise<Socket> {
  const socket = connect(to);
  await once(socket, "connect");
  return socket;
}

test("a connection that met itself, because nobody listens, is none", TIMEOUT, async () => {
  const port = await freePort();
  const self = await connected({ host: "127.0.0.1", port });
  expect(metItself(self)).toBe(true);
  self.resetAndDestroy();
  await once(self, "close");
  const options = { timeout: ms(2_000), clock: new FakeClock(), signal: new AbortController().signal };
  const result = await attempt(
    { kind: "tcp", host: "127.0.0.1", port },
    { ...options, runCommand: () => expect.fail("no command") },
  );
  expect(result).toEqual({ ok: false, why: `connect 127.0.0.1:${port}: refused` });
});

test("a connection to a server is one, from whatever port and address", TIMEOUT, async () => {
  await using server = await RawServer.open(() => {});
  const from = { host: "127.0.0.1", port: server.port };
  for (const socket of [await connected({ ...from, localPort: 0 }), await connected({ ...from, localAddress: "127.0.0.2" })]) {
    expect(metItself(socket)).toBe(false);
    socket.destroy();
  }
});
