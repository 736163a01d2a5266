import type { FileHandle } from "node:fs/promises";

const CHUNK = 256 * 1024;
const NEWLINE = 0x0a;

/** Reads `length` bytes, fewer only where the file ends. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Writes all of `bytes`. The file must not be open for appending: the kernel would ignore the position. */
export async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** Copies the bytes from `start` to `end` of one file to position `at` of another. */
export async function copyRange(from: FileHandle, start: number, end: number, to: FileHandle, at: number): Promise<void> {
  for (let position = start; position < end; ) {
    const bytes = await readAt(from, position, Math.min(CHUNK, end - position));
    if (bytes.length === 0) throw new Error("the file became shorter while it was copied");
    await writeAt(to, bytes, at + position - start);
    position += bytes.length;
  }
}

/** Where the last line that ends in `(from, limit]` ends, its line end included; null where none does. */
export async function lastLineEnd(file: FileHandle, from: number, limit: number): Promise<number | null> {
  for (let end = limit; end > from; ) {
    const start = Math.max(from, end - CHUNK);
    const found = (await readAt(file, start, end - start)).lastIndexOf(NEWLINE);
    if (found >= 0) return start + found + 1;
    end = start;
  }
  return null;
}

/** Where the first line that ends in `[from, limit]` ends, its line end included; null where none does. */
export async function firstLineEnd(file: FileHandle, from: number, limit: number): Promise<number | null> {
  for (let start = from - 1; start < limit; start += CHUNK) {
    const found = (await readAt(file, start, Math.min(CHUNK, limit - start))).indexOf(NEWLINE);
    if (found >= 0) return start + found + 1;
  }
  return null;
}

/** Whether `length` bytes of one file, from `at`, are those that the other file begins with. */
export async function sameBytes(file: FileHandle, at: number, other: FileHandle, length: number): Promise<boolean> {
  for (let done = 0; done < length; done += CHUNK) {
    const size = Math.min(CHUNK, length - done);
    const [a, b] = [await readAt(file, at + done, size), await readAt(other, done, size)];
    if (a.length < size || !a.equals(b)) return false;
  }
  return true;
}
