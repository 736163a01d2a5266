#!/usr/bin/env node
/** The Platform Server: what clients talk to. It has images made by the others and keeps the latest. */
import { createHash } from "node:crypto";
import { hostAndPort, readArguments } from "./lib/arguments.mjs";
import { BackEnd } from "./lib/back-end.mjs";
import { PLAIN_TEXT } from "./lib/http-service.mjs";
import { LruCache } from "./lib/lru-cache.mjs";
import { Refusal } from "./lib/refusal.mjs";
import { runService, VERSION } from "./lib/run-service.mjs";

/** How long an image may be kept, here and by clients: a data file that was replaced is seen after that. */
const MAX_AGE_SECONDS = 60;

const settings = readArguments("ps", {
  is: { value: "HOST:PORT", read: hostAndPort },
  svg: { value: "HOST:PORT", read: hostAndPort },
});
const imageServer = new BackEnd("is", "image server", settings.is, "/resize");
const svgServer = new BackEnd("svg", "SVG server", settings.svg, "/render");

/** @typedef {import("./lib/back-end.mjs").Reply & { etag: string }} Kept */
/** @type {LruCache<Kept>} */
const cache = new LruCache({ maxBytes: 16 * 2 ** 20, maxAgeMs: MAX_AGE_SECONDS * 1000 });

/** @type {import("./lib/http-service.mjs").Handler} */
async function image(url, request) {
  const query = queryOf(url);
  const kept = cache.get(`${query}`);
  const reply = kept ?? (await make(query));
  if (reply.status !== 200) return reply;
  const headers = { ETag: reply.etag, "Cache-Control": `public, max-age=${MAX_AGE_SECONDS}`, "X-Cache": kept ? "hit" : "miss" };
  const same = request.headers["if-none-match"] === reply.etag;
  return same ? { status: 304, type: reply.type, body: "", headers } : { ...reply, headers };
}

/** @param {URL} url */
function queryOf({ pathname, searchParams }) {
  const query = new URLSearchParams({ name: nameOf(pathname) });
  for (const key of ["wid", "hei", "fmt"]) {
    const value = searchParams.get(key);
    if (value !== null) query.set(key, value);
  }
  return query;
}

/** @param {string} path */
function nameOf(path) {
  try {
    return decodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
  } catch {
    throw new Refusal(400, "the name cannot be read");
  }
}

/**
 * @param {URLSearchParams} query
 * @returns {Promise<Kept>}
 */
async function make(query) {
  const reply = await askBoth(query);
  const kept = { ...reply, etag: `"${createHash("sha256").update(reply.body).digest("base64url").slice(0, 22)}"` };
  if (reply.status === 200) cache.set(`${query}`, kept);
  return kept;
}

/**
 * Whether a name is a bitmap or a drawing is for them to know: both are asked, and who knows it answers.
 * "Not here" counts only if both say so; else it may be with the one that does not answer.
 *
 * @param {URLSearchParams} query
 */
async function askBoth(query) {
  const done = new AbortController();
  try {
    return await Promise.any([imageServer, svgServer].map((server) => server.image(query, done.signal)));
  } catch (error) {
    const { errors } = /** @type {{ errors: Refusal[] }} */ (error);
    throw errors.find(({ status }) => status !== 404) ?? new Refusal(404, `no image "${query.get("name")}"`);
  } finally {
    done.abort();
  }
}

/** One line that starts with `imageServer` if, and only if, the image server lives: monitors look for it. */
async function healthPage() {
  const [is, svg] = await Promise.all([imageServer.health(), svgServer.health()]);
  const lines = [
    `Platform Server version ${VERSION} pid ${process.pid}`,
    is.alive ? `imageServer ${is.text}` : is.text,
    svg.alive ? `svgServer ${svg.text}` : svg.text,
    `cache ${cache.size} images, ${cache.bytes} bytes`,
  ];
  return { type: PLAIN_TEXT, body: `${lines.join("\n")}\n`, headers: { "Cache-Control": "no-store" } };
}

await runService("ps", settings, { "GET /is/image": healthPage, "GET /is/image/*": image });
