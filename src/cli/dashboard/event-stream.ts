import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Clock, sleep } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import type { FeedEvent } from "./live-feed.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

/** A reader that has taken nothing for so long has gone. */
const PATIENCE = ms(60_000);

/**
 * Sends server-sent events until the source or the reader ends. The next one is asked for when the last one has left, so a slow
 * reader costs no memory; one that takes nothing at all is cut off.
 */
export function sendEvents(
  outgoing: ServerResponse,
  clock: Clock,
  source: (signal: AbortSignal) => AsyncIterable<FeedEvent>,
): Response {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  outgoing.on("error", () => gone.abort());
  outgoing.writeHead(200, { ...SECURITY_HEADERS, "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no" });
  outgoing.flushHeaders();
  void pump(outgoing, clock, source(gone.signal), gone.signal).finally(() => outgoing.end());
  return RESPONSE_ALREADY_SENT;
}

async function pump(
  outgoing: ServerResponse,
  clock: Clock,
  events: AsyncIterable<FeedEvent>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const { id, data } of events) {
      const room = outgoing.write(`${id === null ? "" : `id: ${id}\n`}data: ${data}\n\n`);
      if (!room) await drained(outgoing, clock, signal);
      if (signal.aborted) return;
    }
  } catch {
    outgoing.destroy(); // it is gone, or took nothing; what a source has to say of its end is an event
  }
}

async function drained(outgoing: ServerResponse, clock: Clock, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([over.signal, signal]);
  const late = sleep(clock, PATIENCE, either).then(() => {
    throw new Error("the reader takes nothing");
  });
  try {
    await Promise.race([once(outgoing, "drain", { signal: either }), late]);
  } finally {
    late.catch(() => {});
    over.abort();
  }
}
