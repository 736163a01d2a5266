import { HOST_MARK } from "../../config/fleet-address.ts";
import { hookUrlOf } from "../../config/hook-url-of.ts";
import { boundedAsk } from "../../core/bounded-ask.ts";
import type { Clock } from "../../core/clock.ts";
import { writeDuration } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import type { Hook } from "../../core/hook.ts";
import { LastBytes } from "../../core/last-bytes.ts";
import { COMPONENT_MARK, EVENT_MARK } from "../../core/notification.ts";
import { type Environment, inheritable } from "../../supervisor/child-environment.ts";
import { callHttp } from "../../supervisor/http-call.ts";
import { lastWords } from "../../supervisor/last-words.ts";
import { runToEnd } from "../../supervisor/run-to-end.ts";
import { eventOf, type Message, messageEnvironment, messageJson } from "./message.ts";

/** Where attempts are made. */
export interface AttemptWorld {
  readonly clock: Clock;
  /** The agent's own, which programs inherit without what is the agent's alone. */
  readonly env: Environment;
}

const MOST_WORDS = 8_192;

/**
 * Tries once to send a message. Resolves with null where it got through, else with why not, in one sentence that holds nothing of the
 * address but where it leads. Rejects with the signal's reason. Nothing of it is left then: no connection and no process of its group.
 */
export async function attempt(
  way: Hook,
  message: Message,
  { clock, env }: AttemptWorld,
  signal: AbortSignal,
): Promise<string | null> {
  signal.throwIfAborted();
  const output = new LastBytes(MOST_WORDS);
  const late = new Error("late");
  const ask = (timeUp: AbortSignal): Promise<string | null> => {
    const ending = AbortSignal.any([signal, timeUp]);
    return way.kind === "http" ? call(way, message, output, ending) : runProgram(way, message, env, output, ending);
  };
  const name = nameOf(way);
  try {
    const why = await boundedAsk(ask, { clock, within: way.timeout, late: () => late }).result;
    return why === null ? null : withWords(why, output);
  } catch (error) {
    signal.throwIfAborted();
    if (error !== late) return `${name}: ${messageOf(error)}`;
    const verb = way.kind === "http" ? "did not answer" : "did not end";
    return withWords(`${name} ${verb} within ${writeDuration(way.timeout)}`, output);
  }
}

/** What is called or run, without what is not for everybody: secrets stand in the path and the query of an address, and in arguments. */
export function nameOf(way: Hook): string {
  if (way.kind === "command") return way.command[0];
  const filled = way.url.replaceAll(HOST_MARK, "host");
  return `${way.method} ${URL.canParse(filled) ? new URL(filled).origin : "an address"}`;
}

function call(
  { url: template, method, status }: Extract<Hook, { readonly kind: "http" }>,
  message: Message,
  output: LastBytes,
  signal: AbortSignal,
): Promise<string | null> {
  const url = hookUrlOf(template, message.host);
  if (url === null)
    return Promise.resolve("the name of this host cannot stand in the address of the notification, where it would mean another");
  const request = { url, method, status, body: messageJson(message), userAgent: "ImageServing-notification" };
  return callHttp({ ...request, what: `${method} ${url.origin}`, onBody: (chunk) => output.add(chunk) }, signal);
}

async function runProgram(
  { command: [program, ...words], folder }: Extract<Hook, { readonly kind: "command" }>,
  message: Message,
  env: Environment,
  output: LastBytes,
  signal: AbortSignal,
): Promise<string | null> {
  const code = await runToEnd(
    {
      command: [program, ...words.map((word) => filled(word, message))],
      folder,
      env: { ...inheritable(env), ...messageEnvironment(message) },
      input: `${messageJson(message)}\n`,
      onOutput: (chunk) => output.add(chunk),
      onExit: () => {},
    },
    signal,
  );
  if (code === 0) return null;
  return code === null ? `${program} was ended by a signal` : `${program} ended with exit code ${code}`;
}

/** Each mark as it stands in the word: what is filled in is not looked through again. */
function filled(word: string, message: Message): string {
  const { matter } = message;
  const values: Readonly<Record<string, string>> = {
    [HOST_MARK]: message.host,
    [COMPONENT_MARK]: matter.t === "told" ? (matter.told.component ?? "") : "",
    [EVENT_MARK]: eventOf(message),
  };
  return word.replace(/%[hce]/g, (mark) => values[mark] ?? mark);
}

function withWords(why: string, output: LastBytes): string {
  const said = lastWords(output.text);
  return said === "" ? why : `${why}: ${said}`;
}
