import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Clock } from "../../core/clock.ts";
import type { RolloutDetail } from "../../web/protocol.ts";
import { type AccessRules, KEY_HEADER, refusalOf } from "./access.ts";
import { actionRoutes, type Planning } from "./action-routes.ts";
import type { DashboardEnv } from "./dashboard-env.ts";
import { type HostRouteParts, hostRoutes } from "./host-routes.ts";
import type { LiveFeed } from "./live-feed.ts";
import { liveRoutes } from "./live-routes.ts";
import type { PageFile } from "./page-files.ts";
import { pageRoutes } from "./page-routes.ts";
import { refused, refusedBy } from "./refusal.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { sendJson } from "./send-json.ts";

/** Everything that the dashboard answers from. */
export interface DashboardParts extends HostRouteParts {
  readonly rules: AccessRules;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly feed: LiveFeed;
  readonly clock: Clock;
  /** Null: there is no such rollout. */
  rollout(id: string): RolloutDetail | null;
  /** Null: nothing can be changed from the page. */
  readonly planning: Planning | null;
  /** Told of defects. */
  report(error: unknown): void;
}

const MOST_BYTES = 512 * 1_024;

/** All that a browser can ask the dashboard. Access is looked at first, for every request alike. */
export function dashboardApp(parts: DashboardParts): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
    const refusal = refusalOf(askedOf(c), parts.rules);
    if (refusal === null) return await next();
    const { status, message } = refusal;
    return c.req.path.startsWith("/api/") ? c.json(refused("REFUSED", message), status) : c.html(refusedPage(message), status);
  });
  app.use(
    "/api/*",
    bodyLimit({ maxSize: MOST_BYTES, onError: (c) => c.json(refused("TOO_LARGE", "that is too much at once"), 413) }),
  );
  app.route("/", pageRoutes(parts));
  app.route("/api", liveRoutes(parts));
  app.route("/api", hostRoutes(parts));
  app.get("/api/rollouts/:id", (c) => {
    const found = parts.rollout(c.req.param("id"));
    return found === null ? c.json(refused("NOT_FOUND", "there is no such rollout here"), 404) : sendJson(c, found);
  });
  app.route("/api", actionRoutes(parts.planning));
  app.notFound((c) => c.json(refused("NOT_FOUND", "there is nothing here"), 404));
  app.onError((error, c) => {
    const { status, body } = refusedBy(error);
    if (status === 500) parts.report(error);
    return c.json(body, status, SECURITY_HEADERS);
  });
  return app;
}

function askedOf({ req }: Context<DashboardEnv>) {
  const header = (name: string) => req.header(name) ?? null;
  return {
    method: req.method,
    path: req.path,
    host: header("host"),
    origin: header("origin"),
    contentType: header("content-type"),
    fetchSite: header("sec-fetch-site"),
    fetchMode: header("sec-fetch-mode"),
    fetchDest: header("sec-fetch-dest"),
    cookie: header("cookie"),
    key: header(KEY_HEADER),
  };
}

/** The message is ours and holds no text of others but a quoted host, which is escaped. */
const refusedPage = (message: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>ImageServing</title><h1>Not here</h1><p>${escaped(message)}.</p><p><a href="/">Try again</a></p></html>`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
