import { once } from "node:events";
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { ENOUGH, type Server, StackProcess } from "./stack-process.ts";

const TIMEOUT = { timeout: 10_000 };
const SERVERS: Server[] = ["is", "svg", "ps"];
const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>';

/** A client that would like to keep its connections. */
const KEPT = new Agent({ keepAlive: true });

/** A drawing of which the server has the head and the first part, and waits for the rest. */
async function halfSent(svg: StackProcess): Promise<ClientRequest> {
  const headers = { Expect: "100-continue", "Transfer-Encoding": "chunked" };
  const sending = request(`http://${svg.origin}/render`, { method: "POST", headers, agent: KEPT });
  sending.flushHeaders();
  await once(sending, "continue");
  sending.write(DRAWING.slice(0, 20));
  return sending;
}

async function finish(sending: ClientRequest): Promise<IncomingMessage> {
  sending.end(DRAWING.slice(20));
  const [response] = await once(sending, "response");
  response.resume();
  return response;
}

async function connected(server: StackProcess) {
  const socket = connect(server.port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  return socket;
}

describe.each(SERVERS)("%s", (server) => {
  test("says that it starts, that it is ready, that it stops; exit code 0", TIMEOUT, async () => {
    await using running = await StackProcess.ready(server);
    expect((await running.get("/health")).status).toBe(200);
    running.kill("SIGTERM");
    expect(await running.exited).toEqual({ code: 0, signal: null });
    expect(running.lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, ""))).toEqual([
      `${server} starting, pid ${running.pid}`,
      `${server} ready on 127.0.0.1:${running.port}`,
      expect.stringMatching(new RegExp(`^${server} GET /health 200 \\d+ B \\d+\\.\\d ms$`)),
      `${server} stopping after SIGTERM, 0 requests in flight`,
      `${server} stopped`,
    ]);
    expect(await running.stderr).toBe("");
  });

  test("a port that is taken: named on stderr, exit code 1", TIMEOUT, async () => {
    await using first = await StackProcess.ready(server);
    await using second = new StackProcess(server, ...ENOUGH[server], "--port", `${first.port}`);
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(await second.stderr).toBe(`${server}: port ${first.port} on 127.0.0.1 is in use by another process\n`);
    expect((await first.get("/health")).status).toBe(200);
  });

  test("a wrong argument: usage on stderr, exit code 2", TIMEOUT, async () => {
    await using wrong = new StackProcess(server, ...ENOUGH[server], "--colour", "red");
    expect(await wrong.exited).toEqual({ code: 2, signal: null });
    expect(await wrong.stderr).toMatch(new RegExp(`^${server}: .*--colour.*\nusage: node ${server}.mjs --port N .*\n$`));
    expect(wrong.lines).toEqual([]);
  });
});

describe("arguments", () => {
  test.each([
    ["is", [], "--port is missing"],
    ["is", ["--port", "x"], '--port: a whole number from 0 to 65535 is wanted, not "x"'],
    ["is", ["--port", "65536"], '--port: a whole number from 0 to 65535 is wanted, not "65536"'],
    ["is", ["--port", "0", "--images", "/no/such"], '--images: there is no folder "/no/such"'],
    ["ps", ["--port", "0", "--is", "127.0.0.1:1"], "--svg is missing"],
    ["ps", ["--port", "0", "--is", "here", "--svg", "127.0.0.1:1"], '--is: HOST:PORT is wanted, not "here"'],
  ] as const)("%s %j", TIMEOUT, async (server, args, message) => {
    await using wrong = new StackProcess(server, ...args);
    expect(await wrong.exited).toEqual({ code: 2, signal: null });
    expect((await wrong.stderr).split("\n")[0]).toBe(`${server}: ${message}`);
  });
});

describe("stop", () => {
  test("finishes what is in flight, takes nothing new, and a second SIGTERM changes nothing", TIMEOUT, async () => {
    await using svg = await StackProcess.ready("svg");
    const sending = await halfSent(svg);
    svg.kill("SIGTERM");
    await svg.said(/stopping after SIGTERM, 1 request in flight/);
    svg.kill("SIGTERM");
    await svg.said(/SIGTERM again, already stopping/);
    await expect(svg.get("/health")).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    const response = await finish(sending);
    expect([response.statusCode, response.headers.connection]).toEqual([200, "close"]);
    expect(await svg.exited).toEqual({ code: 0, signal: null });
    expect(svg.lines.slice(-2).join("\n")).toMatch(/POST \/render 200 \d+ B .* ms\n.* stopped$/);
  });

  test("SIGINT does the same as SIGTERM", TIMEOUT, async () => {
    await using svg = await StackProcess.ready("svg");
    svg.kill("SIGINT");
    expect(await svg.exited).toEqual({ code: 0, signal: null });
    expect(svg.lines.at(-1)).toMatch(/ stopped$/);
  });

  test("is not held up by connections that ask for nothing", TIMEOUT, async () => {
    await using svg = await StackProcess.ready("svg");
    const silent = await connected(svg);
    await (await svg.get("/health")).text(); // leaves a kept connection
    svg.kill("SIGTERM");
    const [stopping, stopped] = [await svg.said(/stopping/), await svg.said(/stopped/)].map((line) =>
      Date.parse(line.slice(0, 24)),
    );
    expect((stopped as number) - (stopping as number)).toBeLessThan(2_000);
    expect(await svg.exited).toEqual({ code: 0, signal: null });
    silent.destroy();
  });

  test("before it is ready: it never becomes ready", TIMEOUT, async () => {
    await using is = new StackProcess("is", ...ENOUGH.is, "--start-delay", "600000");
    await is.said(/starting/);
    is.kill("SIGTERM");
    expect(await is.exited).toEqual({ code: 0, signal: null });
    expect(is.lines.some((line) => line.includes("ready on"))).toBe(false);
  });
});

test("--start-delay holds back the port", TIMEOUT, async () => {
  await using is = await StackProcess.ready("is", "--start-delay", "300");
  const [starting, ready] = is.lines.map((line) => Date.parse(line.slice(0, 24)));
  expect((ready as number) - (starting as number)).toBeGreaterThanOrEqual(295);
});

test("SIGQUIT: says how it stands, and goes on", TIMEOUT, async () => {
  await using svg = await StackProcess.ready("svg");
  const sending = await halfSent(svg);
  svg.kill("SIGQUIT");
  expect(await svg.said(/diagnostics: 1 request in flight/)).toMatch(/, memory \d+ MiB \(heap \d+ MiB\), up \d+ s$/);
  await svg.said(/diagnostics: in flight: POST \/render for \d+ ms$/);
  expect((await finish(sending)).statusCode).toBe(200);
});

test("a client that leaves costs a line in the log, nothing else", TIMEOUT, async () => {
  await using svg = await StackProcess.ready("svg");
  const sending = (await halfSent(svg)).on("error", () => {});
  sending.destroy();
  await svg.said(/POST \/render aborted 0 B/);
  expect((await svg.get("/health")).status).toBe(200);
  expect(svg.lines.some((line) => line.includes("error"))).toBe(false);
});
