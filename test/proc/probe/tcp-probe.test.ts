import { getEventListeners, once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { ms } from "../../../src/core/duration.ts";
import { attempt } from "../../../src/supervisor/probe/probe.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { ForeignListener, RawServer } from "./servers.ts";

const TIMEOUT = { timeout: 5_000 };

function trying(host: string, port: number) {
  const clock = new FakeClock();
  const caller = new AbortController();
  const options = { timeout: ms(2_000), clock, signal: caller.signal, runCommand: () => expect.fail("no command") };
  const result = attempt({ kind: "tcp", host, port }, options);
  const clean = () => [clock.pending, getEventListeners(caller.signal, "abort").length];
  return { clock, caller, result, clean };
}

/** How many connections of this process are on their way. */
const connecting = () => process.getActiveResourcesInfo().filter((name) => name === "TCPConnectWrap").length;

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  await using server = await RawServer.open(() => {});
  return server.port;
}

describe("a tcp probe", TIMEOUT, () => {
  test("holds where somebody accepts, closes at once, and sends nothing", async () => {
    await using server = await RawServer.open(() => {});
    const { result, clean } = trying("127.0.0.1", server.port);
    expect(await result).toEqual({ ok: true, tookMs: 0 });
    expect(clean()).toEqual([0, 0]);
    while (server.connections === 0) await new Promise(setImmediate);
    await server.left();
    expect(server.heard).toBe("");
  });

  test("does not hold up a server that serves one connection at a time", async () => {
    let busy = 0;
    await using server = await RawServer.open((socket) => {
      expect(++busy).toBe(1);
      socket.on("close", () => busy--);
    });
    for (let i = 1; i <= 10; i++) {
      expect((await trying("127.0.0.1", server.port).result).ok).toBe(true);
      while (server.connections < i) await new Promise(setImmediate);
      await server.left();
    }
  });

  test("says that nobody listens", async () => {
    const port = await freePort();
    const { result, clean } = trying("127.0.0.1", port);
    expect(await result).toEqual({ ok: false, why: `connect 127.0.0.1:${port}: refused` });
    expect(clean()).toEqual([0, 0]);
    expect(await trying("localhost", port).result).toEqual({ ok: false, why: `connect localhost:${port}: refused` });
  });

  test("writes an IPv6 address in brackets, however it is given", async () => {
    const port = await freePort();
    const why = expect.stringMatching(new RegExp(`^connect \\[::1\\]:${port}: `));
    expect(await trying("::1", port).result).toEqual({ ok: false, why });
    expect(await trying("[::1]", port).result).toEqual({ ok: false, why });
  });

  test("is a failed try where the port is none", async () => {
    const { result, clean } = trying("127.0.0.1", 70_000);
    expect(await result).toMatchObject({ ok: false, why: expect.stringContaining("70000") });
    expect(clean()).toEqual([0, 0]);
  });

  test("ends by time-out where a hung server does not accept any more", async () => {
    await using server = await ForeignListener.open({ backlog: 1 });
    server.signal("SIGSTOP");
    const waiting = Array.from({ length: 6 }, () => connect(server.port, "127.0.0.1").on("error", () => {}));
    await Promise.race(waiting.map((socket) => once(socket, "connect")));
    await new Promise((resolve) => setTimeout(resolve, 50)); // the rest of the queue fills
    const before = connecting();
    const { clock, result, clean } = trying("127.0.0.1", server.port);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await clock.advance(1_999);
    expect(clean()[0]).toBe(1);
    await clock.advance(1);
    expect(await result).toEqual({ ok: false, why: `connect 127.0.0.1:${server.port}: no answer within 2s` });
    expect(clean()).toEqual([0, 0]);
    await new Promise(setImmediate);
    expect(connecting()).toBe(before);
    for (const socket of waiting) socket.destroy();
  });

  test("an abort ends the try at once", async () => {
    await using server = await RawServer.open(() => {});
    const { caller, result, clean } = trying("127.0.0.1", server.port);
    caller.abort();
    expect(await result).toEqual({ ok: false, why: "the probe was cancelled" });
    expect(clean()).toEqual([0, 0]);
  });
});
