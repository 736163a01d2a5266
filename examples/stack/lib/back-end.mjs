import { get } from "node:http";
import { buffer } from "node:stream/consumers";
import { Refusal } from "./refusal.mjs";

/** How long an image may take. */
const IMAGE_TIMEOUT_MS = 5_000;

/** How long a sign of life may take: less than anyone waits for the health page. */
const HEALTH_TIMEOUT_MS = 1_000;

/** A server that makes images, as the Platform Server sees it. */
export class BackEnd {
  #server;
  #title;
  #origin;
  #path;

  /**
   * @param {string} server Its name for itself.
   * @param {string} title Its name for people.
   * @param {string} origin HOST:PORT
   * @param {string} path Where images are asked for.
   */
  constructor(server, title, origin, path) {
    this.#server = server;
    this.#title = `${title} ${origin}`;
    this.#origin = origin;
    this.#path = path;
  }

  /**
   * @param {URLSearchParams} query
   * @param {AbortSignal} signal
   * @returns {Promise<Reply>} Rejects with a refusal: 404 when it does not know the image, 502 when it does not answer.
   */
  async image(query, signal) {
    const reply = await this.#ask(`${this.#path}?${query}`, IMAGE_TIMEOUT_MS, signal);
    if (reply.status === 404) throw new Refusal(404, reply.body.toString().trim());
    return reply;
  }

  /**
   * Whether it lives, asked now. Another program that answers on its port does not count.
   *
   * @returns {Promise<{ alive: boolean, text: string }>}
   */
  async health() {
    try {
      const { body } = await this.#ask("/health", HEALTH_TIMEOUT_MS);
      const { server, version, pid, requests } = JSON.parse(body.toString());
      if (server !== this.#server) return { alive: false, text: `the ${this.#title} is another server` };
      return { alive: true, text: `${this.#origin} version ${version} pid ${pid} requests ${requests}` };
    } catch (error) {
      const text = error instanceof Refusal ? error.message : `the ${this.#title} is another program`;
      return { alive: false, text };
    }
  }

  /**
   * @param {string} path
   * @param {number} timeoutMs
   * @param {...AbortSignal} signals Any of them ends it early.
   */
  async #ask(path, timeoutMs, ...signals) {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await fetchWhole(`http://${this.#origin}${path}`, AbortSignal.any([timeout, ...signals]));
    } catch (error) {
      const reason = timeout.aborted ? `no answer within ${timeoutMs} ms` : error.code;
      throw new Refusal(502, `the ${this.#title} does not answer: ${reason}`);
    }
  }
}

/** @typedef {{ status: number, type: string, body: Buffer }} Reply */

/**
 * A connection of its own each time: a kept one may just be closing, which would look like a server that is down.
 *
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Reply>}
 */
async function fetchWhole(url, signal) {
  /** @type {import("node:http").IncomingMessage} */
  const response = await new Promise((resolve, reject) => {
    get(url, { agent: false, signal }, resolve).on("error", reject);
  });
  const body = await buffer(response);
  return { status: response.statusCode ?? 0, type: response.headers["content-type"] ?? "application/octet-stream", body };
}
