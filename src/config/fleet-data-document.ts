import type { ConfigProblem } from "../core/fault.ts";
import { type DocumentPath, writePath } from "./document-path.ts";
import type { YamlDocument } from "./yaml-document.ts";

/** Data that no person wrote (a program's output, an answer of DNS) as a document: its problems have a path and no line. */
export const dataDocument = (value: unknown, file: string): YamlDocument => ({
  file,
  value,
  problems: [],
  lacksValue: () => false,
  place: () => null,
  source: (path) => sourceOf(value, path),
  problem: (path, message) => dataProblem(file, path.length === 0 ? message : `${writePath(path)}: ${message}`),
});

/** A document that could not be had, and why. */
export const brokenDocument = (file: string, message: string): YamlDocument => ({
  ...dataDocument(undefined, file),
  problems: [dataProblem(file, message)],
});

const dataProblem = (file: string, message: string): ConfigProblem => ({ file, line: null, column: null, message });

function sourceOf(value: unknown, path: DocumentPath): string | null {
  const at = path.reduce<unknown>((above, step) => (above as Record<string | number, unknown> | null | undefined)?.[step], value);
  return at === undefined || at === null || typeof at === "object" ? null : String(at);
}
