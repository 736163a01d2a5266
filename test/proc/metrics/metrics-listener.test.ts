import { once } from "node:events";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { connect, createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { MetricsListener, type MetricsParts } from "../../../src/agent/metrics/metrics-listener.ts";
import type { MetricsConfig } from "../../../src/core/agent-config.ts";
import { systemClock } from "../../../src/core/clock.ts";
import type { TlsPem } from "../../../src/rpc/client-tls.ts";
import { silentLog } from "../../../src/supervisor/agent-log.ts";
import { TestAuthority } from "../../helpers/authority.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { freePort } from "../../helpers/free-port.ts";

const TIMEOUT = { timeout: 30_000 };
const opened: MetricsListener[] = [];
afterEach(async () => {
  for (const listener of opened.splice(0)) await listener.close();
});

/** A listener of an agent with nothing to look after. */
function rig(clock: FakeClock | typeof systemClock = systemClock) {
  let reads = 0;
  const sources = {
    clock,
    log: silentLog,
    supervisor: { actors: [], names: [], unconfigured: [] },
    sampler: { refresh: async () => void reads++ },
    audit: { standing: { written: 0, waiting: 0, lost: 0, writable: true, whole: true } },
    feed: { droppedInAll: 0 },
    settings: () => ({ host: "node3", listen: null, metrics: null }),
    own: () => ({ state: "running", pid: 1, uptimeSeconds: 1, usage: null, version: "1", configHash: "" }),
    notifications: () => [],
  };
  const listener = new MetricsListener(sources as unknown as MetricsParts);
  opened.push(listener);
  return { listener, reads: () => reads };
}

const at = (port: number, tls: MetricsConfig["tls"] = null): MetricsConfig => ({ host: "127.0.0.1", port, tls, plain: false });

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly tls?: Partial<TlsPem>;
}

/** One request on a connection of its own. */
function ask(
  port: number,
  { method = "GET", path = "/metrics", tls }: Asked = {},
): Promise<{ answer: IncomingMessage; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, method, path, agent: false, ...tls, checkServerIdentity: () => undefined };
    const request = (tls === undefined ? requestHttp : requestHttps)(options, async (answer) =>
      resolve({ answer, body: await text(answer) }),
    );
    request.on("error", reject).end();
  });
}

describe("what is served", TIMEOUT, () => {
  test("GET and HEAD of /metrics, and nothing else", async () => {
    const port = await freePort();
    const { listener } = rig();
    await listener.use(at(port));
    const { answer, body } = await ask(port, { path: "/metrics?x=1" });
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    expect(body).toContain('imageserving_build_info{version="1",host="node3"} 1');
    const head = await ask(port, { method: "HEAD" });
    expect([head.answer.statusCode, head.body, Number(head.answer.headers["content-length"])]).toEqual([200, "", body.length]);
    const others: readonly Asked[] = [
      { path: "/" },
      { path: "/metrics/" },
      { path: "//metrics" },
      { method: "POST" },
      { method: "DELETE" },
    ];
    const codes = await Promise.all(others.map(async (other) => (await ask(port, other)).answer.statusCode));
    expect(codes).toEqual([404, 404, 404, 405, 405]);
  });

  test("many that ask at once cost one look at the host", async () => {
    const port = await freePort();
    const { listener, reads } = rig();
    await listener.use(at(port));
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => ask(port)));
    expect(answers.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(10);
    expect(reads()).toBeLessThanOrEqual(2);
    expect((await ask(port)).answer.statusCode).toBe(200);
  });
});

describe("whoever", TIMEOUT, () => {
  test("sends rubbish, too much or nothing is closed, and others are answered", async () => {
    const port = await freePort();
    const clock = new FakeClock();
    const { listener } = rig(clock);
    await listener.use(at(port));
    const silent = await dial(port);
    for (const rubbish of ["\0\0\0\r\n\r\n", `GET /metrics HTTP/1.1\r\nX: ${"a".repeat(20_000)}\r\n\r\n`]) {
      const socket = await dial(port);
      const closed = once(socket.resume(), "close");
      socket.write(rubbish);
      await closed;
    }
    expect((await ask(port)).answer.statusCode).toBe(200);
    const closed = once(silent.resume(), "close");
    await clock.advance(15_000);
    await closed;
  });

  test("opens too many connections keeps nobody out for longer than they live", async () => {
    const port = await freePort();
    const clock = new FakeClock();
    const { listener } = rig(clock);
    await listener.use(at(port));
    const held = await Promise.all(Array.from({ length: 16 }, () => dial(port)));
    await expect(ask(port)).rejects.toThrow();
    const closed = held.map((socket) => once(socket.resume(), "close"));
    await clock.advance(15_000);
    await Promise.all(closed);
    await expect.poll(async () => (await ask(port).catch(() => null))?.answer.statusCode, { timeout: 5_000 }).toBe(200);
  });
});

const dial = async (port: number): Promise<Socket> => {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  return socket;
};

describe("the address", TIMEOUT, () => {
  test("that is taken is a warning, and is had as soon as it is free", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const port = (blocker.address() as { port: number }).port;
    const clock = new FakeClock();
    const { listener } = rig(clock);
    await listener.use(at(port));
    expect(listener.warnings).toEqual([
      `its metrics cannot be read: cannot listen at 127.0.0.1:${port}: listen EADDRINUSE: address already in use 127.0.0.1:${port}; it tries again`,
    ]);
    await clock.advance(5_000);
    expect(listener.warnings.length).toBe(1);
    blocker.close();
    await once(blocker, "close");
    await expect
      .poll(async () => {
        await clock.advance(5_000);
        return listener.warnings;
      })
      .toEqual([]);
    expect((await ask(port)).answer.statusCode).toBe(200);
  });

  test("changes with the configuration, and counts go on; without one nobody listens", async () => {
    const [one, two] = [await freePort(), await freePort()];
    const { listener } = rig();
    await listener.use(at(one));
    listener.called("Status", "OK", 1 as never);
    await listener.use(at(two));
    await expect(ask(one)).rejects.toThrow("ECONNREFUSED");
    expect((await ask(two)).body).toContain('imageserving_grpc_calls_total{method="Status",code="OK"} 1');
    await listener.use(null);
    await expect(ask(two)).rejects.toThrow("ECONNREFUSED");
    expect(listener.warnings).toEqual([]);
  });

  test("several changes at once end with the last", async () => {
    const ports = [await freePort(), await freePort(), await freePort()] as const;
    const { listener } = rig();
    await Promise.all(ports.map((port) => listener.use(at(port))));
    const answers = await Promise.allSettled(ports.map((port) => ask(port)));
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  });
});

describe("with TLS", TIMEOUT, () => {
  test("whoever has a certificate of the authority may read, until it is revoked; nobody else", async () => {
    using authority = await TestAuthority.make();
    using stranger = await TestAuthority.make();
    await authority.issue("agent", "node3");
    const prometheus = await authority.issue("viewer", "prometheus");
    const foreign = { ...(await stranger.issue("viewer", "prometheus")), ca: authority.ca };
    const old = await authority.issue("viewer", "old", { endsInDays: -1 });
    const port = await freePort();
    const clock = new FakeClock({ wall: new Date() });
    const { listener } = rig(clock);
    await listener.use(at(port, { ...authority.tlsOf("node3"), denyList: null }));
    expect((await ask(port, { tls: prometheus })).answer.statusCode).toBe(200);
    for (const tls of [{ ca: authority.ca }, foreign, old])
      await expect(ask(port, { tls }), JSON.stringify(tls)).rejects.toThrow();
    await expect(ask(port)).rejects.toThrow();
    authority.deny(prometheus);
    await clock.advance(5_000);
    expect((await ask(port, { tls: prometheus })).answer.statusCode).toBe(403);
  });

  test("a certificate that is not there is a warning; one that is replaced is shown", async () => {
    using authority = await TestAuthority.make();
    const port = await freePort();
    const clock = new FakeClock({ wall: new Date() });
    const { listener } = rig(clock);
    await listener.use(at(port, { ...authority.tlsOf("node3"), denyList: null }));
    expect(listener.warnings[0]).toContain("node3.crt");
    await authority.issue("agent", "node3");
    const prometheus = await authority.issue("viewer", "prometheus");
    await expect
      .poll(async () => {
        await clock.advance(5_000);
        return listener.warnings;
      })
      .toEqual([]);
    const subject = async () => {
      const { answer } = await ask(port, { tls: prometheus });
      return (answer.socket as never as { getPeerCertificate(): { fingerprint256: string } }).getPeerCertificate().fingerprint256;
    };
    const before = await subject();
    await authority.issue("agent", "node3");
    await clock.advance(5_000);
    expect(await subject()).not.toBe(before);
  });
});
