import { stringify } from "yaml";
import { harmlessLines } from "../core/harmless-text.ts";

/** A value as YAML, its texts made harmless. In a file of its own, so that only who asks for YAML loads the library. */
export function yamlText(value: object): string {
  return stringify(value, (_key, part: unknown) => (typeof part === "string" ? harmlessLines(part) : part), { lineWidth: 0 });
}
