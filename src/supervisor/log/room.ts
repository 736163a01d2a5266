import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf } from "../../core/fault.ts";
import { osError } from "./os-error.ts";

/** Whether this says that the disk, or somebody's share of it, is full. */
export const isFull = (error: unknown): boolean => ["ENOSPC", "EDQUOT"].includes(errnoOf(error));

/** Throws, as a write would, where the file system cannot take so many more bytes: better before than after others could not write either. */
export async function needRoom(path: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < bytes) throw osError("ENOSPC", `no room for ${bytes} bytes more on the device`);
}
