import { open, stat } from "node:fs/promises";
import { errnoOf } from "../../core/fault.ts";
import { writeDurably } from "../../supervisor/durable-file.ts";

/** How the audit log gets to its disk; a test puts a full one in its place. */
export interface AuditDisk {
  /** The size of a file; 0 where there is none. */
  size(file: string): Promise<number>;
  /** Adds to the end of a file and resolves when it is on disk; the file is made where there is none. */
  append(file: string, text: string): Promise<void>;
  /** Replaces a small file, whole or not at all. */
  replace(file: string, text: string): Promise<void>;
}

/** The disk of this machine. */
export const realDisk: AuditDisk = {
  async size(file) {
    try {
      return (await stat(file)).size;
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return 0;
      throw error;
    }
  },
  async append(file, text) {
    const handle = await open(file, "a", 0o600); // only ever added to, so that chattr +a can be set on it
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  replace: writeDurably,
};
