import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Probe } from "../../core/component-spec.ts";
import { errnoOf, messageOf } from "../../core/fault.ts";
import { connectFailure } from "./connect-failure.ts";
import { type Endpoint, endpointOf, showEndpoint } from "./endpoint.ts";
import type { Inquiry } from "./inquiry.ts";
import { isLocalHost } from "./local-address.ts";
import { TextSearch } from "./text-search.ts";

type HttpProbe = Extract<Probe, { readonly kind: "http" }>;

/** How much of a body is searched. */
export const BODY_LIMIT = 1_048_576;

/** One GET on a connection of its own. Redirects are not followed, and no more of the body is read than the question needs. */
export const askHttp = (probe: HttpProbe, signal: AbortSignal): Inquiry => new HttpInquiry(probe, signal);

class HttpInquiry implements Inquiry {
  readonly answer: Promise<string | null>;
  readonly #probe: HttpProbe;
  readonly #get: string;
  readonly #endpoint: Endpoint;
  #stage: "connect" | "wait" | "read" = "connect";

  constructor(probe: HttpProbe, signal: AbortSignal) {
    this.#probe = probe;
    this.#get = `GET ${probe.url}`;
    this.#endpoint = endpointOf(probe);
    this.answer = new Promise((resolve) => this.#ask(signal, resolve));
  }

  missing(): string {
    switch (this.#stage) {
      case "connect":
        return `connect ${showEndpoint(this.#endpoint)}: no answer`;
      case "wait":
        return `${this.#get}: connected, but no answer`;
      case "read":
        return `${this.#get} answered ${this.#probe.status}, but no ${JSON.stringify(this.#probe.body)} in the body`;
    }
  }

  #ask(signal: AbortSignal, resolve: (why: string | null) => void): void {
    const read = (response: IncomingMessage) => {
      this.#stage = "read";
      void judge(this.#get, this.#probe, response).then(resolve);
    };
    const request = open(this.#probe.url, this.#endpoint.host, signal);
    request.once("socket", (socket) => {
      socket.once("connect", () => {
        this.#stage = "wait";
      });
    });
    request.once("response", read);
    request.once("upgrade", (response, socket) => {
      socket.destroy(); // nobody asked for another protocol, and the request no longer owns it
      read(response);
    });
    request.on("error", (error) => {
      if (this.#stage !== "read") resolve(this.#unanswered(error)); // else whoever reads sees it
    });
    request.end();
  }

  #unanswered(error: Error & { readonly reason?: unknown; readonly syscall?: unknown }): string {
    if (this.#stage === "connect") return connectFailure(this.#endpoint, error);
    const code = errnoOf(error);
    const said = typeof error.reason === "string" ? error.reason : messageOf(error);
    if (code.startsWith("HPE_")) return `${this.#get}: the answer is not valid HTTP (${said})`;
    if (code === "EPROTO") return `${this.#get}: the TLS handshake failed (${tlsReason(said)})`;
    if (code !== "ECONNRESET") return `${this.#get}: ${said}`;
    return `${this.#get}: connection ${error.syscall === undefined ? "closed" : "reset"} without an answer`;
  }
}

/**
 * The certificate of an address on this machine is not verified: it is commonly self-signed, nothing leaves the machine,
 * and whether the right process answers is seen from who listens. Elsewhere it is verified.
 */
function open(url: string, host: string, signal: AbortSignal): ClientRequest {
  const headers = { "User-Agent": "ImageServing-probe", Accept: "*/*", "Accept-Encoding": "identity" };
  const options = { agent: false, headers, signal } as const; // without an agent: no connection is kept or shared
  if (new URL(url).protocol !== "https:") return requestHttp(url, options);
  return requestHttps(url, { ...options, rejectUnauthorized: !isLocalHost(host) });
}

async function judge(get: string, probe: HttpProbe, response: IncomingMessage): Promise<string | null> {
  const answered = `${get} answered ${response.statusCode}`;
  if (response.statusCode !== probe.status) return `${answered}, not ${probe.status}`;
  if (probe.body === null) return null;
  const search = new TextSearch(probe.body, BODY_LIMIT);
  try {
    for await (const chunk of response) {
      search.add(chunk);
      if (search.over) break;
    }
  } catch {
    return `${answered}, but the connection broke off before the end of the body`;
  }
  return search.found ? null : withoutText(answered, probe.body, search.full);
}

/** What went wrong, out of `…:SSL routines:ssl3_get_record:wrong version number:../deps/…`. */
const tlsReason = (said: string): string => /:SSL routines:[^:]*:([^:]*)/.exec(said)?.[1] ?? said;

/** Where a front end answers and only the content is missing, the fault is most likely behind it: it must not be blamed. */
function withoutText(answered: string, text: string, full: boolean): string {
  const where = full ? "the first 1 MiB of the body" : "the body";
  return `${answered} without ${JSON.stringify(text)} in ${where}; the component itself answers, suspect what it depends on`;
}
