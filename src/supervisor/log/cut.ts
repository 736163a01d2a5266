import type { FileHandle } from "node:fs/promises";
import { firstLineEnd, lastLineEnd } from "./file-bytes.ts";
import { FILLER_MIN } from "./filler.ts";

/** How much of the live file is moved. */
export interface Cut {
  /** Bytes that can be cut off: a multiple of the file system's block. */
  readonly block: number;
  /** Where the moved lines end; at least {@link FILLER_MIN} behind `block`, so that a filler fits between. */
  readonly end: number;
}

/** What a cut depends on. */
export interface CutRules {
  /** Length of the filler that the file begins with; it is not moved. */
  readonly filler: number;
  readonly size: number;
  /** The most that one rotated file may hold. */
  readonly maxSize: number;
  /** Block of the file system, in bytes. */
  readonly blockSize: number;
  /** Every whole line must go; else a line or two may stay, for the sake of a shorter filler. */
  readonly whole: boolean;
}

/** Chooses whole lines; a line that alone is longer than `maxSize` is cut all the same. Null: nothing can be moved yet. */
export async function chooseCut(file: FileHandle, rules: CutRules): Promise<Cut | null> {
  const { filler, size, blockSize, whole } = rules;
  const limit = Math.min(size, filler + Math.max(rules.maxSize, blockSize));
  const lineEnd = await lastLineEnd(file, filler, limit);
  const end = lineEnd !== null && lineEnd >= FILLER_MIN ? lineEnd : limit < size ? limit : null;
  if (end === null) return null;
  const block = Math.floor((end - FILLER_MIN) / blockSize) * blockSize;
  if (whole || block <= filler) return { block, end };
  // The end lies within a line without end where no line ends behind the block: then one place is as good as another.
  return { block, end: (await firstLineEnd(file, block + FILLER_MIN, end)) ?? block + FILLER_MIN };
}
