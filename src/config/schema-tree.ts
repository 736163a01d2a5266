import { z } from "zod";
import type { DocumentPath } from "./document-path.ts";
import { kindOf } from "./kind.ts";
import type { KeyNotes } from "./shapes.ts";

/** One key of a configuration file, as the reference describes it. */
export interface KeyReference {
  /** Names that the file chooses are written as NAME: `components.NAME.ready.interval`. */
  readonly path: readonly string[];
  /** What its value is, with its article: `a duration`, `a mapping`, `a list of texts`. */
  readonly kind: string;
  /** The values that are allowed; empty where the kind says it all. */
  readonly range: string;
  /** What holds when it is left out, as the file would write it or in words; null: it must be there. */
  readonly otherwise: string | null;
  readonly description: string;
  readonly example: string;
}

/** A name that the file chooses. */
export const ANY_NAME = "NAME";

/** Every key that a schema knows, each after the mapping it lies in. */
export function keyReference(schema: z.ZodType, above: readonly string[] = []): readonly KeyReference[] {
  return [...keysOf(schema)].flatMap(([name, value]) => {
    const path = [...above, name];
    const below = keyReference(value, path);
    return name === ANY_NAME ? below : [describe(value, path), ...below];
  });
}

/** The keys that are known at a path of a document; none where the path leads into no mapping. */
export function knownKeys(schema: z.ZodType, path: DocumentPath): readonly string[] {
  const [step, ...rest] = path;
  const keys = keysOf(schema);
  if (step === undefined) return [...keys.keys()].filter((name) => name !== ANY_NAME);
  const next = keys.get(String(step)) ?? keys.get(ANY_NAME);
  return next === undefined ? [] : knownKeys(next, rest);
}

/** How a value at this path may look in the file; null where the schema has no such key. */
export function exampleAt(schema: z.ZodType, path: DocumentPath): string | null {
  const [step, ...rest] = path;
  if (step === undefined) return (schema.meta() as unknown as KeyNotes | undefined)?.example ?? null;
  const next = keysOf(schema).get(String(step)) ?? keysOf(schema).get(ANY_NAME);
  return next === undefined ? null : exampleAt(next, rest);
}

/** The keys of a mapping; `NAME` where the file chooses them; none for anything else. */
function keysOf(schema: z.ZodType): ReadonlyMap<string, z.ZodType> {
  const core = unwrapped(schema);
  if (core instanceof z.ZodObject) return new Map(Object.entries(core.shape as Record<string, z.ZodType>));
  if (core instanceof z.ZodRecord) return new Map([[ANY_NAME, core.valueType as z.ZodType]]);
  return new Map();
}

/** What lies under defaults, nulls and transforms; a kind is not taken apart. */
function unwrapped(schema: z.ZodType): z.ZodType {
  if (kindOf(schema) !== null) return schema;
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in as z.ZodType);
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return unwrapped(schema.unwrap() as z.ZodType);
  }
  return schema;
}

function describe(schema: z.ZodType, path: readonly string[]): KeyReference {
  const notes = schema.meta() as unknown as KeyNotes | undefined;
  if (notes === undefined) throw new TypeError(`no notes for ${path.join(".")}`); // a defect of the schema, seen by its test
  const kind = kindOf(unwrapped(schema));
  return {
    path,
    kind: kind?.name ?? shapeName(unwrapped(schema)),
    range: kind?.range ?? "",
    otherwise: notes.otherwise ?? writtenDefault(schema),
    description: notes.description,
    example: notes.example,
  };
}

function shapeName(core: z.ZodType): string {
  if (core instanceof z.ZodArray) return "a list of texts";
  if (core instanceof z.ZodRecord && keysOf(unwrapped(core.valueType as z.ZodType)).size === 0) return "a mapping of texts";
  return "a mapping";
}

function writtenDefault(schema: z.ZodType): string | null {
  if (!(schema instanceof z.ZodPrefault)) return null;
  const value: unknown = schema.def.defaultValue;
  if (value === null) return "none";
  return typeof value === "object" ? (Array.isArray(value) ? "none" : "the defaults of its keys") : String(value);
}
