import { type FileHandle, open, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { errnoOf, FaultError, messageOf } from "../core/fault.ts";
import { MAX_FILE_BYTES } from "./yaml-document.ts";

/**
 * The text of a configuration file.
 * @throws FaultError NOT_CONFIGURED where there is no such file; BAD_FILE, with the remedy, where it cannot be read, is no
 * regular file, is larger than 1 MiB or is not UTF-8.
 * @param reader who must be able to read it, for the remedy.
 */
export async function readConfigFile(file: string, reader = "the user of the agent"): Promise<string> {
  const absolute = resolve(file);
  try {
    if (!(await stat(absolute)).isFile()) throw bad(absolute, "is not a regular file", "name the configuration file itself");
    await using handle = await open(absolute, "r");
    return decode(absolute, await readAtMost(handle, MAX_FILE_BYTES + 1));
  } catch (error) {
    throw error instanceof FaultError ? error : asFault(absolute, error, reader);
  }
}

async function readAtMost(handle: FileHandle, most: number): Promise<Buffer> {
  const buffer = Buffer.alloc(most);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, most - length);
    length += bytesRead;
    if (bytesRead === 0 || length === most) return buffer.subarray(0, length);
  }
}

function decode(file: string, content: Buffer): string {
  if (content.length > MAX_FILE_BYTES) throw bad(file, "is larger than 1 MiB", "no configuration is; name the right file");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw bad(file, "is not UTF-8 text", "save it as UTF-8");
  }
}

function asFault(file: string, error: unknown, reader: string): FaultError {
  const code = errnoOf(error);
  if (code === "ENOENT") return new FaultError({ code: "NOT_CONFIGURED", file });
  if (code === "EACCES" || code === "EPERM")
    return bad(file, "permission denied", `make it readable, and ${dirname(file)} searchable, for ${reader}`);
  return bad(file, `cannot be read: ${messageOf(error)}`, "name a file that can be read");
}

const bad = (path: string, cause: string, remedy: string) => new FaultError({ code: "BAD_FILE", path, cause, remedy });
