import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** The files of a folder that were written to last, the oldest of them first. Rejects where the folder cannot be read. */
export async function newestFiles(folder: string, ending: string, since: Date, most: number): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending));
  const found = await Promise.all(
    names.map(async (name) => ({
      path: join(folder, name),
      at: await stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    })),
  );
  return found
    .filter(({ at }) => at >= since.getTime() && at > 0)
    .sort((a, b) => a.at - b.at)
    .slice(-most)
    .map(({ path }) => path);
}
