import type { FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { PORTION } from "./timeline.ts";

/** The bytes of a rotated file from `skip` on, in portions. Closes the file at the end, also where its reader leaves early. */
export async function* segmentBytes(file: FileHandle, gz: boolean, skip: number): AsyncGenerator<Buffer> {
  const raw = file.createReadStream({ start: gz ? 0 : skip, highWaterMark: PORTION });
  const stream = gz ? pipeline(raw, createGunzip({ chunkSize: PORTION }), () => {}) : raw; // its error comes out of the stream below
  let left = gz ? skip : 0;
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    if (bytes.length > left) yield bytes.subarray(left);
    left = Math.max(0, left - bytes.length);
  }
}
