import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { hookJson } from "../../../src/cli/rollout/hook-facts.ts";
import { runHook } from "../../../src/cli/rollout/run-hook.ts";
import { hookUrlOf } from "../../../src/config/hook-url-of.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import { createAuthority } from "../../../src/pki/create-authority.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { eventually } from "../../helpers/home.ts";
import { FACTS, httpHook } from "./hook-samples.ts";

const timeout = 20_000;
const never = new AbortController().signal;
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** A real server; its address without the scheme. */
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (status: number, body = "", headers: Readonly<Record<string, string>> = {}) =>
  serve((_, response) => void response.writeHead(status, headers).end(body));

const run = (hook: ReturnType<typeof httpHook>, { clock = new FakeClock(), signal = never } = {}) =>
  runHook(hook, FACTS, { clock, env: {}, signal });

test("the facts are its body, %h is the host", { timeout }, async () => {
  const seen: { request: IncomingMessage; body: string }[] = [];
  const at = await serve(async (request, response) => {
    seen.push({ request, body: await text(request) });
    response.writeHead(204).end();
  });
  const clock = new FakeClock();
  expect(await run(httpHook(`http://${at}/%h/drain?host=%h&a=%20`), { clock })).toBeUndefined();
  expect(clock.pending).toBe(0);
  await run(httpHook(`http://${at}/`, { method: "PUT" }));
  await run(httpHook(`http://${at}/`, { method: "GET" }));
  await run(httpHook(`http://${at}/`, { method: "DELETE" }));
  const said = seen.map(({ request, body }) => [request.method, request.url, request.headers["content-type"], body]);
  const json = hookJson(FACTS);
  expect(said).toEqual([
    ["POST", "/node3.ams/drain?host=node3.ams&a=%20", "application/json", json],
    ["PUT", "/", "application/json", json],
    ["GET", "/", undefined, ""],
    ["DELETE", "/", undefined, ""],
  ]);
  expect(seen[0]?.request.headers).toMatchObject({ "user-agent": "ImageServing-hook", "content-length": String(json.length) });
});

describe("the status", () => {
  test.each<[number, number | null, string | null]>([
    [200, null, null],
    [299, null, null],
    [204, 204, null],
    [404, 404, null],
    [200, 204, "answered 200, not 204: no\\x07|so"],
    [500, null, "answered 500: no\\x07|so"],
    [302, null, "answered 302, and redirects are not followed: no\\x07|so"],
  ])("%i where %s is wanted", { timeout }, async (status, wanted, why) => {
    const at = await answering(status, status === 204 ? "" : "no\nso\n", { Location: "http://127.0.0.1:1/" });
    const running = run(httpHook(`http://${at}/drain?token=secret`, { status: wanted }));
    if (why === null) return expect(await running).toBeUndefined();
    const message = `the before hook of node3.ams failed: POST http://${at}/drain ${why.replace("\\x07|", " | ")}`;
    await expect(running).rejects.toMatchObject({ name: "HookError", message });
  });
});

test("of a long answer no more is read than is of use", { timeout }, async () => {
  const at = await serve((_, response) => {
    response.writeHead(500);
    const more = () => {
      while (response.write("x".repeat(10_000)));
    };
    response.on("drain", more);
    more();
  });
  await expect(run(httpHook(`http://${at}/`))).rejects.toThrow(/answered 500: x{200}…$/);
});

test("nobody there, no HTTP", { timeout }, async () => {
  const at = await answering(200);
  server?.close();
  await expect(run(httpHook(`http://${at}/a`))).rejects.toThrow(
    `the before hook of node3.ams failed: POST http://${at}/a: connect ${at}: refused`,
  );
  await using plain = createPlainServer(
    (socket) =>
      void socket
        .resume()
        .on("error", () => {})
        .end("nonsense\n"),
  ).listen(0, "127.0.0.1");
  await once(plain, "listening");
  await expect(run(httpHook(`http://127.0.0.1:${(plain.address() as AddressInfo).port}/`))).rejects.toThrow(/Parse Error/);
});

test("an answer that breaks off is a failure", { timeout }, async () => {
  const at = await serve((_, response) => {
    response.writeHead(200, { "Content-Length": "100" });
    response.write("half", () => response.destroy());
  });
  await expect(run(httpHook(`http://${at}/`))).rejects.toThrow("the connection was closed before the end of the answer");
});

test("over TLS a server that nobody vouches for is refused", { timeout }, async () => {
  const { certificate, key } = await createAuthority({ now: systemClock.wall(), notAfter: new Date("2100-01-01") });
  await using secure = createSecureServer({ key, cert: certificate }).listen(0, "127.0.0.1");
  await once(secure, "listening");
  const { port } = secure.address() as AddressInfo;
  await expect(run(httpHook(`https://127.0.0.1:${port}/`))).rejects.toThrow(
    /self-signed certificate|unsuitable certificate purpose/,
  );
});

test.each([
  ["does not answer", () => {}],
  ["does not end", (_: unknown, response: { write(text: string): void }) => response.write("going on")],
])("one that %s has its time, and no more", { timeout }, async (_, listener) => {
  const at = await serve(listener as RequestListener);
  const clock = new FakeClock();
  const asked = once(server as Server, "request");
  const closed = once(server as Server, "connection").then(([socket]) => once(socket, "close"));
  const failed = expect(run(httpHook(`http://${at}/`, { timeout: ms(10_000) }), { clock })).rejects.toThrow(
    `the before hook of node3.ams failed: POST http://${at}/ did not answer within 10s`,
  );
  await asked;
  await clock.advance(9_999);
  await clock.advance(1);
  await failed;
  await closed;
  expect(clock.pending).toBe(0);
});

test("an abort ends it, and its reason is the answer", { timeout }, async () => {
  const at = await serve(() => {});
  const [clock, stop] = [new FakeClock(), new AbortController()];
  const asked = once(server as Server, "request");
  const failed = expect(run(httpHook(`http://${at}/`), { clock, signal: stop.signal })).rejects.toThrow("enough");
  await asked;
  stop.abort(new Error("enough"));
  await failed;
  expect(clock.pending).toBe(0);
  await eventually(() => new Promise<boolean>((yes) => server?.getConnections((_, count) => yes(count === 0))), "its end");
});

test("a name that would mean another host is not called", { timeout }, async () => {
  expect(hookUrlOf("http://%h:81/%h", "Node_3.ams")?.href).toBe("http://node_3.ams:81/Node_3.ams");
  expect(hookUrlOf("http://%h/", "10.0.0.9")?.href).toBe("http://10.0.0.9/");
  expect(hookUrlOf("http://%h/", "10.1")).toBeNull();
  expect(hookUrlOf("http://a/%h", "10.1")?.href).toBe("http://a/10.1");
  expect(hookUrlOf("http://a/%h", "a/../b?c")?.href).toBe("http://a/a%2F..%2Fb%3Fc");
  expect(hookUrlOf("http://%h/", "me@b")).toBeNull();
  const facts = { ...FACTS, host: { ...FACTS.host, name: "10.1" } };
  const world = { clock: new FakeClock(), env: {}, signal: never };
  await expect(runHook(httpHook("http://%h/"), facts, world)).rejects.toThrow("where it would mean another");
});
