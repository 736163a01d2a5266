import type { Told } from "./happening.ts";
import type { Summary } from "./held-back.ts";

/** What one message is about: something that happened, what was held back, or a trial. */
export type Matter =
  | { readonly t: "told"; readonly told: Told; readonly sequence: number }
  | { readonly t: "summary"; readonly summary: Summary; readonly sequence: number }
  | { readonly t: "trial"; readonly by: string; readonly at: Date };

/** One message, as a program or a server is told it. */
export interface Message {
  readonly host: string;
  /** Name of the notification. */
  readonly notification: string;
  /** Tells one life of the agent from another: in each, sequence numbers begin anew. */
  readonly agentLife: string;
  /** So many messages before this one never got through. */
  readonly lost: number;
  readonly matter: Matter;
}

/** How many things a matter stands for. */
export const countOf = (matter: Matter): number => (matter.t === "summary" ? matter.summary.count : 1);

/** In one word: an event, `summary` or `test`. */
export const eventOf = ({ matter }: Message): string =>
  matter.t === "told" ? matter.told.event : matter.t === "summary" ? "summary" : "test";

/** The sentence of something that happened. */
export const sentence = ({ component, what }: Told, host: string): string =>
  component === null ? `${host}: ${what}` : `${component} on ${host}: ${what}`;

/** A message in a sentence. */
export function messageText({ host, matter, lost, notification }: Message): string {
  const before = lost === 0 ? "" : ` (${lost} before this ${lost === 1 ? "was" : "were"} not delivered)`;
  if (matter.t === "told") return `${sentence(matter.told, host)}${before}`;
  if (matter.t === "trial") return `${host}: a trial of notification ${notification}, asked for by ${matter.by}${before}`;
  const { count, events } = matter.summary;
  const counts = Object.entries(events).map(([event, times]) => `${times} ${event}`);
  return `${host}: ${count} more ${count === 1 ? "thing" : "things"} happened: ${counts.join(", ")}${before}`;
}

/** A message as one line of JSON: a new field may come, none changes its meaning. */
export function messageJson(message: Message): string {
  const { matter } = message;
  const told = matter.t === "told" ? matter.told : null;
  return JSON.stringify({
    schemaVersion: 1,
    notification: message.notification,
    event: eventOf(message),
    host: message.host,
    component: told?.component ?? null,
    title: told?.title ?? null,
    text: messageText(message),
    at: atOf(matter),
    from: told?.from ?? null,
    to: told?.to ?? null,
    exit: told?.exit ?? null,
    reason: told?.reason ?? null,
    operation: told?.operation ?? null,
    summary: matter.t === "summary" ? matter.summary : null,
    lost: message.lost,
    sequence: matter.t === "trial" ? null : matter.sequence,
    agentLife: message.agentLife,
  });
}

const atOf = (matter: Matter): Date =>
  matter.t === "told" ? matter.told.at : matter.t === "summary" ? matter.summary.until : matter.at;

/** The kernel refuses a variable beyond 128 KiB, and with it the program. */
const MOST_VALUE = 8_192;

/** A message as environment variables; empty where there is nothing to say. */
export function messageEnvironment(message: Message): Readonly<Record<string, string>> {
  const { matter } = message;
  const told = matter.t === "told" ? matter.told : null;
  const values = {
    NOTIFICATION: message.notification,
    EVENT: eventOf(message),
    HOST: message.host,
    COMPONENT: told?.component ?? "",
    TITLE: told?.title ?? "",
    TEXT: messageText(message),
    AT: atOf(matter).toISOString(),
    FROM: told?.from?.state ?? "",
    TO: told?.to?.state ?? "",
    READY: told?.to === null || told === null ? "" : String(told.to.ready),
    REASON: told?.reason ?? "",
    EXIT_CODE: String(told?.exit?.code ?? ""),
    EXIT_SIGNAL: told?.exit?.signal ?? "",
    OPERATION: told?.operation?.id ?? "",
    BY: told?.operation?.by ?? "",
    LOST: String(message.lost),
    SEQUENCE: matter.t === "trial" ? "" : String(matter.sequence),
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`IMAGESERVING_${name}`, value.replaceAll("\0", "").slice(0, MOST_VALUE)]),
  );
}
