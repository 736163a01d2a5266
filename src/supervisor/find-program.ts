import { accessSync, constants, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { errnoOf } from "../core/fault.ts";

/** Where a program is, or one sentence why it cannot be run. */
export type FoundProgram = { readonly path: string } | { readonly problem: string };

/** As execvp(3) has it where PATH is not set. */
const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

/**
 * Finds a program the way a shell does: a name with a slash is a path (relative to `cwd`), a bare name is looked up in
 * the given PATH. Asked before every start, because "no such file" from the kernel may mean the program, its
 * interpreter or its folder.
 */
export function findProgram(program: string, cwd: string, path: string | undefined): FoundProgram {
  const folder = whyNotFolder(cwd);
  if (folder !== null) return { problem: folder };
  if (program.includes("/")) return asProgram(isAbsolute(program) ? program : resolve(cwd, program), program);
  const places = (path ?? DEFAULT_PATH).split(":").map((place) => resolve(cwd, place));
  const found = places.map((place) => join(place, program)).find((file) => "path" in asProgram(file, program));
  return found !== undefined ? { path: found } : { problem: `command not found: ${program} (looked in ${places.join(", ")})` };
}

function asProgram(file: string, asked: string): FoundProgram {
  try {
    if (!statSync(file).isFile()) return { problem: `command is not a file: ${file}` };
    accessSync(file, constants.X_OK);
    return { path: file };
  } catch (error) {
    if (errnoOf(error) === "EACCES") return { problem: `command is not executable for this user: ${file}; see chmod(1)` };
    return { problem: `command not found: ${asked === file ? file : `${asked} (${file})`}` };
  }
}

function whyNotFolder(cwd: string): string | null {
  try {
    return statSync(cwd).isDirectory() ? null : `cwd is not a folder: ${cwd}`;
  } catch (error) {
    return `cwd cannot be used: ${cwd} (${errnoOf(error)})`;
  }
}
