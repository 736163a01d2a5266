import { access, constants, stat } from "node:fs/promises";
import type { PathFacts } from "../../core/checks/judge-file.ts";
import { errnoOf } from "../../core/fault.ts";

/** What is at a path. @param tried whether it is tried if this process may read and write there. Rejects where nobody can tell. */
export async function readPath(path: string, tried: boolean): Promise<PathFacts> {
  try {
    const found = await stat(path);
    return {
      t: "there",
      kind: found.isFile() ? "file" : found.isDirectory() ? "folder" : found.isSocket() ? "socket" : "other",
      uid: found.uid,
      mode: found.mode & 0o7777,
      readable: tried ? await may(path, constants.R_OK) : null,
      writable: tried ? await may(path, constants.W_OK) : null,
    };
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return { t: "missing" };
    throw error;
  }
}

const may = (path: string, how: number): Promise<boolean> =>
  access(path, how).then(
    () => true,
    () => false,
  );
