import { once } from "node:events";
import { createServer } from "node:http";
import { Refusal } from "./refusal.mjs";

/**
 * @typedef {object} Answer
 * @property {number} [status] 200 when not given.
 * @property {string} type Content-Type.
 * @property {string | Uint8Array} body
 * @property {Record<string, string>} [headers]
 */

/** @typedef {(url: URL, request: import("node:http").IncomingMessage) => Answer | Promise<Answer>} Handler */

/**
 * By method and path; `*` as the last part of a path stands for any one name.
 *
 * @typedef {Record<string, Handler>} Routes
 */

/** Content-Type of what people read. */
export const PLAIN_TEXT = "text/plain; charset=utf-8";

/** How long a client may take to send its request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** How long, once stopping, a connection that has not asked for anything may still do so. */
const SILENCE_MS = 100;

/** An HTTP server that knows what it is doing: what is in flight, what was served, and how to end without cutting anything off. */
export class HttpService {
  #routes;
  #log;
  #server;
  #stopping = false;
  /**
   * Connections that have not asked for anything yet.
   *
   * @type {Set<import("node:net").Socket>}
   */
  #silent = new Set();
  /**
   * What is in flight, and since when.
   *
   * @type {Map<import("node:http").IncomingMessage, number>}
   */
  #startedAt = new Map();

  /** Answers sent in full, those of /health apart. */
  served = 0;

  /**
   * @param {Routes} routes
   * @param {import("./log.mjs").Log} log
   */
  constructor(routes, log) {
    this.#routes = routes;
    this.#log = log;
    this.#server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => this.#serve(request, response));
    this.#server.on("connection", (socket) => {
      this.#silent.add(socket);
      socket.once("close", () => this.#silent.delete(socket));
    });
  }

  /**
   * @param {number} port 0 takes a free one.
   * @param {string} host
   * @returns {Promise<number>} The port it listens on.
   */
  async listen(port, host) {
    this.#server.listen(port, host);
    await once(this.#server, "listening");
    return /** @type {import("node:net").AddressInfo} */ (this.#server.address()).port;
  }

  /**
   * What is in flight, one line each.
   *
   * @returns {string[]}
   */
  inFlight() {
    return [...this.#startedAt].map(([request, at]) => `${line(request)} for ${(performance.now() - at).toFixed(0)} ms`);
  }

  /**
   * Takes nothing new, finishes what is in flight, cuts off what is not done in time. Never rejects.
   *
   * @param {number} withinMs
   */
  async stop(withinMs) {
    this.#stopping = true;
    const closed = new Promise((done) => this.#server.close(done));
    // Node counts a connection without a request as busy, so one idle client would hold up the stop.
    const silence = setTimeout(() => this.#cutSilent(), SILENCE_MS);
    const deadline = setTimeout(() => this.#cutAll(), withinMs);
    await closed;
    clearTimeout(silence);
    clearTimeout(deadline);
  }

  #cutSilent() {
    for (const socket of this.#silent) socket.destroy();
  }

  #cutAll() {
    for (const request of this.inFlight()) this.#log(`cut off: ${request}`);
    this.#server.closeAllConnections();
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async #serve(request, response) {
    this.#silent.delete(request.socket);
    this.#startedAt.set(request, performance.now());
    response.once("close", () => this.#served(request, response));
    this.#send(response, await this.#answer(request));
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @returns {Promise<Answer>}
   */
  async #answer(request) {
    try {
      const url = urlOf(request);
      return await this.#handlerOf(request.method, url.pathname)(url, request);
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, type: PLAIN_TEXT, body: `${error.message}\n` };
      if (!request.socket.destroyed) this.#log(`error: ${line(request)}: ${error.stack.replaceAll(/\s*\n\s*/g, " | ")}`);
      return { status: 500, type: PLAIN_TEXT, body: "internal error; see the log\n" };
    }
  }

  /**
   * @param {string | undefined} method
   * @param {string} path
   * @returns {Handler}
   */
  #handlerOf(method, path) {
    const paths = [path, path.replace(/[^/]+$/, "*")];
    const asked = method === "HEAD" ? "GET" : method;
    const handler = paths.map((known) => this.#routes[`${asked} ${known}`]).find(Boolean);
    if (handler) return handler;
    const elsewhere = Object.keys(this.#routes).some((route) => paths.some((known) => route.endsWith(` ${known}`)));
    throw elsewhere ? new Refusal(405, `${method} is not possible here`) : new Refusal(404, `no such page: ${path}`);
  }

  /**
   * @param {import("node:http").ServerResponse} response
   * @param {Answer} answer
   */
  #send(response, { status = 200, type, body, headers = {} }) {
    const bytes = Buffer.from(body);
    const all = new Map(Object.entries({ ...headers, "Content-Type": type, "Content-Length": `${bytes.length}` }));
    if (status === 304) all.delete("Content-Length"); // it would mean the length of what the client has
    if (this.#stopping) all.set("Connection", "close"); // or a kept connection would hold up the stop
    response.statusCode = status;
    response.setHeaders(all).end(bytes);
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  #served(request, response) {
    const ms = performance.now() - (this.#startedAt.get(request) ?? 0);
    this.#startedAt.delete(request);
    const whole = response.writableFinished;
    if (whole && request.url !== "/health") this.served += 1;
    const bytes = whole ? Number(response.getHeader("Content-Length") ?? 0) : 0;
    this.#log(`${line(request)} ${whole ? response.statusCode : "aborted"} ${bytes} B ${ms.toFixed(1)} ms`);
  }
}

/** @param {import("node:http").IncomingMessage} request */
function urlOf(request) {
  const text = request.url ?? "";
  if (!URL.canParse(text, "http://localhost")) throw new Refusal(400, "the URL cannot be read");
  return new URL(text, "http://localhost");
}

/** @param {import("node:http").IncomingMessage} request */
function line(request) {
  return `${request.method} ${request.url?.slice(0, 200)}`;
}
