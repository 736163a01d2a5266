import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf } from "../core/fault.ts";
import { badFile, badFileFor } from "./bad-file.ts";

/**
 * A new version of a file, not yet in its place. It lies beside the file, under a name that only one can have at a time, so
 * whoever holds it may read the file, and decide on it, without another changing it meanwhile.
 */
export interface StagedFile extends AsyncDisposable {
  /** Puts the text into place: whoever reads the file sees the old one or the new one, whole, after a crash, too. */
  put(text: string): Promise<void>;
}

/** Who may read a file: its owner, or everybody. */
export type FileMode = 0o600 | 0o644;

/**
 * Begins a new version of a file. Disposing of it ends it, put into place or not.
 * @throws FaultError BAD_FILE where another is at it, or the folder cannot be written to.
 */
export async function stageFile(path: string, mode: FileMode): Promise<StagedFile> {
  const fresh = `${path}.new`;
  const file = await open(fresh, "wx", mode).catch((error: unknown) => {
    throw errnoOf(error) === "EEXIST" ? occupied(fresh) : badFileFor(error, path, REMEDY);
  });
  let placed = false;
  return {
    async put(text) {
      try {
        await writeSynced(file, text);
        await rename(fresh, path);
        placed = true;
        await syncFolder(dirname(path));
      } catch (error) {
        throw badFileFor(error, path, REMEDY);
      }
    },
    async [Symbol.asyncDispose]() {
      await file.close();
      if (!placed) await rm(fresh, { force: true });
    },
  };
}

/** Adds a line to a file, which is made where there is none. @throws FaultError BAD_FILE */
export async function appendLine(path: string, line: string, mode: FileMode): Promise<void> {
  try {
    await using file = disposable(await open(path, "a", mode));
    await writeSynced(file.handle, `${line}\n`); // one write: two at once do not mix
  } catch (error) {
    throw badFileFor(error, path, REMEDY);
  }
}

const REMEDY = "mend the permissions of its folder or make room, then try again";

const occupied = (fresh: string) =>
  badFile(
    fresh,
    "another command is writing this file, or was ended while it did",
    "try again; where no other is at work, remove it first",
  );

async function writeSynced(file: FileHandle, text: string): Promise<void> {
  await file.writeFile(text);
  await file.sync();
}

async function syncFolder(path: string): Promise<void> {
  await using folder = disposable(await open(path, "r"));
  await folder.handle.sync();
}

const disposable = (handle: FileHandle) => ({ handle, [Symbol.asyncDispose]: () => handle.close() });
