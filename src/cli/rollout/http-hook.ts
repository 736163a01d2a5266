import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { errnoOf, messageOf } from "../../core/fault.ts";
import type { Hook } from "../../core/hook.ts";
import { connectFailure } from "../../supervisor/probe/connect-failure.ts";
import { LastBytes } from "../last-bytes.ts";
import type { HookAttempt } from "./hook-attempt.ts";
import { type HookFacts, hookJson } from "./hook-facts.ts";
import { hookUrlOf } from "./hook-url-of.ts";

type HttpHook = Extract<Hook, { readonly kind: "http" }>;

/** No more of an answer is read. */
const MOST_BODY = 65_536;
const MOST_WORDS = 8_192;

/** One request on a connection of its own, with the facts as its body. Redirects are not followed. */
export function httpHook(hook: HttpHook, facts: HookFacts, signal: AbortSignal): HookAttempt {
  const body = new LastBytes(MOST_WORDS);
  const url = hookUrlOf(hook.url, facts.host.name);
  if (url === null)
    return {
      why: Promise.resolve("the name of this host cannot stand in the address of the hook, where it would mean another"),
      pending: () => "",
      said: () => "",
    };
  const what = `${hook.method} ${url.origin}${url.pathname}`; // the query may hold what is not for everybody
  const call = async (): Promise<string | null> => {
    let connected = false;
    try {
      const request = open(url, hook, facts, signal);
      request.once("socket", (socket) =>
        socket.once("connect", () => {
          connected = true;
        }),
      );
      const response = await answerTo(request);
      await readBody(response, body);
      return judge(response, hook.status, what);
    } catch (error) {
      signal.throwIfAborted();
      return `${what}: ${connected ? brokenOff(error) : connectFailure(endpointOf(url), error)}`;
    }
  };
  return { why: call(), pending: () => `${what} did not answer`, said: () => body.text };
}

function open(url: URL, { method }: HttpHook, facts: HookFacts, signal: AbortSignal): ClientRequest {
  const hasBody = method !== "GET" && method !== "DELETE";
  const body = hasBody ? Buffer.from(hookJson(facts)) : null;
  const about = body === null ? {} : { "Content-Type": "application/json", "Content-Length": body.length };
  const headers = { "User-Agent": "ImageServing-hook", Accept: "*/*", "Accept-Encoding": "identity", ...about };
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const asked = request(url, { method, agent: false, headers, signal }); // without an agent: no connection is kept or shared
  asked.end(body ?? undefined);
  return asked;
}

const answerTo = (request: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject); // also after the answer has begun: whoever reads it sees that
  });

async function readBody(response: IncomingMessage, body: LastBytes): Promise<void> {
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    body.add(chunk);
    length += chunk.length;
    if (length >= MOST_BODY) return; // which closes the connection
  }
}

function judge({ statusCode = 0 }: IncomingMessage, wanted: number | null, what: string): string | null {
  if (wanted === null ? statusCode >= 200 && statusCode <= 299 : statusCode === wanted) return null;
  if (wanted !== null) return `${what} answered ${statusCode}, not ${wanted}`;
  return `${what} answered ${statusCode}${statusCode >= 300 && statusCode <= 399 ? ", and redirects are not followed" : ""}`;
}

const brokenOff = (error: unknown): string =>
  errnoOf(error) === "ECONNRESET" ? "the connection was closed before the end of the answer" : messageOf(error);

const endpointOf = ({ hostname, port, protocol }: URL) => ({
  host: hostname.replace(/^\[(.*)\]$/, "$1"),
  port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
});
