import { z } from "zod";
import { isWithin } from "./document-path.ts";
import { kindSchema } from "./kind.ts";
import { text } from "./text-kinds.ts";

/** What the reference says of a key beside its kind, range and default. */
export interface KeyNotes {
  /** What it is for; whole sentences. */
  readonly description: string;
  /** A value as the file writes it. */
  readonly example: string;
  /** What holds when it is left out, in words, where the schema's own default does not say it. */
  readonly otherwise?: string;
}

/** Attaches to a schema what the reference says of it. */
export const key = <S extends z.ZodType>(schema: S, notes: KeyNotes): S => schema.meta({ ...notes });

/** A mapping with these keys and no others. */
export const mapping = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape, { error: () => "write its keys under it" });

/** A mapping whose keys are names that the file chooses. */
export const table = <S extends z.ZodType>(value: S, rule: string) => z.record(z.string(), value, { error: () => rule });

/** A list of values that one schema reads. */
export const listOf = <S extends z.ZodType>(value: S, rule: string) => z.array(value, { error: () => rule });

/** A list of texts. */
export const texts = (rule: string) => listOf(kindSchema(text), rule);

/** A program and its arguments. */
export const program = (example: string) =>
  texts(`write it as a list of the program and its arguments, as in ${example}; no shell is involved`)
    .superRefine((words, context) => {
      if (!Array.isArray(words) || (words.length > 0 && words[0] !== "")) return;
      complain(context, [], `is empty; write the program and its arguments, as in ${example}`);
    }, ALWAYS)
    .transform((words) => words as unknown as readonly [string, ...string[]]);

/** What can be left out or be null, and is null then. */
export const orNull = <S extends z.ZodType>(schema: S) => schema.nullable().prefault(null as z.input<S>);

/** Whether a value is a mapping, so that a rule may look into it: such rules also run where something else was written. */
export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** For rules over several keys: runs them although something else in the same mapping is wrong. */
export const ALWAYS = { when: () => true } as const;

/** Whether the value at these keys was read without a problem, so that a rule over several keys may look at it. */
export function isSound(context: z.core.$RefinementCtx, ...path: readonly string[]): boolean {
  return !context.issues.some((issue) => {
    const at = (issue.path ?? []).filter((step) => typeof step !== "symbol");
    return issue.code !== "unrecognized_keys" && (isWithin(at, path) || isWithin(path, at));
  });
}

/** Adds what a rule over several keys found. `part`: whether the key or its value is meant. */
export function complain(
  context: z.core.$RefinementCtx,
  path: readonly (string | number)[],
  message: string,
  part: "key" | "value" = "value",
): void {
  context.addIssue({ code: "custom", path: [...path], message, params: { part } });
}
