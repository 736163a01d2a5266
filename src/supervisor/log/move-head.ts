import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { chooseCut } from "./cut.ts";
import { copyRange, readAt, writeAt } from "./file-bytes.ts";
import { makeFiller, NONCE_DIGITS } from "./filler.ts";
import { blockSizeOf, fillerOf } from "./live-file.ts";
import type { LogState } from "./log-state.ts";
import { osError } from "./os-error.ts";
import { needRoom } from "./room.ts";
import type { Move } from "./rotated-names.ts";

/**
 * Rotates once, without losing a line: copies whole lines off the front of the live file, then has the kernel cut them off.
 *
 * What must survive a kill at any point stands in files. The copy is durable before it gets the name that makes it count. The filler
 * is written before the cut, so a file that begins with this move's filler has been cut, and one that does not has not.
 *
 * @param whole whether every whole line must go, see {@link chooseCut}.
 * @returns false where there is nothing that could be moved yet.
 */
export async function moveHead(log: LogState, maxSize: number, whole: boolean): Promise<boolean> {
  const { filler, size, generation, path } = log.live;
  await using live = await open(path, "r+");
  const cut = await chooseCut(live, { filler, size, maxSize, whole, blockSize: await blockSizeOf(path) });
  if (cut === null) return false;
  const copy = log.files.scrap("copying");
  await copyFile(live, filler, cut.end, copy);
  // What is not on disk yet would be written during the cut, while the component's writes have to wait.
  await live.datasync();
  const move = { ...cut, nonce: randomBytes(NONCE_DIGITS / 2).toString("hex") };
  await log.change(async () => {
    if (log.live.generation !== generation)
      throw osError("EAGAIN", "somebody else emptied or replaced the file while it was rotated");
    const copied = log.files.moving(move);
    await rename(copy, copied);
    await finishMove(log, live, copied, move);
  });
  return true;
}

/** Copies a range of the live file, durably, with the time of the last line. */
export async function copyFile(live: FileHandle, from: number, end: number, path: string): Promise<void> {
  await needRoom(path, end - from);
  await using copy = await open(path, "w", 0o640);
  const { atime, mtime } = await live.stat();
  await copyRange(live, from, end, copy, 0);
  await copy.utimes(atime, mtime);
  await copy.sync();
}

/**
 * The second half of a move, from the complete copy on; may be repeated. Only under the lock.
 * Journals of the file systems that can do this keep the order of what is renamed and cut, so neither needs a sync of its own.
 */
export async function finishMove(log: LogState, live: FileHandle, copied: string, move: Move): Promise<void> {
  const { block, end, nonce } = move;
  await writeAt(live, makeFiller(end - block, nonce), block);
  if (block === 0) await live.datasync(); // nothing is cut, and so nothing else would bring it to disk
  const problem = block === 0 ? null : await log.collapse.removeHead(log.live.path, block);
  if (problem !== null) await log.collapse.settled(log.live.path); // given up by us is not ended
  // The file itself knows best whether it was cut.
  if ((await fillerOf(log.live.path, await blockSizeOf(log.live.path)))?.nonce !== nonce) {
    await undo(live, copied, move);
    throw osError("EIO", `cannot be shortened: ${problem ?? "nothing was cut off"}`);
  }
  log.live.moved(block, end - block);
  await log.files.publish(copied);
}

/** Puts back what the filler has covered: the end of the filler before it, where that reached so far, then copied lines. */
async function undo(live: FileHandle, copied: string, { block, end }: Move): Promise<void> {
  await using copy = await open(copied, "r");
  const from = end - (await copy.stat()).size;
  const covered = Buffer.alloc(end - block, " ");
  if (from > block) covered[from - block - 1] = 0x0a;
  const lines = await readAt(copy, Math.max(block, from) - from, end - Math.max(block, from));
  lines.copy(covered, end - block - lines.length);
  await writeAt(live, covered, block);
  await rm(copied);
}
