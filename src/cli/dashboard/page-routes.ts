import { type Context, Hono } from "hono";
import { type AccessRules, ENTER } from "./access.ts";
import { sameSecret } from "./access-keys.ts";
import type { DashboardEnv } from "./dashboard-env.ts";
import type { PageFile } from "./page-files.ts";

/** What the page is served from. */
export interface PageRouteParts {
  readonly rules: AccessRules;
  readonly files: ReadonlyMap<string, PageFile>;
}

/** The page itself, and the door to it. */
export function pageRoutes({ rules, files }: PageRouteParts): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.get(`${ENTER}:key`, (c) => enter(c, c.req.param("key"), rules));
  app.get("/", (c) => sendFile(c, files.get("/index.html")));
  app.get("/assets/*", (c) => sendFile(c, files.get(c.req.path)));
  app.get("/:file{[a-z-]+\\.svg}", (c) => sendFile(c, files.get(c.req.path)));
  return app;
}

const LONG = "private, max-age=31536000, immutable";

function sendFile(c: Context<DashboardEnv>, file: PageFile | undefined) {
  if (file === undefined) return c.notFound();
  c.header("Content-Type", file.type);
  c.header("Vary", "Accept-Encoding");
  if (file.keeps) c.header("Cache-Control", LONG);
  const zipped = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
  if (zipped) c.header("Content-Encoding", "gzip");
  return c.body(zipped ? file.gzip : file.plain);
}

/**
 * Exchanges the key of the URL for the cookie and the key of the page. The page's key goes over in a fragment, which no browser sends
 * to anybody. It is no redirect: that would count as coming from where the link was, and the cookie would be held back.
 */
function enter(c: Context<DashboardEnv>, key: string, { keys, cookieName, scheme }: AccessRules) {
  if (!sameSecret(key, keys.enter))
    return c.html(
      document(
        "This key is none, or an older one",
        "every start of the dashboard makes a new one. Open the URL that it printed.",
      ),
      403,
    );
  const secure = scheme === "https" ? "; Secure" : "";
  c.header("Set-Cookie", `${cookieName}=${keys.cookie}; Path=/; HttpOnly; SameSite=Strict${secure}`);
  const to = `/#key=${keys.page}`;
  return c.html(
    document("ImageServing", `<a href="${to}">Open the dashboard</a>`, `<meta http-equiv="refresh" content="0; url=${to}">`),
  );
}

const document = (title: string, text: string, head = ""): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><link rel="icon" href="/well.svg">${head}<title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;
