import { readdir, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DiskFacts } from "../../core/checks/judge-disk.ts";
import type { ComponentSpec } from "../../core/component-spec.ts";
import { errnoOf } from "../../core/fault.ts";

/** The file system on which a path lies, or will where it is not there yet, and its number. */
export async function readDisk(path: string): Promise<DiskFacts & { readonly device: number }> {
  try {
    const [{ dev }, found] = await Promise.all([stat(path), statfs(path)]);
    return {
      device: dev,
      freeBytes: found.bavail * found.bsize,
      totalBytes: found.blocks * found.bsize,
      freeInodes: found.ffree,
      totalInodes: found.files,
    };
  } catch (error) {
    if (errnoOf(error) !== "ENOENT" || dirname(path) === path) throw error;
    return await readDisk(dirname(path));
  }
}

/** By how many bytes the logs of these components may still grow before rotation removes as much as is added. */
export async function readLogGrowth(logDir: string, specs: readonly Pick<ComponentSpec, "name" | "log">[]): Promise<number> {
  const files = await readdir(logDir).catch(() => []);
  let growth = 0;
  for (const { name, log } of specs) {
    const own = files.filter((file) => file.startsWith(`${name}.log`));
    const sizes = await Promise.all(
      own.map((file) =>
        stat(join(logDir, file)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    const there = sizes.reduce((sum, size) => sum + size, 0);
    growth += Math.max(0, log.maxSize * (log.keep + 1) - there);
  }
  return growth;
}
