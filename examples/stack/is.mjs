#!/usr/bin/env node
/** The Image Server: resizes the bitmaps of a folder. */
import sharp from "sharp";
import { folder, readArguments } from "./lib/arguments.mjs";
import { DEFAULT_IMAGES, ImageDirectory } from "./lib/image-directory.mjs";
import { boxOf } from "./lib/image-size.mjs";
import { Refusal } from "./lib/refusal.mjs";
import { runService } from "./lib/run-service.mjs";

/** @type {Map<string, (image: import("sharp").Sharp) => import("sharp").Sharp>} */
const ENCODERS = new Map([
  ["jpeg", (image) => image.flatten({ background: "white" }).jpeg()], // without it, transparent becomes black
  ["png", (image) => image.png()],
  ["webp", (image) => image.webp()],
  ["avif", (image) => image.avif({ effort: 1 })], // more effort takes seconds for a large image
]);

// One small process among others: memory is worth more here than speed.
sharp.cache(false);
sharp.concurrency(1);

const settings = readArguments("is", { images: { value: "DIR", read: folder, or: DEFAULT_IMAGES } });
const images = new ImageDirectory(settings.images, [".jpg", ".png", ".webp"]);

/** @param {URL} url */
async function resize({ searchParams: query }) {
  const file = await images.find(query.get("name"));
  const { width, height, enlarge } = boxOf(query);
  const fmt = query.get("fmt") ?? "jpeg";
  const encode = encoderOf(fmt);
  const image = sharp(file).autoOrient().resize({ width, height, fit: "inside", withoutEnlargement: !enlarge });
  return { type: `image/${fmt}`, body: await encode(image).toBuffer() };
}

/** @param {string} fmt */
function encoderOf(fmt) {
  const encode = ENCODERS.get(fmt);
  if (encode) return encode;
  throw new Refusal(400, `fmt must be one of ${[...ENCODERS.keys()].join(", ")}, not "${fmt}"`);
}

await runService("is", settings, { "GET /resize": resize });
