import { z } from "zod";

/** One kind of value: how people call it, how it is written, and how it is read. */
export interface Kind<T> {
  /** With its article, as in `a duration`. */
  readonly name: string;
  /** What to write, as it follows "write" in a message. */
  readonly rule: string;
  /** The values that are allowed, for the reference; empty where the rule says it all. */
  readonly range: string;
  /** The value; undefined where the input is of another kind; a complaint where it is of this kind and still cannot be used. */
  read(input: unknown): T | Complaint | undefined;
}

/** What is wrong with a value that was understood, and what to write instead. */
export class Complaint {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const kinds = z.registry<Kind<unknown>>();

/** A schema that reads values of a kind. What it refuses is an issue with `params.kind`, or with the complaint as its message. */
export function kindSchema<T>(kind: Kind<T>) {
  const schema = z.unknown().transform((input, context): T => {
    const value = kind.read(input);
    if (value instanceof Complaint) context.addIssue({ code: "custom", input, message: value.message });
    else if (value === undefined) context.addIssue({ code: "custom", input, message: kind.rule, params: { kind } });
    else return value;
    return z.NEVER;
  });
  kinds.add(schema, kind);
  return schema;
}

/** The kind that a schema reads; null for mappings, lists and wrappers. */
export const kindOf = (schema: z.ZodType): Kind<unknown> | null => kinds.get(schema) ?? null;
