import type { Stats } from "node:fs";
import { open, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf } from "../../core/fault.ts";
import { readAt } from "./file-bytes.ts";
import { FILLER_MIN, readFiller } from "./filler.ts";
import { osError } from "./os-error.ts";

/** The filler that a file begins with; null where there is none. */
export async function fillerOf(
  path: string,
  blockSize: number,
): Promise<{ readonly length: number; readonly nonce: string } | null> {
  await using file = await open(path, "r");
  return readFiller(await readAt(file, 0, 3 * blockSize + FILLER_MIN)); // chooseCut makes none that is longer
}

/** The block size of the file system that holds the file, in bytes. */
export const blockSizeOf = async (path: string): Promise<number> => (await statfs(dirname(path))).bsize;

/**
 * The file that the component writes to, and where it lies in the whole of the log.
 *
 * A *position* counts the bytes of the whole log from where this agent first saw the live file; bytes in rotated files have smaller ones,
 * down below zero. It stays the same when its byte moves to a rotated file: that is how readers survive rotations.
 */
export class LiveFile {
  readonly path: string;
  #base = 0; // position of the first byte of the file
  #filler = 0;
  #size = 0;
  #inode = -1;
  #piecesEnd = 0;
  #generation = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Length of the filler that the file begins with. */
  get filler(): number {
    return this.#filler;
  }

  /** Bytes in the file, as of the last look. */
  get size(): number {
    return this.#size;
  }

  /** Position of the file's first byte, be it filler. */
  get base(): number {
    return this.#base;
  }

  /** Position of the oldest byte of the component's that is still in the file. */
  get start(): number {
    return this.#base + this.#filler;
  }

  /** Position behind the last byte. */
  get end(): number {
    return this.#base + this.#size;
  }

  /** Position behind the newest rotated byte: `start`, unless bytes between were lost. */
  get piecesEnd(): number {
    return this.#piecesEnd;
  }

  /** Changes whenever somebody else emptied or replaced the file. */
  get generation(): number {
    return this.#generation;
  }

  /** One stat. Sees what the component has added, and whether somebody else emptied, removed or replaced the file. Null: there is none. */
  async look(): Promise<Stats | null> {
    const stats = await this.#stat();
    const [size, inode] = [stats?.size ?? 0, stats?.ino ?? -1];
    if (inode !== this.#inode || size < this.#size) await this.#renew(inode);
    this.#size = size;
    return stats;
  }

  /** The first `block` bytes were cut off, and the file begins with a filler now. */
  moved(block: number, filler: number): void {
    this.#base += block;
    this.#size -= block;
    this.#filler = filler;
    this.#piecesEnd = this.start;
  }

  /** Its `size` bytes were removed, of which all up to `copied` are rotated now. */
  emptied(size: number, copied: number): void {
    this.#piecesEnd = this.#base + copied;
    this.#base += size;
    this.#size = 0;
    this.#filler = 0;
  }

  async #stat(): Promise<Stats | null> {
    try {
      const stats = await stat(this.path);
      if (stats.isFile()) return stats;
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return null;
      throw error;
    }
    throw osError("EINVAL", "not a regular file");
  }

  async #renew(inode: number): Promise<void> {
    const filler = inode === -1 ? 0 : ((await fillerOf(this.path, await blockSizeOf(this.path)))?.length ?? 0);
    const first = this.#generation === 0;
    this.#base += this.#size;
    this.#filler = filler;
    this.#inode = inode;
    this.#generation++;
    if (first) this.#piecesEnd = this.start;
  }
}
