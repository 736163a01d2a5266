import { existsSync } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { sameBytes } from "./file-bytes.ts";
import { blockSizeOf, fillerOf } from "./live-file.ts";
import type { LogState } from "./log-state.ts";
import { finishMove } from "./move-head.ts";
import type { Listing } from "./rotated-files.ts";
import type { Move } from "./rotated-names.ts";

const COMPARED = 1024 * 1024; // enough to know a file again

/** Finishes or undoes what an earlier agent, killed at whatever point, or a failed step of this one has left behind. Only under the lock. */
export async function recover(log: LogState): Promise<void> {
  const { scraps, pieces, moving, parts } = await log.files.list();
  for (const path of scraps) await rm(path, { force: true });
  for (const piece of pieces) {
    // A packed twin is complete, or it would not have its name.
    const twin = pieces.some((other) => other.slot === piece.slot && other.gz);
    if (twin && !piece.gz) await rm(piece.path, { force: true });
  }
  if (moving.length > 0 && existsSync(log.live.path)) await log.collapse.settled(log.live.path);
  await log.live.look(); // not earlier: what shrinks after a look was shrunk by a stranger
  for (const { path, move } of moving) await resumeMove(log, path, move);
  if (parts.length > 0) await resumeParts(log, parts);
}

async function resumeMove(log: LogState, path: string, move: Move): Promise<void> {
  if (log.live.size < move.end || !(await isWhole(log.live.path, path, move))) return log.files.publish(path);
  await using live = await open(log.live.path, "r+");
  await finishMove(log, live, path, move);
}

/** Whether the live file still has the head that was copied; its filler may be written already. */
async function isWhole(live: string, copied: string, move: Move): Promise<boolean> {
  if ((await fillerOf(live, await blockSizeOf(live)))?.nonce === move.nonce) return false;
  await using file = await open(live, "r");
  await using copy = await open(copied, "r");
  const from = move.end - (await copy.stat()).size;
  return await sameBytes(file, from, copy, Math.min(COMPARED, Math.max(0, move.block - from)));
}

/**
 * Parts are published only after the live file was emptied, the first one first. So they are copies and nothing else as long as all of them
 * are there and the live file still begins with them. (Should it have been emptied and then filled with the very same bytes, over the
 * whole length, these count as the copied ones.)
 */
async function resumeParts(log: LogState, parts: Listing["parts"]): Promise<void> {
  if (await areCopies(log, parts)) {
    for (const part of parts.toReversed()) await rm(part.path); // backwards: those that are left must still be all up to some part
  } else {
    for (const part of parts) await log.files.publish(part.path);
  }
}

async function areCopies({ live }: LogState, parts: Listing["parts"]): Promise<boolean> {
  if (parts.some((part, i) => part.index !== i)) return false;
  let at = live.filler;
  for (const part of parts) {
    const { size } = await stat(part.path);
    if (at + size > live.size) return false;
    await using file = await open(live.path, "r");
    await using copy = await open(part.path, "r");
    if (!(await sameBytes(file, at, copy, size))) return false;
    at += size;
  }
  return true;
}
