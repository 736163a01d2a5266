import { getEventListeners, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, expect, test } from "vitest";
import type { Probe } from "../../../src/core/component-spec.ts";
import { ms } from "../../../src/core/duration.ts";
import { attempt, type ProbeResult } from "../../../src/supervisor/probe/probe.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { RawServer } from "./servers.ts";

const TIMEOUT = { timeout: 5_000 };
const MIB = 1_048_576;
const BLAME = "; the component itself answers, suspect what it depends on";

type Expected = { readonly status?: number; readonly body?: string | null; readonly path?: string };

/** One try against a port; `over` has the clock go on by the time-out and ends with what was left behind. */
function trying(port: number, { status = 200, body = "imageServer", path = "/is/image" }: Expected = {}) {
  const clock = new FakeClock();
  const caller = new AbortController();
  const probe: Probe = { kind: "http", url: `http://127.0.0.1:${port}${path}`, status, body };
  const result = attempt(probe, {
    timeout: ms(5_000),
    clock,
    signal: caller.signal,
    runCommand: () => expect.fail("no command"),
  });
  const clean = () => [clock.pending, getEventListeners(caller.signal, "abort").length];
  return { clock, caller, result, clean, get: `GET http://127.0.0.1:${port}${path}` };
}

/** Tries a server that answers every request with this text and closes. */
async function against(text: string, expected: Expected = {}): Promise<{ result: ProbeResult; get: string }> {
  await using server = await RawServer.answering(text);
  const { result, clean, get } = trying(server.port, expected);
  const ended = await result;
  expect(clean()).toEqual([0, 0]);
  await server.left();
  return { result: ended, get };
}

const answer = (head: string, body: string) => `HTTP/1.1 ${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const YES = { ok: true, tookMs: 0 };

describe("an http probe", TIMEOUT, () => {
  test("holds for the status and the text", async () => {
    expect((await against(answer("200 OK", "<pre>imageServer.version=1</pre>"))).result).toEqual(YES);
  });

  test("holds for the status alone where no text is asked for", async () => {
    expect((await against(answer("204 No Content", ""), { status: 204, body: null })).result).toEqual(YES);
  });

  test("holds for a text that is not ASCII", async () => {
    expect((await against(answer("200 OK", "es grüßt der Server"), { body: "grüßt" })).result).toEqual(YES);
  });

  test("passes over what comes before the answer", async () => {
    expect((await against(`HTTP/1.1 103 Early Hints\r\n\r\n${answer("200 OK", "imageServer")}`)).result).toEqual(YES);
  });

  test("holds for an answer that ends with the connection", async () => {
    expect((await against("HTTP/1.0 200 OK\r\n\r\nimageServer")).result).toEqual(YES);
  });

  test("says which status came instead", async () => {
    const { result, get } = await against(answer("503 Service Unavailable", "imageServer"));
    expect(result).toEqual({ ok: false, why: `${get} answered 503, not 200` });
  });

  test("does not follow a redirect", async () => {
    const { result, get } = await against("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
    expect(result).toEqual({ ok: false, why: `${get} answered 302, not 200` });
    expect((await against("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n", { status: 302, body: null })).result).toEqual(
      YES,
    );
  });

  test("wants nothing of another protocol", async () => {
    const offer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
    await using server = await RawServer.open((socket) => socket.once("data", () => socket.write(offer)));
    const { result, get } = trying(server.port);
    expect(await result).toEqual({ ok: false, why: `${get} answered 101, not 200` });
    await server.left();
  });

  test("blames what is behind a component that answers without the text", async () => {
    const { result, get } = await against(answer("200 OK", "<pre></pre>"));
    expect(result).toEqual({ ok: false, why: `${get} answered 200 without "imageServer" in the body${BLAME}` });
    expect((await against("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")).result.ok).toBe(false);
  });

  test("says that what came is not HTTP", async () => {
    const { result, get } = await against("SSH-2.0-OpenSSH_9.2\r\n");
    expect(result).toEqual({ ok: false, why: `${get}: the answer is not valid HTTP (Expected HTTP/, RTSP/ or ICE/)` });
  });

  test("says that the headers are too large", async () => {
    const { result, get } = await against(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(20_000)}\r\n\r\n`);
    expect(result).toEqual({ ok: false, why: `${get}: the answer is not valid HTTP (Header overflow)` });
  });

  test("says that the connection was closed, or reset, without an answer", async () => {
    const { result, get } = await against("HTTP/1.1 200 OK\r\nContent-Le");
    expect(result).toEqual({ ok: false, why: `${get}: connection closed without an answer` });
    await using server = await RawServer.open((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const tried = trying(server.port);
    expect(await tried.result).toEqual({ ok: false, why: `${tried.get}: connection reset without an answer` });
  });

  test.each<[string, (socket: Socket) => void]>([
    ["closed", (socket) => socket.end()],
    ["reset", (socket) => socket.resetAndDestroy()],
    ["garbage", (socket) => socket.end("zz\r\n")],
  ])("says that the body broke off (%s)", async (_how, then) => {
    const part = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nima\r\n";
    await using server = await RawServer.open((socket) =>
      socket.once("data", () => socket.write(part, () => setImmediate(then, socket))),
    );
    const { result, get, clean } = trying(server.port);
    expect(await result).toEqual({
      ok: false,
      why: `${get} answered 200, but the connection broke off before the end of the body`,
    });
    expect(clean()).toEqual([0, 0]);
  });

  test("says that nobody listens", async () => {
    const server = await RawServer.open(() => {});
    const { port } = server;
    await server[Symbol.asyncDispose]();
    const { result, clean } = trying(port);
    expect(await result).toEqual({ ok: false, why: `connect 127.0.0.1:${port}: refused` });
    expect(clean()).toEqual([0, 0]);
  });

  test("says that a name is not known", async () => {
    const probe: Probe = { kind: "http", url: "http://nowhere.invalid:8080/", status: 200, body: null };
    const signal = new AbortController().signal;
    const result = await attempt(probe, {
      timeout: ms(5_000),
      clock: new FakeClock(),
      signal,
      runCommand: () => expect.fail("no command"),
    });
    expect(result).toMatchObject({
      ok: false,
      why: expect.stringMatching(/^connect nowhere\.invalid:8080: (name not known|the name service)/),
    });
  });

  test("is a failed try where the address is none", async () => {
    for (const url of ["", "http://", "ftp://127.0.0.1/", "http://127.0.0.1:99999/"]) {
      const options = { timeout: ms(5_000), clock: new FakeClock(), signal: new AbortController().signal };
      const result = await attempt(
        { kind: "http", url, status: 200, body: null },
        { ...options, runCommand: () => expect.fail("no command") },
      );
      expect(result).toMatchObject({ ok: false, why: expect.stringMatching(/./) });
      expect(options.clock.pending).toBe(0);
    }
  });

  test("asks as itself, and for a connection of its own", async () => {
    await using server = await RawServer.answering(answer("200 OK", "imageServer"));
    await trying(server.port, { path: "/is/image?x=1" }).result;
    const [first = "", ...headers] = server.heard.split("\r\n");
    expect(first).toBe("GET /is/image?x=1 HTTP/1.1");
    expect(headers).toEqual(
      expect.arrayContaining(["User-Agent: ImageServing-probe", `Host: 127.0.0.1:${server.port}`, "Connection: close"]),
    );
  });

  test("reaches a server that listens on one of localhost's addresses only", async () => {
    await using server = await RawServer.answering(answer("200 OK", "imageServer"));
    const probe: Probe = { kind: "http", url: `http://localhost:${server.port}/`, status: 200, body: "imageServer" };
    const options = { timeout: ms(5_000), clock: new FakeClock(), signal: new AbortController().signal };
    expect((await attempt(probe, { ...options, runCommand: () => expect.fail("no command") })).ok).toBe(true);
  });
});

describe("the time-out of an http probe", TIMEOUT, () => {
  /** Goes to one millisecond before the time-out, where nothing is decided, and over it. */
  async function overdue(server: RawServer, expected: Expected = {}): Promise<string> {
    const { clock, result, get, clean } = trying(server.port, expected);
    const seen: ProbeResult[] = [];
    void result.then((ended) => seen.push(ended));
    await server.asked();
    await new Promise((resolve) => setTimeout(resolve, 20)); // real time for the server's words to arrive
    await clock.advance(4_999);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(clean()).toEqual([0, 0]);
    await server.left();
    return seen[0]?.ok === false ? seen[0].why.replace(get, "GET") : expect.fail("it holds");
  }

  test("ends a wait for a server that accepts and never answers", async () => {
    await using server = await RawServer.open(() => {});
    expect(await overdue(server)).toBe("GET: connected, but no answer within 5s");
  });

  test("ends slow headers", async () => {
    await using server = await RawServer.open((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const more = setInterval(() => socket.write("X-Slow: 1\r\n"), 2);
      socket.on("close", () => clearInterval(more));
    });
    expect(await overdue(server)).toBe("GET: connected, but no answer within 5s");
  });

  test("ends a slow body without the text", async () => {
    await using server = await RawServer.open((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      const more = setInterval(() => socket.write("image"), 2);
      socket.on("close", () => clearInterval(more));
    });
    expect(await overdue(server)).toBe('GET answered 200, but no "imageServer" in the body within 5s');
  });

  test("is not needed once the status or the text has come", async () => {
    const slow = (text: string) => RawServer.open((socket) => socket.once("data", () => socket.write(text)));
    await using headers = await slow("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
    await using body = await slow("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nimageServer");
    await using wrong = await slow("HTTP/1.1 500 Oh\r\nContent-Length: 100\r\n\r\n");
    expect(await trying(headers.port, { body: null }).result).toEqual(YES);
    expect(await trying(body.port).result).toEqual(YES);
    expect(await trying(wrong.port).result).toMatchObject({ ok: false });
    await Promise.all([headers.left(), body.left(), wrong.left()]);
  });

  test("measures by the clock how long the answer took", async () => {
    let reply = () => {};
    await using server = await RawServer.open((socket) => {
      reply = () => socket.end(answer("200 OK", "imageServer"));
    });
    const { clock, result } = trying(server.port);
    await server.asked();
    await clock.advance(1_234);
    reply();
    expect(await result).toEqual({ ok: true, tookMs: 1_234 });
  });

  test("an abort ends the try at once and leaves nothing", async () => {
    await using server = await RawServer.open(() => {});
    const { caller, result, clean } = trying(server.port);
    await server.asked();
    caller.abort();
    expect(await result).toEqual({ ok: false, why: "the probe was cancelled" });
    expect(clean()).toEqual([0, 0]);
    await server.left();
  });

  test("an abort before the try leaves the server alone", async () => {
    await using server = await RawServer.open(() => {});
    const options = { timeout: ms(5_000), clock: new FakeClock(), signal: AbortSignal.abort() };
    const probe: Probe = { kind: "http", url: `http://127.0.0.1:${server.port}/`, status: 200, body: null };
    expect(await attempt(probe, { ...options, runCommand: () => expect.fail("no command") })).toMatchObject({ ok: false });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.connections).toBe(0);
  });
});

describe("the body of an http probe", TIMEOUT, () => {
  test("may come in pieces, cut within the text", async () => {
    await using server = await RawServer.open((socket) => {
      socket.setNoDelay(true);
      socket.once("data", async () => {
        socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (const byte of "<pre>imageServer.version=1") {
          socket.write(`1\r\n${byte}\r\n`);
          await new Promise(setImmediate);
        }
      });
    });
    expect(await trying(server.port).result).toEqual(YES);
    await server.left();
  });

  test.each([
    ["ends with the first MiB", MIB - "imageServer".length, true],
    ["ends a byte later", MIB - "imageServer".length + 1, false],
  ])("is searched up to 1 MiB: a text that %s", async (_what, before, ok) => {
    const { result, get } = await against(answer("200 OK", `${"x".repeat(before)}imageServer`));
    expect(result).toEqual(
      ok ? YES : { ok: false, why: `${get} answered 200 without "imageServer" in the first 1 MiB of the body${BLAME}` },
    );
  });

  test("may be endless: reading ends after the first MiB", async () => {
    let sent = 0;
    await using server = await RawServer.open((socket) => {
      const chunk = Buffer.alloc(65_536, "x");
      const pour = () => {
        while (!socket.destroyed && socket.write(chunk)) sent += chunk.length;
      };
      socket.write("HTTP/1.1 200 OK\r\n\r\n", pour);
      socket.on("drain", pour);
    });
    const { result } = trying(server.port);
    expect(await result).toMatchObject({ ok: false, why: expect.stringContaining("in the first 1 MiB of the body") });
    await server.left();
    expect(sent).toBeLessThan(64 * MIB); // what the kernel's buffers took, not for ever
  });

  test("is left alone by a real server's many answers in a row", async () => {
    const server = createServer((_request, response) => response.end("imageServer"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    for (let i = 0; i < 20; i++) expect((await trying(port).result).ok).toBe(true);
    server.close(); // waits for connections that are kept open: there are none
    await once(server, "close");
  });
});
