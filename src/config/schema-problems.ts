import type { z } from "zod";
import type { ConfigProblem } from "../core/fault.ts";
import { nearestWord } from "../core/nearest-word.ts";
import type { DocumentPath } from "./document-path.ts";
import type { Kind } from "./kind.ts";
import { exampleAt, knownKeys } from "./schema-tree.ts";
import type { PathPart, YamlDocument } from "./yaml-document.ts";

type Issue = z.core.$ZodIssue;

/** What a schema says against a document, as problems with their places. Where the document itself says that a value is missing, nothing is added. */
export function schemaProblems(document: YamlDocument, schema: z.ZodType, issues: readonly Issue[]): readonly ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== "symbol");
    if (issue.code === "unrecognized_keys") return unknownKeys(document, schema, path, issue.keys);
    if (document.lacksValue(path)) return [];
    return [document.problem(path, issueMessage(document, schema, path, issue), partOf(issue))];
  });
}

function unknownKeys(
  document: YamlDocument,
  schema: z.ZodType,
  path: DocumentPath,
  keys: readonly string[],
): readonly ConfigProblem[] {
  const known = knownKeys(schema, path);
  const below = known.map((name) => [name, new Set(knownKeys(schema, [...path, name]))] as const);
  return keys.map((key) => {
    const near = nearestWord(key, known);
    const homes = below.filter(([, under]) => under.has(key)).map(([name]) => name);
    const remedy =
      near !== null
        ? `did you mean ${near}?`
        : homes.length > 0
          ? `it belongs under ${homes.join(" or ")}`
          : `known here: ${known.join(", ")}`;
    return document.problem([...path, key], `unknown key; ${remedy}`, "key");
  });
}

function issueMessage(document: YamlDocument, schema: z.ZodType, path: DocumentPath, issue: Issue): string {
  const value = valueAt(document.value, path);
  const kind = (issue.code === "custom" ? issue.params?.kind : undefined) as Kind<unknown> | undefined;
  if (kind !== undefined) return mismatch(value, kind.name, `write ${kind.rule}`, document.source(path));
  if (issue.code !== "invalid_type") return issue.message;
  if (issue.expected === "array") return mismatch(value, "a list", issue.message, document.source(path));
  return mismatch(value, "a mapping", `${issue.message}${asIn(schema, path)}`, document.source(path));
}

function asIn(schema: z.ZodType, path: DocumentPath): string {
  const example = exampleAt(schema, path);
  return example === null ? "" : `, as in ${path.at(-1)}: ${example}`;
}

/** `250 is not a duration; write …` */
function mismatch(value: unknown, wanted: string, remedy: string, source: string | null): string {
  if (value === undefined) return `is missing; ${remedy}`;
  if (value === null) return `is null, not ${wanted}; ${remedy}`;
  const isScalar = typeof value === "number" || typeof value === "boolean";
  if (isScalar && wanted.startsWith("a text"))
    return `${source} is ${typeof value === "number" ? "a number" : "a boolean"}, not a text; quote it: "${source}"`;
  return `${shown(value, source)} is not ${wanted}; ${remedy}`;
}

function shown(value: unknown, source: string | null): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  const text = source ?? String(value);
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return typeof value === "string" ? JSON.stringify(short) : short;
}

const partOf = (issue: Issue): PathPart => (issue.code === "custom" && issue.params?.part === "key" ? "key" : "value");

function valueAt(value: unknown, path: DocumentPath): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return step === undefined ? value : undefined;
  return valueAt((value as Record<string | number, unknown>)[step], rest);
}
