import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { errnoOf, messageOf } from "../core/fault.ts";
import { connectFailure } from "./probe/connect-failure.ts";

/** One request that somebody else's server is to answer well. */
export interface HttpCall {
  readonly url: URL;
  readonly method: string;
  /** JSON; null: no body. */
  readonly body: string | null;
  /** What the answer must have; null: any from 200 to 299. */
  readonly status: number | null;
  readonly userAgent: string;
  /** How the call is named in messages: without what is not for everybody. */
  readonly what: string;
  /** The answer, as it comes. */
  onBody(chunk: Buffer): void;
}

/** No more of an answer is read. */
const MOST_BODY = 65_536;

/**
 * Makes the call on a connection of its own; redirects are not followed. Resolves with null where it was answered as wanted, else
 * with why not. Rejects with the signal's reason.
 */
export async function callHttp(call: HttpCall, signal: AbortSignal): Promise<string | null> {
  let connected = false;
  try {
    const request = open(call, signal);
    request.once("socket", (socket) =>
      socket.once("connect", () => {
        connected = true;
      }),
    );
    const response = await answerTo(request);
    await readBody(response, call);
    return judge(response, call);
  } catch (error) {
    signal.throwIfAborted();
    return `${call.what}: ${connected ? brokenOff(error) : connectFailure(endpointOf(call.url), error)}`;
  }
}

function open({ url, method, body, userAgent }: HttpCall, signal: AbortSignal): ClientRequest {
  const bytes = body === null ? null : Buffer.from(body);
  const about = bytes === null ? {} : { "Content-Type": "application/json", "Content-Length": bytes.length };
  const headers = { "User-Agent": userAgent, Accept: "*/*", "Accept-Encoding": "identity", ...about };
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const asked = request(url, { method, agent: false, headers, signal }); // without an agent: no connection is kept or shared
  asked.end(bytes ?? undefined);
  return asked;
}

const answerTo = (request: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject); // also after the answer has begun: whoever reads it sees that
  });

async function readBody(response: IncomingMessage, { onBody }: HttpCall): Promise<void> {
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    onBody(chunk);
    length += chunk.length;
    if (length >= MOST_BODY) return; // which closes the connection
  }
}

function judge({ statusCode = 0 }: IncomingMessage, { status, what }: HttpCall): string | null {
  if (status === null ? statusCode >= 200 && statusCode <= 299 : statusCode === status) return null;
  if (status !== null) return `${what} answered ${statusCode}, not ${status}`;
  return `${what} answered ${statusCode}${statusCode >= 300 && statusCode <= 399 ? ", and redirects are not followed" : ""}`;
}

const brokenOff = (error: unknown): string =>
  errnoOf(error) === "ECONNRESET" ? "the connection was closed before the end of the answer" : messageOf(error);

const endpointOf = ({ hostname, port, protocol }: URL) => ({
  host: hostname.replace(/^\[(.*)\]$/, "$1"),
  port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
});
