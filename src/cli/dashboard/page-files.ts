import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { FaultError, messageOf } from "../../core/fault.ts";

/** One file of the page, as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
  /** Its name changes with its content, so a browser may keep it. */
  readonly keeps: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** All files of the page by their path, read once: what a request names is looked up, and never a file. Throws BAD_FILE where it was not built. */
export function readPageFiles(dir: string): ReadonlyMap<string, PageFile> {
  try {
    const names = readdirSync(dir, { recursive: true, encoding: "utf8" });
    const files = names.flatMap((name) => {
      const type = TYPES[/\.\w+$/.exec(name)?.[0] ?? ""];
      return type === undefined ? [] : [[`/${name}`, pageFile(join(dir, name), type, name.startsWith("assets/"))] as const];
    });
    return new Map(files);
  } catch (error) {
    throw new FaultError({ code: "BAD_FILE", path: dir, cause: messageOf(error), remedy: "build it with: npm run build" });
  }
}

function pageFile(path: string, type: string, keeps: boolean): PageFile {
  const plain = new Uint8Array(readFileSync(path));
  return { type, plain, gzip: new Uint8Array(gzipSync(plain)), keeps };
}
