import { type AccessKeys, sameSecret } from "./access-keys.ts";

/** The header in which the page shows its key. A page of another origin cannot set it without being asked first, and we answer no. */
export const KEY_HEADER = "x-imageserving-key";

/** What is looked at of a request; null: it has no such header. */
export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly host: string | null;
  readonly origin: string | null;
  readonly contentType: string | null;
  readonly fetchSite: string | null;
  readonly fetchMode: string | null;
  readonly fetchDest: string | null;
  readonly cookie: string | null;
  readonly key: string | null;
}

/** What is let through. */
export interface AccessRules {
  readonly keys: AccessKeys;
  readonly cookieName: string;
  readonly scheme: "http" | "https";
  /** Whether a `Host` header names this dashboard. */
  isOwnHost(host: string): boolean;
}

/** Why a request is refused. */
export interface AccessRefusal {
  readonly status: 401 | 403 | 405 | 415 | 421;
  readonly message: string;
}

/** Where the key of the printed URL is shown. */
export const ENTER = "/enter/";

/**
 * Looks at everything that is known of a request before anything is done; null: it may pass. Whoever has the key of the printed URL
 * gets the cookie; the cookie loads the page; the cookie and the page's key together ask and do.
 */
export function refusalOf(asked: Asked, rules: AccessRules): AccessRefusal | null {
  const { method, path, host } = asked;
  // A name of a stranger's that was made to point here (DNS rebinding) is not ours.
  if (host === null || !rules.isOwnHost(host)) return no(421, `this is no dashboard of ${JSON.stringify(host ?? "")}`);
  const strange = strangeness(asked, rules);
  if (strange !== null) return no(403, strange);
  if (path.startsWith(ENTER)) return method === "GET" ? null : no(405, "GET only");
  const hasCookie = sameSecret(cookieOf(asked.cookie, rules.cookieName), rules.keys.cookie);
  if (!hasCookie) return no(401, "open the URL that the command printed: it has the key");
  if (!path.startsWith("/api/")) return method === "GET" ? null : no(405, "GET only");
  if (asked.key === null) return no(401, "the key of the page is missing: open the URL that the command printed");
  if (!sameSecret(asked.key, rules.keys.page)) return no(403, "the key of the page is another dashboard's, or an older one's");
  if (method === "GET") return null;
  if (method !== "POST") return no(405, "GET and POST only");
  if (asked.origin === null) return no(403, "a request that changes something has to say where it comes from");
  return /^application\/json(?:;|$)/i.test(asked.contentType ?? "") ? null : no(415, "JSON only");
}

/** Whether another page sent it; null: none did. Links from elsewhere may lead to the page, and to nothing else. */
function strangeness(asked: Asked, { scheme }: AccessRules): string | null {
  const { origin, host, fetchSite, fetchMode, fetchDest, method, path } = asked;
  if (origin !== null && origin !== `${scheme}://${host}`) return "it comes from another origin";
  if (fetchSite === null || fetchSite === "same-origin") return null;
  const opens = method === "GET" && fetchMode === "navigate" && fetchDest === "document" && !path.startsWith("/api/");
  return opens ? null : "it comes from another site";
}

function cookieOf(header: string | null, name: string): string | null {
  const parts = (header ?? "").split(";").map((part) => part.trim());
  return parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

const no = (status: AccessRefusal["status"], message: string): AccessRefusal => ({ status, message });
