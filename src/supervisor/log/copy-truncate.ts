import { fstatSync, ftruncateSync, readSync, writeSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { copyRange, lastLineEnd } from "./file-bytes.ts";
import type { LogState } from "./log-state.ts";
import { copyFile } from "./move-head.ts";
import { osError } from "./os-error.ts";

const CLOSE_ENOUGH = 64 * 1024; // what is left to copy may be copied while everything else waits
const TRIES = 20;
const CHUNK = 256 * 1024;
const ROUNDS = 400;

/**
 * Rotates everything, where the file system cannot cut off the front of a file: copies it, then empties it. What the component writes
 * between the last look and the emptying is lost: what comes in some microseconds, up to a millisecond where it never pauses. A line
 * that is written in two goes may end in two files. Copies are kept as numbered parts until the file is empty, so that a kill in
 * between neither doubles nor loses anything.
 */
export async function copyAndTruncate(log: LogState, maxSize: number): Promise<void> {
  const { filler, generation, path } = log.live;
  await using live = await open(path, "r+");
  const [parts, from] = await copyFullParts(log, live, filler, maxSize);
  const part = log.files.part(parts.length);
  await copyFile(live, from, (await live.stat()).size, part);
  await using last = await open(part, "r+");
  await catchUp(live, from, last);
  await log.change(async () => {
    if (log.live.generation !== generation)
      throw osError("EAGAIN", "somebody else emptied or replaced the file while it was rotated");
    for (const path of [...parts, part]) await stat(path); // nothing is removed unless its copy is in its place
    log.live.emptied(...emptyOut(live.fd, from, last.fd));
    await last.sync();
    for (const path of [...parts, part]) await log.files.publish(path);
  });
}

/** Copies all but the last part. Returns their paths, and where the rest begins. */
async function copyFullParts(log: LogState, live: FileHandle, filler: number, maxSize: number): Promise<[string[], number]> {
  const parts: string[] = [];
  let from = filler;
  while ((await live.stat()).size - from > maxSize) {
    const end = (await lastLineEnd(live, from, from + maxSize)) ?? from + maxSize;
    const part = log.files.part(parts.length);
    await copyFile(live, from, end, part);
    parts.push(part);
    from = end;
  }
  return [parts, from];
}

/** Copies what is added meanwhile, durably, until next to nothing is. */
async function catchUp(live: FileHandle, from: number, last: FileHandle): Promise<void> {
  for (let round = 0; round < TRIES; round++) {
    const [done, size] = [(await last.stat()).size, (await live.stat()).size];
    await copyRange(live, from + done, size, last, done);
    await last.sync();
    if ((await live.stat()).size - size < CLOSE_ENOUGH) return;
  }
}

/** Copies the rest and empties the file back to back, with nothing in between but one look. Returns how much was in it, and copied. */
function emptyOut(live: number, from: number, last: number): [size: number, copied: number] {
  const bytes = Buffer.allocUnsafe(CHUNK);
  let copied = from + fstatSync(last).size;
  for (let round = 0; ; round++) {
    const { size } = fstatSync(live);
    // It may never be quiet for as long as one look takes.
    if (copied === size || (round >= ROUNDS && size - copied < CLOSE_ENOUGH)) {
      ftruncateSync(live, 0);
      return [size, copied];
    }
    if (round >= ROUNDS) throw osError("EAGAIN", "the component writes faster than its log can be copied");
    const read = readSync(live, bytes, 0, CHUNK, copied);
    for (let done = 0; done < read; ) done += writeSync(last, bytes, done, read - done, copied - from + done);
    copied += read;
  }
}
