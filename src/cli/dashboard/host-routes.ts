import { Hono } from "hono";
import type { Clock } from "../../core/clock.ts";
import { FaultError, isFault, messageOf } from "../../core/fault.ts";
import { harmlessLine } from "../../core/harmless-text.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import { selectHosts } from "../../fleet/select-hosts.ts";
import type { HostConnection } from "../../rpc/client.ts";
import type { LogMessage, SelectAnswer } from "../../web/protocol.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import type { DashboardEnv } from "./dashboard-env.ts";
import { eventCards } from "./event-cards.ts";
import { sendEvents } from "./event-stream.ts";
import type { FeedEvent } from "./live-feed.ts";
import { refused } from "./refusal.ts";
import { Seats } from "./seats.ts";
import { sendJson } from "./send-json.ts";
import { usageAnswer } from "./usage-answer.ts";

/** What is asked of single hosts. */
export interface HostRouteParts {
  readonly fleet: Fleet;
  /** Whether it is this host alone, whose agent need not be called by its name. */
  readonly isLocal: boolean;
  readonly clock: Clock;
}

const MOST_LOGS = 32;
const MOST_QUESTIONS = 64;
const MOST_EVENTS = 1_000;
const MOST_LINES = 5_000;
/** Of a line of a log; what is beyond is cut. */
const LONGEST_LINE = 8_192;
/** Lines that go over together: a page that draws them must not stall. */
const CHUNK = 500;

/** Which hosts a selector means; events, figures and logs of one. */
export function hostRoutes({ fleet, isLocal, clock }: HostRouteParts): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  const [logs, questions] = [new Seats(MOST_LOGS), new Seats(MOST_QUESTIONS)];
  const hosts = new Map(fleet.hosts.map((host) => [host.name, host]));
  const expected = (host: InventoryHost) => (isLocal ? "" : host.name);
  const find = (name: string): InventoryHost => {
    const host = hosts.get(name);
    if (host === undefined)
      throw new FaultError({ code: "INVALID_REQUEST", problem: `this dashboard has no host ${JSON.stringify(name)}` });
    return host;
  };
  const ask = async <T>(
    host: InventoryHost,
    gone: AbortSignal,
    question: (connection: HostConnection) => Promise<T>,
  ): Promise<T> => {
    const leave = questions.take();
    if (leave === null) throw new FaultError({ code: "INVALID_REQUEST", problem: "too many questions at once; try again" });
    try {
      await using connection = fleet.open(host);
      gone.throwIfAborted();
      return await question(connection);
    } finally {
      leave();
    }
  };
  app.get("/select", (c) => c.json(select(fleet, c.req.query("hosts") ?? "")));
  app.get("/hosts/:name/events", async (c) => {
    const host = find(c.req.param("name"));
    const limit = wholeNumber(c.req.query("limit"), 200, MOST_EVENTS);
    const component = c.req.query("component");
    const { signal } = c.req.raw;
    const components = component === undefined ? [] : [component];
    const query = { components, since: null, afterSequence: 0, limit, follow: false, expectedHost: expected(host) };
    return sendJson(c, await ask(host, signal, (at) => eventCards(at.events(query, fleet.callContext(signal)), clock)));
  });
  app.get("/hosts/:name/usage", async (c) => {
    const host = find(c.req.param("name"));
    const { signal } = c.req.raw;
    const query = { components: [], since: null, expectedHost: expected(host) };
    return sendJson(c, usageAnswer(await ask(host, signal, (at) => at.usage(query, fleet.callContext(signal))), clock.wall()));
  });
  app.get("/hosts/:name/logs", (c) => {
    const host = find(c.req.param("name"));
    const component = c.req.query("component");
    const query = {
      components: component === undefined ? [] : [component],
      lines: wholeNumber(c.req.query("lines"), 200, MOST_LINES),
      follow: true,
      expectedHost: expected(host),
    };
    const leave = logs.take();
    if (leave === null) return c.json(refused("BUSY", `${MOST_LOGS} logs are followed already; close one of them`), 503);
    c.env.outgoing.once("close", leave);
    return sendEvents(c.env.outgoing, clock, (signal) => logEvents(fleet, host, query, signal));
  });
  return app;
}

/** The hosts of this dashboard that a selector means, in the language of `--host`; an empty one means all. */
function select(fleet: Fleet, selector: string): SelectAnswer {
  if (selector.trim() === "") return { names: fleet.hosts.map(({ name }) => name) };
  try {
    const selected = new Set(
      selectHosts(fleet.inventory, { hosts: [selector], exclude: [], all: false }).map(({ name }) => name),
    );
    return { names: fleet.hosts.flatMap(({ name }) => (selected.has(name) ? [name] : [])) };
  } catch (error) {
    if (isFault(error, "NO_MATCH")) return { names: [] };
    throw error;
  }
}

async function* logEvents(
  fleet: Fleet,
  host: InventoryHost,
  query: Parameters<HostConnection["logs"]>[0],
  signal: AbortSignal,
): AsyncGenerator<FeedEvent> {
  const event = (message: LogMessage): FeedEvent => ({ id: null, data: JSON.stringify(message) });
  try {
    await using connection = fleet.open(host);
    for await (const { component, lines } of connection.logs(query, fleet.callContext(signal))) {
      for (let at = 0; at < lines.length; at += CHUNK) {
        yield event({ t: "lines", component, lines: lines.slice(at, at + CHUNK).map(shown) });
      }
    }
    yield event({ t: "end", why: "the host ended it" });
  } catch (error) {
    if (!signal.aborted) yield event({ t: "end", why: messageOf(error) });
  }
}

const shown = (line: string): string => harmlessLine(line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line);

function wholeNumber(text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,6}$/.test(text) || Number(text) > most)
    throw new FaultError({
      code: "INVALID_REQUEST",
      problem: `a whole number up to ${most} is needed, not ${JSON.stringify(text.slice(0, 20))}`,
    });
  return Number(text);
}
