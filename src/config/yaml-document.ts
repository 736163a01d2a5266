import { type Document, LineCounter, parseDocument } from "yaml";
import type { ConfigProblem } from "../core/fault.ts";
import { type DocumentPath, pathKey, writePath } from "./document-path.ts";
import { tooDeepAt } from "./yaml-nesting.ts";
import { type YamlNode, YamlValues } from "./yaml-values.ts";

/** The most that a configuration file may hold, in bytes (in a text: characters). 1 MiB. */
export const MAX_FILE_BYTES = 1_048_576;

/** A place in a text, 1-based; columns count UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML text as plain data in which every value still knows its place. */
export interface YamlDocument {
  readonly file: string;
  /** Mappings as objects without a prototype, lists as arrays, scalars after YAML 1.2's core schema. Undefined where the text cannot be read. */
  readonly value: unknown;
  /** What is wrong with the text as YAML. With `value` undefined nothing else can be said of it. */
  readonly problems: readonly ConfigProblem[];
  /** Whether `problems` say of this very path that it has no value, so that more about it would only repeat that. */
  lacksValue(path: DocumentPath): boolean;
  /** Where this path is written; null where it is not. An aliased or merged value lies where its anchor wrote it. */
  place(path: DocumentPath, part: PathPart): Place | null;
  /** A scalar as the file writes it (`007`, `0x10`), without quotes; null where there is none. */
  source(path: DocumentPath): string | null;
  /** A problem at this path; where the path is not written, at the nearest written one above it. The message gets the path in front. */
  problem(path: DocumentPath, message: string, part?: PathPart): ConfigProblem;
}

/** What of a path is meant: the key of a mapping or its value. */
export type PathPart = "key" | "value";

/** What a key without any value (`hosts: node3:`) means: a mistake, or null. An explicit `null` or `~` is null always. */
export type EmptyValues = "refused" | "null";

/** Parses one YAML document. Never throws: whatever is wrong is in `problems`. */
export function parseYaml(text: string, file: string, empty: EmptyValues = "refused"): YamlDocument {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const lines = new LineCounter();
  const broken = (problems: readonly ConfigProblem[]) => new LocatedYaml(file, lines, new Map(), problems, new Set(), undefined);
  const at = (offset: number, message: string) => problemAt(file, lines, offset, message);
  if (plain.length > MAX_FILE_BYTES)
    return broken([{ file, line: null, column: null, message: "is larger than 1 MiB; no configuration is" }]);
  const deep = tooDeepAt(plain);
  if (deep !== null) return broken([{ file, ...placeIn(plain, deep), message: "is nested too deeply to be a configuration" }]);
  const parsed = parseDocument(plain, { ...PARSER, lineCounter: lines });
  if (parsed.errors.length > 0) return broken(parsed.errors.map((error) => at(error.pos[0], syntaxMessage(error))));
  if (parsed.contents === null) return broken([at(0, "the file is empty; a configuration is needed")]);
  return located(parsed, file, lines, empty);
}

/** Its own check of unique keys takes the square of their number; `<<` and aliases are resolved here, within bounds. */
const PARSER = {
  prettyErrors: false,
  uniqueKeys: false,
  schema: "core",
  merge: false,
  logLevel: "error",
  version: "1.2",
} as const;

function located(parsed: Document.Parsed, file: string, lines: LineCounter, empty: EmptyValues): YamlDocument {
  const values = new YamlValues(parsed, { allowEmpty: empty === "null", lineOf: (offset) => lines.linePos(offset).line });
  const value = values.read();
  const tags = parsed.warnings.map((warning) => problemAt(file, lines, warning.pos[0], `${warning.message}; remove it`));
  const found = values.problems.map((p) => problemAt(file, lines, p.offset, prefixed(p.path, p.message)));
  return new LocatedYaml(file, lines, values.nodes, [...tags, ...found], values.valueless, values.complete ? value : undefined);
}

function syntaxMessage(error: { readonly code: string; readonly message: string }): string {
  if (error.code === "MULTIPLE_DOCS") return "a second document begins here; a configuration is one document: remove the ---";
  const remedy = REMEDY[error.code];
  return `not valid YAML: ${error.message.split("\n")[0]}${remedy === undefined ? "" : `; ${remedy}`}`;
}

const REMEDY: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  BLOCK_AS_IMPLICIT_KEY: 'a text with ": " in it needs quotes',
  BAD_SCALAR_START: "put the text in quotes",
};

const problemAt = (file: string, lines: LineCounter, offset: number, message: string): ConfigProblem => {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
};

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

const prefixed = (path: DocumentPath, message: string) => (path.length === 0 ? message : `${writePath(path)}: ${message}`);

class LocatedYaml implements YamlDocument {
  readonly file: string;
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  readonly #lines: LineCounter;
  readonly #nodes: ReadonlyMap<string, YamlNode>;
  readonly #valueless: ReadonlySet<string>;

  constructor(
    file: string,
    lines: LineCounter,
    nodes: ReadonlyMap<string, YamlNode>,
    problems: readonly ConfigProblem[],
    valueless: ReadonlySet<string>,
    value: unknown,
  ) {
    this.file = file;
    this.#lines = lines;
    this.#nodes = nodes;
    this.problems = problems;
    this.#valueless = valueless;
    this.value = value;
  }

  lacksValue(path: DocumentPath): boolean {
    return this.#valueless.has(pathKey(path));
  }

  place(path: DocumentPath, part: PathPart): Place | null {
    const node = this.#nodes.get(pathKey(path));
    if (node === undefined) return null;
    const { line, col } = this.#lines.linePos(part === "key" ? (node.key ?? node.value) : node.value);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  source(path: DocumentPath): string | null {
    return this.#nodes.get(pathKey(path))?.source ?? null;
  }

  problem(path: DocumentPath, message: string, part: PathPart = "value"): ConfigProblem {
    const place = this.place(path, part) ?? this.#placeAbove(path);
    return { file: this.file, line: place?.line ?? null, column: place?.column ?? null, message: prefixed(path, message) };
  }

  /** What is not written is missing from the mapping above it, which its own key names. */
  #placeAbove(path: DocumentPath): Place | null {
    if (path.length === 0) return null;
    const above = path.slice(0, -1);
    return this.place(above, "key") ?? this.#placeAbove(above);
  }
}
