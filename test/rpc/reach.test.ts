import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import {
  constants,
  createServer as createHttp2,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ms } from "../../src/core/duration.ts";
import { isFault } from "../../src/core/fault.ts";
import { localCaller } from "../../src/core/host-service.ts";
import { connectHost } from "../../src/rpc/client.ts";
import { plainChannel } from "../../src/rpc/client-tls.ts";
import { type HostTarget, tcpAddress } from "../../src/rpc/host-target.ts";
import { RpcServer } from "../../src/rpc/server.ts";
import { aborted, FakeHost, request, STATUS } from "./fake-host.ts";
import { all, context, faultOf, folder, iterate, leaveStaleSocket, PATIENT, Rig } from "./rig.ts";

const TIMEOUT = { timeout: 15_000 };
const ANY = { components: [], expectedHost: "" };

async function askAt(target: HostTarget, options: Partial<typeof PATIENT> = {}) {
  await using client = connectHost(target, { ...PATIENT, ...options });
  const began = performance.now();
  const error = await faultOf(client.status(ANY, context()));
  return { error, took: performance.now() - began };
}

type Treatment = (stream: ServerHttp2Stream, session: ServerHttp2Session, breakAll: () => void) => void;

/** Asks until it is answered: how soon a connection wakes is the machine's affair. */
async function retried<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isFault(error, "UNREACHABLE")) throw error;
    }
  }
}

/** A server of another kind, at a socket in `at`. */
async function listening<S extends Server | Http2Server>(server: S, at: string) {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.listen({ path: join(at, "agent.sock") });
  await once(server, "listening");
  const end = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { path: join(at, "agent.sock"), sockets, [Symbol.asyncDispose]: end };
}

describe("who cannot be reached was sent nothing: UNREACHABLE", TIMEOUT, () => {
  test("no socket there, said at once", async () => {
    await using at = await folder();
    const { error, took } = await askAt({ kind: "unix", path: join(at.path, "agent.sock") });
    expect(error.fault).toEqual({ code: "UNREACHABLE", target: join(at.path, "agent.sock"), cause: "there is no such socket" });
    expect(took).toBeLessThan(1_000);
  });

  test("a socket whose process has gone, said at once", async () => {
    await using at = await folder();
    await leaveStaleSocket(join(at.path, "agent.sock"));
    const { error, took } = await askAt({ kind: "unix", path: join(at.path, "agent.sock") });
    expect(error.fault).toMatchObject({ code: "UNREACHABLE", cause: "refused: nobody listens there" });
    expect(took).toBeLessThan(1_000);
  });

  test("a file that is no socket", async () => {
    await using at = await folder();
    await writeFile(join(at.path, "agent.sock"), "");
    const { error } = await askAt({ kind: "unix", path: join(at.path, "agent.sock") });
    expect(error.fault).toMatchObject({ code: "UNREACHABLE", cause: "refused: nobody listens there" });
  });

  test.skipIf(process.getuid?.() === 0)("a socket that is not for us", async () => {
    await using rig = await Rig.start();
    await chmod(rig.socket, 0);
    expect((await askAt({ kind: "unix", path: rig.socket })).error.fault).toMatchObject({
      code: "UNREACHABLE",
      cause: "permission denied",
    });
  });

  test("one that takes the connection and says nothing, as a stopped process does: when the time to connect is over", async () => {
    await using at = await folder();
    const received: Buffer[] = [];
    const silent = createServer((socket) => socket.on("data", (data) => received.push(data)).on("error", () => {}));
    await using it = await listening(silent, at.path);
    const { error, took } = await askAt({ kind: "unix", path: it.path }, { connectTimeout: ms(120) });
    expect(error.fault).toMatchObject({ code: "UNREACHABLE", cause: "somebody listens there, but did not answer within 0.12 s" });
    expect(took).toBeLessThan(1_000);
    expect(Buffer.concat(received).toString("latin1")).not.toContain("Supervisor"); // the HTTP/2 preface, and no request
  });

  test("one that says nothing is waited for on one connection, however often it is asked, and answers when it has woken", async () => {
    await using rig = await Rig.start();
    await using at = await folder();
    const path = join(at.path, "agent.sock");
    const asleep: Socket[] = [];
    await using it = await listening(
      createServer((socket) => asleep.push(socket.on("error", () => {}))),
      at.path,
    );
    await using client = connectHost({ kind: "unix", path }, { ...PATIENT, connectTimeout: ms(50) });
    for (let time = 0; time < 3; time += 1) {
      expect((await faultOf(client.status(ANY, context()))).fault.code).toBe("UNREACHABLE");
    }
    expect(it.sockets.size).toBe(1);
    const behind = connect({ path: rig.socket });
    for (const socket of asleep) socket.pipe(behind).pipe(socket);
    expect(await retried(() => client.status(ANY, context()))).toEqual(STATUS);
    expect(it.sockets.size).toBe(1);
    behind.destroy();
  });

  test("one that hangs up, and that is not tried again behind our back", async () => {
    await using at = await folder();
    await using it = await listening(
      createServer((socket) => void socket.destroy()),
      at.path,
    );
    await using client = connectHost({ kind: "unix", path: it.path }, PATIENT);
    expect((await faultOf(client.status(ANY, context()))).fault.code).toBe("UNREACHABLE");
    await new Promise((resolve) => setTimeout(resolve, 50)); // gRPC has one more try under way
    const tries = it.sockets.size;
    await new Promise((resolve) => setTimeout(resolve, 400)); // none is planned
    expect(it.sockets.size).toBe(tries);
  });

  test("one that hangs up after its silence is not tried again until it is asked again", async () => {
    await using at = await folder();
    let awake = false;
    const sleeper = createServer((socket) => void (awake ? socket.destroy() : socket.on("error", () => {})));
    await using it = await listening(sleeper, at.path);
    await using client = connectHost({ kind: "unix", path: it.path }, { ...PATIENT, connectTimeout: ms(50) });
    expect((await faultOf(client.status(ANY, context()))).message).toContain("did not answer within");
    awake = true;
    for (const socket of it.sockets) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50)); // gRPC has one more try under way
    const tries = it.sockets.size;
    await new Promise((resolve) => setTimeout(resolve, 400)); // none is planned
    expect(it.sockets.size).toBe(tries);
    expect((await faultOf(client.status(ANY, context()))).fault).toMatchObject({ code: "UNREACHABLE", cause: "it hung up" });
  });

  test("one that speaks another protocol", async () => {
    await using at = await folder();
    await using it = await listening(
      createServer((socket) => socket.on("error", () => {}).end("220 mail ready\r\n")),
      at.path,
    );
    expect((await askAt({ kind: "unix", path: it.path })).error.fault.code).toBe("UNREACHABLE");
  });

  test("a port where nobody listens, and a name that nobody has", async () => {
    const probe = createServer().listen({ host: "127.0.0.1", port: 0 });
    await once(probe, "listening");
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, "close");
    const insecure = plainChannel("", "");
    const refused = await askAt({ kind: "tcp", address: tcpAddress("127.0.0.1", port), ...insecure });
    expect(refused.error.message).toBe(`cannot reach 127.0.0.1:${port}: refused`);
    const unnamed = await askAt(
      { kind: "tcp", address: "no-such-host.invalid:9910", ...insecure },
      { connectTimeout: ms(3_000) },
    );
    expect(unnamed.error.fault.code).toBe("UNREACHABLE");
  });

  test("the wait for a connection ends when the caller gives up", async () => {
    await using at = await folder();
    await using it = await listening(
      createServer((socket) => socket.on("error", () => {})),
      at.path,
    );
    await using client = connectHost({ kind: "unix", path: it.path }, PATIENT);
    const leaving = new AbortController();
    const asked = [
      faultOf(client.status(ANY, context(leaving.signal))),
      faultOf(all(client.operate(request(), context(leaving.signal)))),
    ];
    await once(leaving.signal, "abort", { signal: AbortSignal.timeout(50) }).catch(() => {});
    const began = performance.now();
    leaving.abort(new Error("Ctrl-C"));
    asked.push(faultOf(client.status(ANY, context(leaving.signal))));
    for (const error of await Promise.all(asked)) expect(error.fault).toEqual({ code: "CANCELLED", why: "Ctrl-C" });
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test("closing the connection ends the wait, and nothing is left to fail later", async () => {
    await using at = await folder();
    await using it = await listening(
      createServer((socket) => socket.on("error", () => {})),
      at.path,
    );
    const client = connectHost({ kind: "unix", path: it.path }, PATIENT);
    const asked = faultOf(client.status(ANY, context()));
    client.close();
    expect((await asked).fault.code).toBe("CANCELLED");
  });

  test("a path that no socket can have is refused before anything is tried", () => {
    expect(() => connectHost({ kind: "unix", path: `/tmp/${"x".repeat(110)}` }, PATIENT)).toThrow(/more than the 107/);
  });
});

describe("who was reached and does not answer may have acted: NOT_RESPONDING", TIMEOUT, () => {
  /** Speaks HTTP/2 and treats the streams of requests as the test says. */
  const agentThat = (treats: Treatment) => {
    const server = createHttp2();
    const sockets = new Set<Socket>();
    server.on("connection", (socket: Socket) => sockets.add(socket));
    const breakAll = () => {
      for (const socket of sockets) socket.destroy();
    };
    server.on("session", (session) =>
      session
        .on("error", () => {})
        .on("stream", (stream) =>
          treats(
            stream.on("error", () => {}),
            session,
            breakAll,
          ),
        ),
    );
    return server;
  };

  test("never a word to the request", async () => {
    await using at = await folder();
    await using it = await listening(
      agentThat(() => {}),
      at.path,
    );
    const { error } = await askAt({ kind: "unix", path: it.path }, { callTimeout: ms(80) });
    expect(error.fault).toEqual({ code: "NOT_RESPONDING", target: it.path, pid: null, afterMs: 80 });
  });

  test.each<[string, Treatment]>([
    ["the connection breaks", (_, __, breakAll) => breakAll()],
    ["the connection is ended", (_, session) => session.destroy()],
    ["the stream is reset", (stream) => stream.close(2)],
    ["the stream is cancelled", (stream) => stream.close(8)],
    [
      "the answer has no status",
      (stream) => stream.respond({ ":status": 200, "content-type": "application/grpc" }, { endStream: true }),
    ],
    ["a proxy answers", (stream) => stream.respond({ ":status": 503 }, { endStream: true })],
  ])("%s", async (_, treats) => {
    await using at = await folder();
    await using it = await listening(agentThat(treats), at.path);
    const { error } = await askAt({ kind: "unix", path: it.path });
    expect([error.fault.code, error.message]).toEqual(["NOT_RESPONDING", expect.stringContaining("broke off")]);
    await using client = connectHost({ kind: "unix", path: it.path }, PATIENT);
    expect((await faultOf(all(client.operate(request(), context())))).fault.code).toBe("NOT_RESPONDING");
  });

  test("but a stream that is refused unread was never seen: UNREACHABLE", async () => {
    await using at = await folder();
    await using it = await listening(
      agentThat((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM)),
      at.path,
    );
    await using client = connectHost({ kind: "unix", path: it.path }, PATIENT);
    expect((await faultOf(client.status(ANY, context()))).fault.code).toBe("UNREACHABLE");
    expect((await faultOf(all(client.operate(request(), context())))).fault.code).toBe("UNREACHABLE");
  });

  test("an agent that is killed in the middle of an operation", async () => {
    await using rig = await Rig.start({ drainMs: 0 });
    const updates = iterate(rig.client.operate(request(), context()));
    rig.host.onOperate = async function* ({ id }, { signal }) {
      yield { t: "accepted", operation: { ...(await rig.host.onOperation(id, context())) } };
      await aborted(signal);
    };
    await updates.next();
    await rig.server[Symbol.asyncDispose]();
    expect((await faultOf(updates.next())).fault.code).toBe("NOT_RESPONDING");
  });
});

describe("one connection through several lives of an agent", TIMEOUT, () => {
  test("each call tries anew, and finds the agent when it is there", async () => {
    await using at = await folder();
    const path = join(at.path, "agent.sock");
    await using client = connectHost({ kind: "unix", path }, PATIENT);
    for (let life = 0; life < 3; life += 1) {
      expect((await faultOf(client.status(ANY, context()))).fault.code).toBe("UNREACHABLE");
      await using server = serverFor(new FakeHost());
      await server.bindUnix(path, { mode: 0o600, gid: null });
      expect(await client.status(ANY, context())).toEqual(STATUS);
      expect(await client.status(ANY, context())).toEqual(STATUS);
    }
    expect((await faultOf(client.status(ANY, context()))).fault).toMatchObject({
      code: "UNREACHABLE",
      cause: "there is no such socket",
    });
  });

  test("calls made together share one attempt and its cause", async () => {
    await using at = await folder();
    await using client = connectHost({ kind: "unix", path: join(at.path, "agent.sock") }, PATIENT);
    const errors = await Promise.all([1, 2, 3].map(() => faultOf(client.status(ANY, context()))));
    expect(errors.map((error) => error.message)).toEqual(new Array(3).fill(expect.stringContaining("there is no such socket")));
  });
});

test("over TCP as over a socket, with the caller that the door identifies", TIMEOUT, async () => {
  const host = new FakeHost();
  await using server = serverFor(host);
  const { port } = await server.bindTcp("127.0.0.1", 0, null, ({ method, needs, from }) =>
    localCaller(`${method} for a ${needs} from ${from.split(":")[0]}`),
  );
  await using client = connectHost({ kind: "tcp", address: tcpAddress("127.0.0.1", port), ...plainChannel("", "") }, PATIENT);
  expect(await client.status(ANY, context())).toEqual(STATUS);
  expect(host.asked[0]?.context.caller).toEqual(localCaller("Status for a viewer from 127.0.0.1"));
  await expect(server.bindTcp("127.0.0.1", port, null, () => localCaller(""))).rejects.toThrow(/EADDRINUSE/);
});

function serverFor(service: FakeHost): RpcServer {
  const { clock } = PATIENT;
  return new RpcServer({ service, host: "node3", clock, drainMs: ms(5_000), report: () => {}, onCall: () => {} });
}
