import { hookUrlOf } from "../../config/hook-url-of.ts";
import type { Hook } from "../../core/hook.ts";
import { LastBytes } from "../../core/last-bytes.ts";
import { callHttp } from "../../supervisor/http-call.ts";
import type { HookAttempt } from "./hook-attempt.ts";
import { type HookFacts, hookJson } from "./hook-facts.ts";

type HttpHook = Extract<Hook, { readonly kind: "http" }>;

const MOST_WORDS = 8_192;

/** One request on a connection of its own, with the facts as its body. Redirects are not followed. */
export function httpHook({ method, url: template, status }: HttpHook, facts: HookFacts, signal: AbortSignal): HookAttempt {
  const said = new LastBytes(MOST_WORDS);
  const url = hookUrlOf(template, facts.host.name);
  if (url === null)
    return {
      why: Promise.resolve("the name of this host cannot stand in the address of the hook, where it would mean another"),
      pending: () => "",
      said: () => "",
    };
  const what = `${method} ${url.origin}${url.pathname}`; // the query may hold what is not for everybody
  const body = method === "GET" || method === "DELETE" ? null : hookJson(facts);
  const call = { url, method, body, status, what, userAgent: "ImageServing-hook", onBody: (chunk: Buffer) => said.add(chunk) };
  return { why: callHttp(call, signal), pending: () => `${what} did not answer`, said: () => said.text };
}
