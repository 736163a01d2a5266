#!/usr/bin/env node
/** The SVG server: renders the drawings of a folder, or one that is sent to it, to PNG. */
import { readFile } from "node:fs/promises";
import { Resvg, renderAsync } from "@resvg/resvg-js";
import { folder, readArguments } from "./lib/arguments.mjs";
import { DEFAULT_IMAGES, ImageDirectory } from "./lib/image-directory.mjs";
import { boxOf } from "./lib/image-size.mjs";
import { readBody } from "./lib/read-body.mjs";
import { Refusal } from "./lib/refusal.mjs";
import { runService } from "./lib/run-service.mjs";

const MAX_BODY_BYTES = 2 ** 20;

/** An `<image>` may name any file of this machine, and an entity may hide one: not from strangers. */
const FOREIGN = /<!ENTITY|<(?:[^\s<>/]+:)?(?:fe)?image\b/i;

/** Fonts of the system would have to be loaded for each drawing. */
const OPTIONS = { font: { loadSystemFonts: false } };

const settings = readArguments("svg", { images: { value: "DIR", read: folder, or: DEFAULT_IMAGES } });
const drawings = new ImageDirectory(settings.images, [".svg"]);

/** @param {URL} url */
async function renderFile({ searchParams: query }) {
  const file = await drawings.find(query.get("name"));
  return render(await readFile(file, "utf8"), query);
}

/** @type {import("./lib/http-service.mjs").Handler} */
async function renderBody({ searchParams: query }, request) {
  const svg = (await readBody(request, MAX_BODY_BYTES)).toString();
  if (FOREIGN.test(svg)) throw new Refusal(400, "a drawing that is sent may hold neither images nor entities");
  return render(svg, query);
}

/**
 * @param {string} svg
 * @param {URLSearchParams} query
 */
async function render(svg, query) {
  const fmt = query.get("fmt") ?? "png";
  if (fmt !== "png") throw new Refusal(400, `fmt must be png for a drawing, not "${fmt}"`);
  const box = boxOf(query);
  try {
    const image = await renderAsync(svg, { ...OPTIONS, fitTo: fitInto(new Resvg(svg, OPTIONS), box) });
    return { type: "image/png", body: image.asPng() };
  } catch (error) {
    throw new Refusal(400, `the drawing cannot be rendered: ${error.message}`);
  }
}

/**
 * The side that meets the box first decides. resvg has no limit of its own, so the other side must be kept in mind too.
 *
 * @param {{ width: number, height: number }} natural
 * @param {import("./lib/image-size.mjs").Box} box
 * @returns {NonNullable<import("@resvg/resvg-js").ResvgRenderOptions["fitTo"]>}
 */
function fitInto(natural, box) {
  if (!box.enlarge && natural.width <= box.width && natural.height <= box.height) return { mode: "original" };
  const wide = natural.width / natural.height >= box.width / box.height;
  return wide ? { mode: "width", value: box.width } : { mode: "height", value: box.height };
}

await runService("svg", settings, { "GET /render": renderFile, "POST /render": renderBody });
