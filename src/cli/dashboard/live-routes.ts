import { Hono } from "hono";
import type { Clock } from "../../core/clock.ts";
import type { DashboardEnv } from "./dashboard-env.ts";
import { sendEvents } from "./event-stream.ts";
import type { LiveFeed } from "./live-feed.ts";
import { refused } from "./refusal.ts";
import { Seats } from "./seats.ts";

/** What the live stream is fed from. */
export interface LiveRouteParts {
  readonly feed: LiveFeed;
  readonly clock: Clock;
}

/** So many pages at once. */
const MOST_READERS = 32;

/** How everything stands, and what changes, as server-sent events. */
export function liveRoutes({ feed, clock }: LiveRouteParts): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  const seats = new Seats(MOST_READERS);
  app.get("/live", (c) => {
    const leave = seats.take();
    if (leave === null) return c.json(refused("BUSY", `${MOST_READERS} pages are open already; close one of them`), 503);
    const lastId = c.req.header("last-event-id") ?? null;
    c.env.outgoing.once("close", leave);
    return sendEvents(c.env.outgoing, clock, (signal) => feed.read(lastId, signal));
  });
  return app;
}
