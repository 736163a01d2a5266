import { type FileHandle, open } from "node:fs/promises";
import { errnoOf } from "../../core/fault.ts";

const BLOCK = 64 * 1024;
const MOST_BYTES = 64 * 1024 * 1024;
const LINE_END = 0x0a;

/** The last lines of a file, at most `count`, from at most its last 64 MiB; null where there is no such file. */
export async function tailFile(path: string, count: number): Promise<readonly string[] | null> {
  try {
    await using file = await open(path, "r");
    return count === 0 ? [] : lastLines(await readTail(file, count), count);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** Reads backwards, until more line ends than lines wanted have been seen. */
async function readTail(file: FileHandle, count: number): Promise<Buffer> {
  let position = (await file.stat()).size;
  const least = Math.max(0, position - MOST_BYTES);
  const blocks: Buffer[] = [];
  for (let ends = 0; position > least && ends <= count; ) {
    const length = Math.min(BLOCK, position - least);
    position -= length;
    const block = Buffer.alloc(length);
    const { bytesRead } = await file.read(block, 0, length, position);
    blocks.unshift(block.subarray(0, bytesRead));
    ends += block.reduce((sum, byte) => sum + (byte === LINE_END ? 1 : 0), 0);
  }
  return Buffer.concat(blocks);
}

function lastLines(bytes: Buffer, count: number): readonly string[] {
  const lines = bytes.toString("utf8").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.slice(-count);
}
