import { closeSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { run } from "./log-folder.ts";

/** Whether files in this folder can be shortened at their front, found out without the code that is under test. */
export async function canCollapse(folder: string): Promise<boolean> {
  const path = join(folder, "can-collapse");
  const fd = openSync(path, "w");
  try {
    writeSync(fd, Buffer.alloc(70_000));
    await run("fallocate", ["--collapse-range", "--offset", "0", "--length", "65536", path]).catch(() => null);
    return statSync(path).size === 70_000 - 65_536;
  } finally {
    closeSync(fd);
    rmSync(path);
  }
}
