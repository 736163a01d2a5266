import { access, readFile } from "node:fs/promises";
import { errnoOf } from "../core/fault.ts";
import { badFileFor } from "./bad-file.ts";

/** The text of a file. @throws FaultError BAD_FILE with this remedy */
export async function readText(file: string, remedy: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw badFileFor(error, file, remedy);
  }
}

/** The text of a file; null where there is none. @throws FaultError BAD_FILE where there is one that cannot be read */
export async function readTextIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return null;
    throw badFileFor(error, file, "mend its permissions");
  }
}

/** Whether there is such a file, or folder. */
export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
