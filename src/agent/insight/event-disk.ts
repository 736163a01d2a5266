import { closeSync, fstatSync, openSync, readdirSync, readSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errnoOf } from "../../core/fault.ts";
import { writeDurably } from "../../supervisor/durable-file.ts";

/** The end of a file. */
export interface FileEnd {
  readonly bytes: Buffer;
  /** Of the whole file; more than `bytes` has where only its end was read. */
  readonly size: number;
}

/** How what the agent remembers gets to its disk and back; a test puts a full one in its place. */
export interface EventDisk {
  /** The last `most` bytes of a file; null where there is none. Throws the error of the file system. */
  readEnd(file: string, most: number): FileEnd | null;
  /** Adds to the end of a file, which is made where there is none. @param sync resolves only when it is on disk. */
  append(file: string, text: string, sync: boolean): Promise<void>;
  /** Replaces a file, whole or not at all. */
  replace(file: string, text: string): Promise<void>;
  /** Puts a file aside, in the place of the one that was put aside before. */
  setAside(file: string): void;
}

/** The disk of this machine. */
export const realEventDisk: EventDisk = {
  readEnd(file, most) {
    removeTemporary(file);
    let handle: number;
    try {
      handle = openSync(file, "r");
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return null;
      throw error;
    }
    try {
      const { size } = fstatSync(handle);
      const bytes = Buffer.alloc(Math.min(size, most));
      const read = readSync(handle, bytes, 0, bytes.length, size - bytes.length);
      return { bytes: bytes.subarray(0, read), size };
    } finally {
      closeSync(handle);
    }
  },
  async append(file, text, sync) {
    const handle = await open(file, "a", 0o640);
    try {
      await handle.writeFile(text);
      if (sync) await handle.datasync();
    } finally {
      await handle.close();
    }
  },
  replace: writeDurably,
  setAside: (file) => renameSync(file, `${file}.unreadable`),
};

/** What an agent left that was killed while it replaced the file. */
function removeTemporary(file: string): void {
  try {
    const left = readdirSync(dirname(file)).filter((name) => name.startsWith(`${basename(file)}.`) && name.endsWith(".tmp"));
    for (const name of left) rmSync(join(dirname(file), name), { force: true });
  } catch {
    // there is no such folder, or it may not be read: reading the file will say so
  }
}
