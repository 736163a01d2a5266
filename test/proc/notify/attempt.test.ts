import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { attempt } from "../../../src/agent/notify/attempt.ts";
import { type Message, messageJson } from "../../../src/agent/notify/message.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { ms, seconds } from "../../../src/core/duration.ts";
import type { Hook } from "../../../src/core/hook.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { alive, eventually } from "../../helpers/home.ts";
import { told } from "../../unit/agent/notify/samples.ts";

const timeout = 20_000;
const never = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), "is-notify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MESSAGE: Message = {
  host: "node3.ams",
  notification: "pager",
  agentLife: "life",
  lost: 2,
  matter: { t: "told", sequence: 7, told: told("crashed") },
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Http = Extract<Hook, { readonly kind: "http" }>;
const http = (url: string, over: Partial<Http> = {}): Hook => ({
  kind: "http",
  url,
  method: "POST",
  status: null,
  timeout: seconds(20),
  ...over,
});
const program = (...command: readonly [string, ...string[]]): Hook => ({
  kind: "command",
  command,
  folder,
  timeout: seconds(20),
});
const run = (way: Hook, { clock = systemClock as FakeClock | typeof systemClock, env = process.env, signal = never } = {}) =>
  attempt(way, MESSAGE, { clock, env }, signal);

describe("an http address", () => {
  test("gets the message as its body, on a connection of its own", { timeout }, async () => {
    const seen: { request: IncomingMessage; body: string }[] = [];
    const at = await serve(async (request, response) => {
      seen.push({ request, body: await text(request) });
      response.writeHead(202).end();
    });
    const clock = new FakeClock();
    expect(await run(http(`http://${at}/hook/%h?a=%20`), { clock })).toBeNull();
    expect(clock.pending).toBe(0);
    expect(seen.map(({ request, body }) => [request.method, request.url, request.headers["content-type"], body])).toEqual([
      ["POST", "/hook/node3.ams?a=%20", "application/json", messageJson(MESSAGE)],
    ]);
    expect(seen[0]?.request.headers["user-agent"]).toBe("ImageServing-notification");
  });

  test.each<[number, number | null, string | null]>([
    [200, null, null],
    [204, 204, null],
    [404, null, "answered 404: no such | route"],
    [200, 202, "answered 200, not 202: no such | route"],
    [302, null, "answered 302, and redirects are not followed: no such | route"],
  ])("answers %i where %s is wanted; nothing of its path is told", { timeout }, async (status, wanted, why) => {
    const at = await serve((_, response) =>
      response.writeHead(status, { Location: "http://127.0.0.1:1/" }).end(status === 204 ? "" : "no such\nroute\n"),
    );
    const said = await run(http(`http://${at}/services/T0/SECRET?token=SECRET`, { status: wanted }));
    expect(said).toBe(why === null ? null : `POST http://${at} ${why}`);
  });

  test("where nobody listens, and one that says nothing in time", { timeout }, async () => {
    expect(await run(http("http://127.0.0.1:1/SECRET"))).toBe("POST http://127.0.0.1:1: connect 127.0.0.1:1: refused");
    const mute = createPlainServer(() => {}).listen(0, "127.0.0.1");
    await once(mute, "listening");
    const at = `127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const clock = new FakeClock();
    const connected = once(mute, "connection");
    const running = run(http(`http://${at}/SECRET`, { timeout: ms(10_000) }), { clock });
    const [socket] = await connected;
    const closed = once(socket.resume(), "close");
    await clock.advance(10_000);
    expect(await running).toBe(`POST http://${at} did not answer within 10s`);
    await closed;
    mute.close();
  });
});

describe("a program", () => {
  test("gets the message on its input, in its environment and in its arguments", { timeout }, async () => {
    const script = 'cat > input; env > environment; printf "%s\\n" "$@" > arguments';
    const env = { ...process.env, IMAGESERVING_COMPONENT: "stale", IMAGESERVING_HOME: "/agents/own", NOTIFY_SOCKET: "/systemd" };
    expect(await run(program("sh", "-c", script, "sh", "%h", "%c", "%e", "%%h"), { env })).toBeNull();
    const read = (name: string) => readFileSync(join(folder, name), "utf8");
    expect(read("input")).toBe(`${messageJson(MESSAGE)}\n`);
    expect(read("arguments")).toBe("node3.ams\nis\ncrashed\n%node3.ams\n");
    const seen = read("environment");
    for (const line of [
      "IMAGESERVING_EVENT=crashed",
      "IMAGESERVING_COMPONENT=is",
      "IMAGESERVING_LOST=2",
      `PATH=${process.env.PATH}`,
    ])
      expect(seen).toContain(line);
    expect(seen).not.toMatch(/IMAGESERVING_HOME|NOTIFY_SOCKET|stale/);
  });

  test("that fails says why in its last lines, made harmless", { timeout }, async () => {
    const said = await run(program("sh", "-c", 'printf "one\\ntwo \\033[31mred\\n"; exit 3'));
    expect(said).toBe("sh ended with exit code 3: one | two red");
    expect(await run(program("/nowhere/page"))).toContain("there is no such program");
  });

  test("that takes too long is ended with all that it started", { timeout }, async () => {
    writeFileSync(join(folder, "pids"), "");
    const clock = new FakeClock();
    const way = { ...program("sh", "-c", "sleep 300 & echo $$ $! > pids; wait"), timeout: ms(5_000) };
    const running = run(way, { clock });
    const pids = await eventually(() => {
      const found = readFileSync(join(folder, "pids"), "utf8").trim().split(" ").filter(Boolean).map(Number);
      return found.length === 2 && found;
    }, "its pids");
    await clock.advance(5_000);
    expect(await running).toBe("sh did not end within 5s");
    await eventually(() => !pids.some(alive), "the end of both");
  });

  test("is ended with the agent", { timeout }, async () => {
    const ending = new AbortController();
    const running = run(program("sleep", "300"), { signal: ending.signal });
    ending.abort(new Error("the agent ends"));
    await expect(running).rejects.toThrow("the agent ends");
  });
});
